import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { noteAsked } from "../../backorders/store-consent";
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
    /** The question to the customer that it asks, and the date that it names. */
    asks: z.object({ consentId: z.uuid(), proposed: z.string() }).nullable().default(null),
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
    if (mail.asks !== null && written.count === 1) {
      await noteAsked(sql, mail.asks);
    }
    return { isNew: written.count === 1 };
  },
});
