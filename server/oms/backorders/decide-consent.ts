import { daysBetween, type LocalDate } from "../kernel/local-date";
import type { ConsentRule } from "./types";

export type ConsentFacts = {
  /** Null: nobody is asked. */
  readonly rule: ConsentRule | null;
  /** The order goes on, and units of it wait. */
  readonly isWaiting: boolean;
  /** The date that the customer agreed to last: first promised, or accepted since. */
  readonly agreed: LocalDate | null;
  readonly promise: LocalDate | null;
  /** The date that an open question names. */
  readonly asked: LocalDate | null;
};

/**
 * What becomes of the question to a customer after a promise moved: it is asked when the date is
 * later than agreed by more days than the rule bears, it names the new date when that moves again,
 * and it is withdrawn when there is no more reason to ask.
 */
export function decideConsent(facts: ConsentFacts): "ask" | "renew" | "withdraw" | "leave" {
  const { rule, isWaiting, agreed, promise, asked } = facts;
  const isNeeded =
    rule !== null &&
    isWaiting &&
    agreed !== null &&
    promise !== null &&
    daysBetween(agreed, promise) > rule.afterDays;
  if (!isNeeded) {
    return asked === null ? "leave" : "withdraw";
  }
  return asked === null ? "ask" : asked === promise ? "leave" : "renew";
}
