import type { BackorderSlip } from "../catalog/types";
import type { LocalDate } from "../kernel/local-date";

/** What becomes of an order whose customer does not answer in time. */
export const silences = ["accept", "cancel", "keep"] as const;
export type Silence = (typeof silences)[number];

/** When a customer is asked whether a later date is accepted. */
export type ConsentRule = {
  /** More days than so later than what the customer agreed to. */
  readonly afterDays: number;
  /** Days to answer. */
  readonly answerDays: number;
  readonly silence: Silence;
};

/** A question that nobody has answered yet. */
export type OpenConsent = {
  readonly id: string;
  readonly orderId: string;
  readonly number: string;
  readonly agreed: LocalDate;
  readonly proposed: LocalDate;
  readonly answerBy: Date;
  readonly silence: Silence;
  /** The proposed date that a mail asked about last; null: none did yet. */
  readonly told: LocalDate | null;
};

/** A line that a question is about: of it units wait that come after this day. */
export type ConsentLine = { readonly lineId: string; readonly until: LocalDate };

/** The last day until which units wait by their cap, and what becomes of those that slip beyond it. */
export type DelayCap = { readonly lastDay: LocalDate; readonly slip: BackorderSlip };

/** How a customer is asked about a cap where no rule says how: what nobody accepts is cancelled. */
export const CAP_TERMS = {
  answerDays: 5,
  silence: "cancel",
} as const satisfies Omit<ConsentRule, "afterDays">;
