import { mailbox } from "@/server/integrations/mail/mailbox";
import type { MailService } from "@/server/oms/notifications/types";
import type { Clock } from "@/server/shell/clock";
import type { JobRuntime } from "@/server/shell/jobs";
import { handlersByName, routesOf } from "@/server/shell/subscriptions";
import { workThrough } from "@/server/shell/work-loop";
import type { TestDatabase } from "../../support/database";
import { fixedClock } from "../../support/factories";
import { noWebhooks } from "../shell/working";

export const builtIn = mailbox({ seller: "Test Seller", appUrl: "https://oms.test" });

/** Everything that happened is handed on and told, with the real handlers. */
export function tell(
  database: TestDatabase,
  { mail = builtIn, clock = fixedClock() }: { mail?: MailService; clock?: Clock } = {},
) {
  const runtime: JobRuntime = {
    database,
    clock,
    services: { mail, webhooks: noWebhooks },
    handlers: handlersByName(),
  };
  return workThrough(runtime, routesOf());
}

export type TestMail = {
  readonly template: string;
  readonly toAddress: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sentAt: Date | null;
  readonly error: string | null;
};

export const mailsOf = (database: TestDatabase, orderId: string) =>
  database.sql<TestMail[]>`
    select template, to_address as "toAddress", subject, plain_text as text, html,
      sent_at as "sentAt", error
    from mail_message where order_id = ${orderId} order by created_at, id`;

/** The one mail of a kind; a second one, or none, is a fault. */
export async function mailOf(
  database: TestDatabase,
  orderId: string,
  template: string,
): Promise<TestMail> {
  const mails = (await mailsOf(database, orderId)).filter((mail) => mail.template === template);
  const [mail] = mails;
  if (mail === undefined || mails.length > 1) {
    throw new Error(`there are ${mails.length} mails of ${template}`);
  }
  return mail;
}

export const noticesOf = (database: TestDatabase, orderId: string) =>
  database.sql<{ type: string; reason: string | null; payload: Record<string, unknown> }[]>`
    select type, reason, payload from event
    where order_id = ${orderId} and type like 'mail.%' order by id`;
