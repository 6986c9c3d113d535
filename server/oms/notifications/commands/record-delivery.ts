import { z } from "zod";
import { defineCommand } from "@/server/shell/command";

/** What became of an attempt to hand a mail over; in the order's timeline when it went out. */
export const recordDelivery = defineCommand({
  name: "notifications.record_delivery",
  input: z.object({
    mailId: z.uuid(),
    providerId: z.string().nullable(),
    error: z.string().nullable(),
  }),
  wall: "staff",
  run: async ({ sql, now, emit }, { mailId, providerId, error }) => {
    const [mail] = await sql<
      { orderId: string; template: string; subject: string; toAddress: string }[]
    >`
      update mail_message set error = ${error}, provider_id = ${providerId},
        sent_at = case when ${providerId === null} then null else ${now}::timestamptz end
      where id = ${mailId} and sent_at is null
      returning order_id as "orderId", template, subject, to_address as "toAddress"`;
    if (mail !== undefined && providerId !== null) {
      emit({
        type: "mail.sent",
        subject: { kind: "mail", id: mailId },
        orderId: mail.orderId,
        payload: { subject: mail.subject, template: mail.template, toAddress: mail.toAddress },
      });
    }
    return { isSent: providerId !== null };
  },
});
