import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";

/**
 * Send a message again, under the same id, as if it had never been tried: one that was given up, or
 * one whose receiver lost it.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION while it is waiting for its next attempt
 */
export const replayMessage = defineCommand({
  name: "webhooks.replay_message",
  input: z.object({ messageId: z.uuid() }),
  wall: "staff",
  run: async ({ sql, now, emit }, { messageId }) => {
    const [message] = await sql<{ state: string; subscriptionId: string }[]>`
      select state, subscription_id as "subscriptionId" from webhook_message
      where id = ${messageId} for no key update`;
    if (message === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such message", { messageId });
    }
    if (message.state === "pending") {
      throw new DomainError("ILLEGAL_TRANSITION", "It is still being sent by itself");
    }
    await sql`
      update webhook_message set state = 'pending', attempts = 0, next_at = ${now},
        settled_at = null
      where id = ${messageId}`;
    emit({
      type: "webhook.replayed",
      subject: { kind: "webhook_subscription", id: message.subscriptionId },
      payload: { messageId },
    });
    return { messageId };
  },
});
