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
};
