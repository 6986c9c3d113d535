import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { MailId } from "../../kernel/ids";

/**
 * Write a mail down before it goes out, so that it is the same mail however often it is tried. One
 * cause has one mail: a second one for it changes nothing.
 */
export const queueMail = defineCommand({
  name: "notifications.queue_mail",
  input: z.object({
    causeKey: z.string(),
    template: z.string(),
    provider: z.string(),
    orderId: z.uuid(),
    toAddress: z.string(),
    subject: z.string(),
    html: z.string(),
    plainText: z.string(),
  }),
  wall: "staff",
  run: async ({ sql, now }, mail) => {
    const written = await sql`
      insert into mail_message (id, cause_key, template, provider, order_id, to_address, subject,
        html, plain_text, created_at)
      values (${newId<MailId>(now.getTime())}, ${mail.causeKey}, ${mail.template},
        ${mail.provider}, ${mail.orderId}, ${mail.toAddress}, ${mail.subject}, ${mail.html},
        ${mail.plainText}, ${now})
      on conflict (cause_key) do nothing`;
    return { isNew: written.count === 1 };
  },
});
