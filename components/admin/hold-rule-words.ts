import type { HoldCondition, HoldFact, HoldOperator } from "@/server/oms/orders/decide-hold-rule";

/** What a rule asks of an order, as the beginning of a sentence. */
export const FACT_WORDS: Record<HoldFact, string> = {
  credit_over: "the exposure is over the limit by",
  overdue_days: "days overdue are",
  duplicate_po: "another order carries its PO number",
  address_faults: "faults of the ship-to are",
  price_variance: "percent between named and our price are",
  margin: "percent of margin are",
  fraud_score: "the fraud score is",
  order_value: "the order's value is",
  missing: "what is missing",
  channel: "the channel",
  tier: "the tier",
  country: "the country",
};

export const OPERATOR_WORDS: Record<HoldOperator, string> = {
  above: "above",
  at_least: "at least",
  below: "below",
  is: "is",
  is_not: "is not",
};

/** Facts in minor units are written in major ones. */
export const isAmount = (fact: HoldFact): boolean =>
  fact === "credit_over" || fact === "order_value";

const valueText = ({ fact, value }: HoldCondition): string =>
  isAmount(fact) ? (Number(value) / 100).toFixed(2) : String(value).replaceAll("_", " ");

function conditionText(condition: HoldCondition): string {
  const words = FACT_WORDS[condition.fact];
  if (condition.fact === "duplicate_po") {
    return (condition.operator === "is") === (condition.value === true) ? words : `no ${words}`;
  }
  return `${words} ${OPERATOR_WORDS[condition.operator]} ${valueText(condition)}`;
}

/** "the channel is edi and percent of margin are below 10". */
export const conditionsSentence = (conditions: readonly HoldCondition[]): string =>
  conditions.map(conditionText).join(" and ");
