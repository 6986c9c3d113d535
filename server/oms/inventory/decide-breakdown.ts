import type { StockPosition } from "./decide";
import type { PoolShare } from "./decide-pool";

/** The steps from what is there to what a channel may sell, in the order they are taken. */
export const breakdownSteps = [
  "on_hand",
  "unsellable",
  "incoming",
  "allocated",
  "reserved",
  "safety_stock",
  "held_back",
  "waiting",
  "threshold",
  "cap",
  "pool",
  "quota",
  "not_out",
] as const;

export type BreakdownStep = {
  readonly step: (typeof breakdownSteps)[number];
  /** What the step adds or, negative, takes; never more than there was left. */
  readonly units: number;
  /** What is left after it. */
  readonly left: number;
};

/**
 * How the share of a node (`decidePool`) comes about, step by step: each takes what it is entitled to
 * of what those before it left, so that the last one leaves just what is available.
 *
 * @param unsellable units there that are damaged or in quarantine
 * @param incoming units that will be there by the day that was asked for; part of `onHand`
 * @param isClaimed the allocation policy binds who asks: its two steps are told
 */
export function decideBreakdown(
  position: StockPosition,
  {
    unsellable,
    incoming,
    isClaimed = false,
  }: { readonly unsellable: number; readonly incoming: number; readonly isClaimed?: boolean },
  {
    available,
    owed,
    threshold,
    beyondCap,
    kept,
    beyondQuota,
  }: Pick<PoolShare, "available" | "owed" | "threshold" | "beyondCap" | "kept" | "beyondQuota">,
): BreakdownStep[] {
  const there = position.onHand - incoming + unsellable;
  const steps: BreakdownStep[] = [];
  let left = 0;
  const take = (step: BreakdownStep["step"], units: number) => {
    // The zero added turns −0 into 0.
    const taken = Math.max(units, -Math.max(0, left)) + 0;
    left += taken;
    steps.push({ step, units: taken, left });
  };
  take("on_hand", there);
  take("unsellable", -unsellable);
  take("incoming", incoming);
  take("allocated", -position.allocated);
  take("reserved", -position.reserved);
  take("safety_stock", -position.safetyStock);
  take("held_back", available + beyondQuota + kept + beyondCap + threshold + owed - left);
  take("waiting", -owed);
  take("threshold", -threshold);
  take("cap", -beyondCap);
  if (isClaimed) {
    take("pool", -kept);
    take("quota", -beyondQuota);
  }
  return steps;
}
