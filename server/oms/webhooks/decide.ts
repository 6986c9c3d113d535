import type { WebhookEventType, WebhookOutcome } from "./types";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long to wait after each failed attempt; together a little more than three days. */
export const RETRY_AFTER_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

/** The first attempt and one after each wait. */
export const DELIVERY_ATTEMPTS_MAX = RETRY_AFTER_MS.length + 1;

/**
 * Which events a changed number is.
 *
 * @param before what the subscriber was last told; null: nothing, for the SKU is new
 * @param lowAt units at or below which it is low; null: it is never called low
 */
export function decideAvailabilityEvents(
  before: number | null,
  now: number,
  lowAt: number | null,
): WebhookEventType[] {
  if (before === now || (before === null && now === 0)) {
    return [];
  }
  const events: WebhookEventType[] = ["availability.changed"];
  if (now === 0) {
    events.push("availability.out");
  } else if (before === 0) {
    events.push("availability.back");
  }
  if (lowAt !== null && before !== null && before > lowAt && now <= lowAt && now > 0) {
    events.push("availability.low");
  }
  return events;
}

export type DeliveryVerdict =
  | { readonly kind: "delivered" }
  /** The receiver wants nothing more, ever. */
  | { readonly kind: "gone" }
  | { readonly kind: "again"; readonly afterMs: number }
  | { readonly kind: "dead" };

/**
 * What comes of an attempt: 2xx is taken, 410 ends the subscription, all else is tried again by the
 * schedule, a tenth more or less by chance, until the last attempt.
 *
 * @param attempt from 1
 * @param chance from 0 to 1
 */
export function decideDelivery(
  { status }: Pick<WebhookOutcome, "status">,
  attempt: number,
  chance: number,
): DeliveryVerdict {
  if (status !== null && status >= 200 && status < 300) {
    return { kind: "delivered" };
  }
  if (status === 410) {
    return { kind: "gone" };
  }
  const wait = RETRY_AFTER_MS[attempt - 1];
  return wait === undefined
    ? { kind: "dead" }
    : { kind: "again", afterMs: Math.round(wait * (0.9 + chance / 5)) };
}
