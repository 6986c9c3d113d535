import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { isToSeal, openSecret, sealSecret } from "../store-secret";

/**
 * Encrypt with the key of today the secrets of subscriptions that are kept in plain, as they once were,
 * or that an earlier key sealed. Those whose key is gone stay as they are: the key may come back.
 */
export const sealSecrets = defineCommand({
  name: "webhooks.seal_secrets",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, emit }) => {
    const rows = await sql<{ id: string; name: string; secret: string; previous: string | null }[]>`
      select id, name, secret, previous_secret as previous from webhook_subscription
      where ${isToSeal(sql)} order by id for no key update`;
    for (const { id, name, secret, previous } of rows) {
      await sql`
        update webhook_subscription set secret = ${sealedAnew(secret, id)},
          previous_secret = ${previous === null ? null : sealedAnew(previous, id)}
        where id = ${id}`;
      emit({
        type: "webhook.secret_sealed",
        subject: { kind: "webhook_subscription", id },
        payload: { name },
      });
    }
    return { sealed: rows.length };
  },
});

function sealedAnew(kept: string, subscriptionId: string): string {
  const secret = openSecret(kept, subscriptionId);
  return secret === null ? kept : sealSecret(secret, subscriptionId);
}
