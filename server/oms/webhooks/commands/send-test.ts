import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { insertMessages, lockSubscription } from "../store";

/**
 * Send a subscriber a message that says nothing, to see that it arrives.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION while the subscription is off
 */
export const sendTest = defineCommand({
  name: "webhooks.send_test",
  input: z.object({ subscriptionId: z.uuid() }),
  wall: "staff",
  run: async (env, { subscriptionId }) => {
    const { name, isOn } = await lockSubscription(env.sql, subscriptionId);
    if (!isOn) {
      throw new DomainError("ILLEGAL_TRANSITION", "Turn the subscription on first");
    }
    const [messageId] = await insertMessages(env, [
      { subscriptionId, type: "webhook.test", subject: "test", data: { name } },
    ]);
    return { messageId: messageId ?? "" };
  },
});
