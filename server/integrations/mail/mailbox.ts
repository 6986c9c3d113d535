import type { MailService } from "@/server/oms/notifications/types";
import { renderLetter } from "./render";

type Sender = { readonly seller: string; readonly appUrl: string };

/** The built-in mailbox: a mail is delivered by being written down, and is read at /admin/mailbox. */
export const mailbox = ({ seller, appUrl }: Sender): MailService => ({
  provider: "mailbox",
  appUrl,
  render: (letter) => renderLetter(letter, seller),
  deliver: async (mail) => mail.id,
});
