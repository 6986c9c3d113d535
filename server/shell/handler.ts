import { createHash } from "node:crypto";
import type { MailService } from "@/server/oms/notifications/types";
import type { WebhookSender } from "@/server/oms/webhooks/types";
import type { Ctx } from "./command";

/** An event as a handler meets it, some moments after it happened. */
export type StoredEvent = {
  readonly id: number;
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly orderId: string | null;
  readonly reason: string | null;
  readonly payload: unknown;
  readonly occurredAt: Date;
};

/** What lies outside of the database and is called outside of every transaction. */
export type Services = { readonly mail: MailService; readonly webhooks: WebhookSender };

export type HandlerEnv = {
  readonly ctx: Ctx;
  /**
   * The idempotency key for the `step`-th command of this handler about this event. The same every
   * time the job is run, so that a command that ran before the job broke off does not run again.
   */
  readonly key: (step: string) => string;
  readonly services: Services;
};

/**
 * Work that an event asks for. It may run more than once for one event: all it changes, it changes
 * through commands with the keys it is given.
 */
export type Handler = {
  /** Stands in the job's row: `notifications.tell_placed`. */
  readonly name: `${string}.${string}`;
  readonly run: (env: HandlerEnv, event: StoredEvent) => Promise<void>;
};

/** A UUID (version 8: content of our own) that an event, a handler and a step always give again. */
export const handlerKey = (eventId: number, handler: string, step: string): string =>
  stepKey(`${eventId} ${handler}`, step);

/** The key of one step of something that has a key of its own: always the same for the two. */
export function stepKey(of: string, step: string): string {
  const hash = createHash("sha256").update(`${of} ${step}`).digest("hex");
  const variant = ((Number.parseInt(hash[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
