/** How long one plan takes where more is asked than the landed cost: other criteria, rules of splitting. */
import { performance } from "node:perf_hooks";
import { localDate } from "@/server/oms/kernel/local-date";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import type { CriterionCode } from "@/server/oms/sourcing/types-profile";
import type { PlanRules } from "@/server/oms/sourcing/types-route";
import { median, percentile } from "./measure";
import { drawCase } from "./sourcing-exact";
import { randomFrom } from "./sourcing-instance";

const ORDERS = 1_000;
const WARM_UP = 200;

const PLAIN: PlanRules = {
  criteria: [{ by: "landed_cost", band: 0 }],
  today: localDate("2026-03-01"),
  preferredNodeCode: "N3",
  dropShipLast: false,
  minSplitUnits: 0,
  minSplitValueMinor: 0,
  groupedBy: [],
};

const FIRST: readonly CriterionCode[] = [
  "delivery_date",
  "distance",
  "shipments",
  "order_coverage",
  "node_priority",
  "preferred_node",
];

export const MIXES = ["cost", "criteria", "splits"] as const;

/** p99 in milliseconds over random orders of up to six lines, half of the nodes by weight breaks. */
export function timeMix(mix: (typeof MIXES)[number], nodes: number): number {
  const random = randomFrom(11);
  const asked = Array.from({ length: ORDERS }, (_, index) => ({
    ...drawCase(random, nodes),
    rules: rulesOf(mix, index),
  }));
  const plan = ({ order, nodes: seen, splitPenaltyMinor, rules }: (typeof asked)[number]) => {
    const begun = performance.now();
    decideSourcing(order, seen, { splitPenaltyMinor, stepsMax: 200_000 }, rules);
    return performance.now() - begun;
  };
  asked.slice(0, WARM_UP).forEach(plan);
  return percentile(
    asked.map((each) => median([plan(each), plan(each), plan(each)])),
    99,
  );
}

function rulesOf(mix: (typeof MIXES)[number], index: number): PlanRules | null {
  if (mix === "cost") {
    return null;
  }
  const by = FIRST[index % FIRST.length] as CriterionCode;
  return mix === "criteria"
    ? { ...PLAIN, criteria: [{ by, band: 0 }, ...PLAIN.criteria] }
    : { ...PLAIN, minSplitUnits: 2 };
}
