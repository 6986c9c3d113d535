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
