/** Amounts in minor units of the company's currency. */
export type CreditFacts = {
  /** Null: no limit is set. */
  readonly limit: number | null;
  /** As the ERP last told them. */
  readonly openReceivables: number;
  /** What open orders will still be invoiced for. */
  readonly openOrders: number;
};

export type Credit = CreditFacts & {
  readonly exposure: number;
  /** Never below 0; null when there is no limit. */
  readonly left: number | null;
  readonly state: "ok" | "near_limit" | "over_limit";
};

const NEAR_PERCENT = 80;

/**
 * Where a company stands against its limit: exposure = open receivables + uninvoiced open orders.
 * From 80 % of the limit on it is near, above the limit over; without a limit it is always fine.
 */
export function decideCredit(facts: CreditFacts): Credit {
  const exposure = facts.openReceivables + facts.openOrders;
  const { limit } = facts;
  if (limit === null) {
    return { ...facts, exposure, left: null, state: "ok" };
  }
  const left = Math.max(0, limit - exposure);
  if (exposure > limit) {
    return { ...facts, exposure, left, state: "over_limit" };
  }
  const isNear = exposure * 100 >= limit * NEAR_PERCENT && exposure > 0;
  return { ...facts, exposure, left, state: isNear ? "near_limit" : "ok" };
}
