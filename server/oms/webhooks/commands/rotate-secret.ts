import { defineCommand } from "@/server/shell/command";
import { rotateInput } from "../schema";
import { lockSubscription } from "../store";
import { isReadable, sealSecret } from "../store-secret";

/** For so long messages carry the signatures of both secrets. */
const OVERLAP_MS = 24 * 3_600_000;

/**
 * Exchange the secret that signs what a subscription is sent. For a day the old one signs as well,
 * so that a receiver can change over without losing a message. One that cannot be read any more is given
 * up.
 *
 * @throws NOT_FOUND
 */
export const rotateSecret = defineCommand({
  name: "webhooks.rotate_secret",
  input: rotateInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { subscriptionId, secret }) => {
    const { name } = await lockSubscription(sql, subscriptionId);
    const bothUntil = new Date(now.getTime() + OVERLAP_MS);
    await sql`
      update webhook_subscription set 
        previous_secret = case when ${isReadable(sql)} then secret end,
        previous_until = case when ${isReadable(sql)} then ${bothUntil}::timestamptz end,
        secret = ${sealSecret(secret, subscriptionId)}
      where id = ${subscriptionId}`;
    emit({
      type: "webhook.secret_rotated",
      subject: { kind: "webhook_subscription", id: subscriptionId },
      payload: { name, bothUntil: bothUntil.toISOString() },
    });
    return { subscriptionId, bothUntil: bothUntil.toISOString() };
  },
});
