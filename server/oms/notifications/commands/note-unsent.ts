import { z } from "zod";
import { defineCommand } from "@/server/shell/command";

/** Say in the timeline that a mail was due and why none went out. */
export const noteUnsent = defineCommand({
  name: "notifications.note_unsent",
  input: z.object({ orderId: z.uuid(), template: z.string(), reason: z.string() }),
  wall: "staff",
  run: async ({ emit }, { orderId, template, reason }) => {
    emit({
      type: "mail.not_sent",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: { template },
    });
    return { orderId };
  },
});
