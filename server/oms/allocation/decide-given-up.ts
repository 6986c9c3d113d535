import type { DemandOrder, StockPlan } from "./decide-plan";
import type { DecisionTrigger } from "./types";

/** Units of a line that nobody is to wait for. */
export type GivenUp = { readonly lineId: string; readonly units: number };

/** By these units lose the place that they had; what waits already is not looked at again. */
const LOST: readonly DecisionTrigger[] = ["node_rejected", "node_off", "stock_lost"];

/**
 * Which units are cancelled when they lost their place and no node has them: those of a strategy that
 * lets nothing wait. Components of kits wait all the same, for a kit is cancelled whole.
 *
 * @returns the lines that lose units, in their order; empty: what is open waits
 */
export function decideGivenUp(
  { lines }: Pick<DemandOrder, "lines">,
  { routed, openUnits }: Pick<StockPlan, "routed" | "openUnits">,
  trigger: DecisionTrigger,
): GivenUp[] {
  if (routed?.route.after !== "cancel_remainder" || !LOST.includes(trigger)) {
    return [];
  }
  return lines.flatMap(({ lineId, about }, at) => {
    const units = openUnits[at] ?? 0;
    return units === 0 || about.kit !== null ? [] : [{ lineId, units }];
  });
}

/** What of a cancelled remainder waits all the same, so that the decision says no more than is so. */
export const waitingAllTheSame = (
  { routed }: Pick<StockPlan, "routed">,
  waiting: number,
): string =>
  routed?.route.after !== "cancel_remainder" || waiting === 0
    ? ""
    : ` ${waiting === 1 ? "1 unit waits" : `${waiting} units wait`} all the same.`;
