import { Resend } from "resend";
import { DomainError } from "@/server/oms/kernel/errors";
import type { MailService } from "@/server/oms/notifications/types";
import { renderLetter } from "./render";

const DEADLINE_MS = 15_000;

export type ResendSettings = {
  readonly apiKey: string;
  /** Name and address of the sender. */
  readonly from: string;
  readonly seller: string;
  readonly appUrl: string;
  /** Another address of the same API. */
  readonly baseUrl?: string;
};

/** Mail through Resend. Their idempotency key holds for a day, longer than a job is tried. */
export function resendMail({ apiKey, from, seller, appUrl, baseUrl }: ResendSettings): MailService {
  const client = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl });
  return {
    provider: "resend",
    appUrl,
    render: (letter) => renderLetter(letter, seller),
    deliver: async ({ id, toAddress, subject, html, plainText }) => {
      const answer = await withDeadline(
        client.emails.send(
          { from, to: toAddress, subject, html, text: plainText },
          { idempotencyKey: id },
        ),
      );
      if (answer.error !== null) {
        const { name, message } = answer.error;
        throw new DomainError("UPSTREAM_FAILED", `Resend did not take the mail: ${message}`, {
          name,
        });
      }
      return answer.data.id;
    },
  };
}

function withDeadline<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const seconds = DEADLINE_MS / 1000;
      reject(new DomainError("UPSTREAM_FAILED", `Resend did not answer within ${seconds} s`));
    }, DEADLINE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
