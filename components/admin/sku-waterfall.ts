import { formatQuantity } from "@/components/format";
import type { NodeAvailability, SkuAvailability } from "@/server/oms/inventory/decide-answer";
import { type BreakdownStep, decideBreakdown } from "@/server/oms/inventory/decide-breakdown";
import type { SkuPosition } from "@/server/oms/inventory/queries-sku-stock";
import type { AvailabilityStepRow } from "./availability-steps";
import { skuHref } from "./stock-columns";

const WORDS: Record<BreakdownStep["step"], string> = {
  on_hand: "On hand",
  unsellable: "Damaged or in quarantine",
  incoming: "Incoming",
  allocated: "Allocated to orders",
  reserved: "Reserved by carts and quotes",
  safety_stock: "Safety stock",
  held_back: "Left for other channels",
  waiting: "Kept for orders that wait",
  threshold: "Left of the total for other channels",
  cap: "Beyond what the channel may sell in all",
  pool: "Kept for another class by the allocation policy",
  quota: "Beyond the quota of the allocation policy",
  not_out: "Not sold before it comes out",
};

/** Where the rows behind a step are. */
const hrefOf = (step: BreakdownStep["step"], sku: string, node: string | null) => {
  const ledger = (of: string) => `?${node === null ? "" : `node=${node}&`}of=${of}#ledger`;
  const places: Record<BreakdownStep["step"], string> = {
    on_hand: `${skuHref(sku)}${ledger("on_hand")}`,
    unsellable: `${skuHref(sku)}#positions`,
    incoming: `${skuHref(sku)}#supply`,
    allocated: `${skuHref(sku)}${node === null ? "#demand" : ledger("allocated")}`,
    reserved: "#holds",
    safety_stock: `${skuHref(sku)}#positions`,
    held_back: "/admin/availability",
    waiting: `${skuHref(sku)}?demand=waiting#demand`,
    threshold: "/admin/availability",
    cap: "/admin/availability",
    pool: "/admin/allocation/policy",
    quota: "/admin/allocation/policy",
    not_out: skuHref(sku),
  };
  return places[step];
};

type Limits = NonNullable<SkuAvailability["limits"]>;

/** The step of a rule about the total, with the rule that takes it. */
function limitWord(step: "threshold" | "cap", limits: Limits): string {
  const limit = limits.find(({ effect }) => (effect === "hold_total") === (step === "threshold"));
  if (limit === undefined) {
    return WORDS[step];
  }
  const sold = limit.taken === undefined ? "" : `, ${formatQuantity(limit.taken)} taken of it`;
  return step === "threshold"
    ? `Left of the total by rule ${limit.place}`
    : `Beyond the ${formatQuantity(limit.amount)} of rule ${limit.place}${sold}`;
}

/** The step of the allocation policy, with the class or the quota that takes it. */
function policyWord(step: "pool" | "quota", policy: SkuAvailability["policy"]): string {
  const named = step === "pool" ? policy?.keptFor : policy?.quota;
  return named === undefined || named === null
    ? WORDS[step]
    : step === "pool"
      ? `Kept for ${named} by the allocation policy`
      : `Beyond ${named}`;
}

const wordOf = (
  step: BreakdownStep["step"],
  { breakdown }: Pick<NodeAvailability, "breakdown">,
  { limits = [], policy }: SkuAvailability,
) => {
  if (step === "pool" || step === "quota") {
    return policyWord(step, policy);
  }
  if (step === "threshold" || step === "cap") {
    return limitWord(step, limits);
  }
  if (step !== "held_back" || breakdown === undefined) {
    return WORDS[step];
  }
  return breakdown.decidedBy === null
    ? "Buffer of the channel’s pool"
    : `Left by rule ${breakdown.decidedBy.place}`;
};

/** What is on hand and each step after it that takes something, at one node. */
export function nodeWaterfall(
  answer: SkuAvailability,
  node: NodeAvailability,
): AvailabilityStepRow[] {
  const steps = node.breakdown?.steps ?? [];
  return steps
    .filter(({ step }) => step !== "incoming")
    .map(({ step, units, left }) => ({
      id: step,
      label: wordOf(step, node, answer),
      units,
      left,
      href: hrefOf(step, answer.sku, node.node),
    }));
}

const OWN_STEPS: readonly BreakdownStep["step"][] = [
  "on_hand",
  "allocated",
  "reserved",
  "safety_stock",
];

/** From what may be sold of a node's stock to what is available of it, before any channel's rules. */
export function positionWaterfall(
  sku: { readonly code: string; readonly comesOutOn: string | null },
  position: SkuPosition,
): AvailabilityStepRow[] {
  const share = { owed: 0, threshold: 0, beyondCap: 0, kept: 0, beyondQuota: 0 };
  const own = decideBreakdown(
    position,
    { unsellable: 0, incoming: 0 },
    { ...share, available: position.available },
  ).filter(({ step }) => OWN_STEPS.includes(step));
  const free = own.at(-1)?.left ?? 0;
  const steps =
    sku.comesOutOn === null ? own : [...own, { step: "not_out" as const, units: -free, left: 0 }];
  return steps.map(({ step, units, left }) => ({
    id: step,
    label: WORDS[step],
    units,
    left,
    href: step === "safety_stock" ? "#safety" : hrefOf(step, sku.code, position.nodeCode),
  }));
}

/** The same over all nodes of the channel's pool. */
export function skuWaterfall(answer: SkuAvailability): AvailabilityStepRow[] {
  const nodes = answer.nodes ?? [];
  const names = nodes[0]?.breakdown?.steps.map(({ step }) => step) ?? [];
  return names
    .filter((step) => step !== "incoming")
    .map((step): AvailabilityStepRow => {
      const all = nodes.flatMap(
        (node) => node.breakdown?.steps.filter((each) => each.step === step) ?? [],
      );
      return {
        id: step,
        label: wordOf(step, {}, answer),
        units: all.reduce((sum, { units }) => sum + units, 0),
        left: all.reduce((sum, { left }) => sum + left, 0),
        href: hrefOf(step, answer.sku, null),
      };
    });
}
