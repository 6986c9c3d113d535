import type { Env } from "@/server/env";
import type { MailService } from "@/server/oms/notifications/types";
import { mailbox } from "./mailbox";
import { resendMail } from "./resend";
import { sellerOf } from "./seller";

/** The way out that the environment names: Resend with a key, else the built-in mailbox. */
export function mailServiceOf({ resendApiKey, mailFrom, appUrl }: Env): MailService {
  const sender = { seller: sellerOf(mailFrom), appUrl };
  return resendApiKey === null
    ? mailbox(sender)
    : resendMail({ ...sender, apiKey: resendApiKey, from: mailFrom });
}
