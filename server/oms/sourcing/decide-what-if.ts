import type { NodeId, SkuId } from "../kernel/ids";
import { addDays } from "../kernel/local-date";
import { joined, type Words } from "./decide-phrases";
import { constraintPhrase } from "./decide-sentences";
import { planBy } from "./decide-shape";
import type { Candidate, PlanNode, PlanOrder, SearchParameters, SourcingDecision } from "./types";
import type { AppliedStrategy } from "./types-route";

/** One thing that, had it been so, would have sent the order another way. */
export type WhatIf =
  /** The fewest units more of one SKU at a node that change the answer. */
  | {
      readonly kind: "stock";
      readonly nodeId: NodeId;
      readonly skuId: SkuId;
      readonly units: number;
    }
  /** The node would have shipped on the day before, had its cut-off not passed. */
  | { readonly kind: "cut_off"; readonly nodeId: NodeId }
  | { readonly kind: "switched_on"; readonly nodeId: NodeId }
  | { readonly kind: "rule"; readonly nodeId: NodeId; readonly rule: string }
  /** The runner-up, had it cost so much less. */
  | { readonly kind: "cost"; readonly nodeIds: readonly NodeId[]; readonly lessMinor: number };

export type Decided = {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
  readonly parameters: SearchParameters;
  readonly applied: AppliedStrategy | null;
  readonly decision: SourcingDecision;
};

/** More nodes than these are not tried. */
const NODES_MAX = 8;
const STEPS_MAX = 20_000;

/**
 * What would have changed an answer: the planner is asked again with one thing otherwise at a time,
 * for the nodes that came nearest. Finds single changes only.
 */
export function whatWouldChange(decided: Decided): WhatIf[] {
  const { decision } = decided;
  const near = decision.candidates
    .filter(({ verdict }) => verdict !== "ships")
    .sort(compareNear)
    .slice(0, NODES_MAX);
  const found = near.flatMap((row) => changesOf(decided, row));
  const { runnerUp } = decision;
  return runnerUp?.lostOn === "cost"
    ? [
        ...found,
        {
          kind: "cost",
          nodeIds: runnerUp.plan.shipments.map(({ nodeId }) => nodeId),
          lessMinor: Math.max(1, runnerUp.difference.costMinor),
        },
      ]
    : found;
}

/** Those that fill most alone come first; those that may not ship stand behind them. */
function compareNear(a: Candidate, b: Candidate): number {
  const open = (row: Candidate) => row.alone?.unfilledUnits ?? Number.MAX_SAFE_INTEGER;
  return open(a) - open(b);
}

function changesOf(decided: Decided, { nodeId, excluded, couldFill }: Candidate): WhatIf[] {
  const { order, applied } = decided;
  const index = decided.nodes.findIndex((node) => node.nodeId === nodeId);
  const node = decided.nodes[index];
  if (node === undefined) {
    return [];
  }
  if (excluded !== null) {
    const isOff = excluded.code === "switched_off";
    if (isOff && isOther(decided, withNode(decided, index, { ...node, excluded: null }))) {
      return [{ kind: "switched_on", nodeId }];
    }
    const rule = excluded.code === "rule" ? (excluded.note ?? "") : null;
    return rule !== null &&
      applied !== null &&
      isOther(decided, withoutRule(decided, applied, rule))
      ? [{ kind: "rule", nodeId, rule }]
      : [];
  }
  const short = order.lines.flatMap(({ skuId, quantity }, line) =>
    (couldFill[line] ?? 0) < quantity ? [skuId] : [],
  );
  const stock = [...new Set(short)].flatMap((skuId) => fewestUnits(decided, index, node, skuId));
  const sooner = {
    ...node,
    shipDate: addDays(node.shipDate, -1),
    deliveryDate: addDays(node.deliveryDate, -1),
  };
  const isLate = node.about?.missesCutOff === true;
  return isLate && isOther(decided, withNode(decided, index, sooner))
    ? [...stock, { kind: "cut_off", nodeId }]
    : stock;
}

/** By halving: the planner never likes a node less for having more. */
function fewestUnits(decided: Decided, index: number, node: PlanNode, skuId: SkuId): WhatIf[] {
  const kept = node.stock[skuId] ?? { available: 0, heldBack: 0 };
  const has = Math.max(0, kept.available);
  const wanted = decided.order.lines.reduce(
    (sum, line) => sum + (line.skuId === skuId ? line.quantity : 0),
    0,
  );
  const isEnough = (units: number) =>
    isOther(
      decided,
      withNode(decided, index, {
        ...node,
        stock: { ...node.stock, [skuId]: { ...kept, available: has + units } },
      }),
    );
  let most = wanted - has;
  if (most <= 0 || !isEnough(most)) {
    return [];
  }
  let least = 1;
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (isEnough(middle)) {
      most = middle;
    } else {
      least = middle + 1;
    }
  }
  return [{ kind: "stock", nodeId: node.nodeId, skuId, units: most }];
}

function withNode({ nodes, ...decided }: Decided, index: number, node: PlanNode) {
  const changed = nodes.map((each, place) => (place === index ? node : each));
  return again({ ...decided, nodes: changed });
}

function withoutRule(decided: Decided, applied: AppliedStrategy, rule: string) {
  const constraints = applied.constraints.filter(
    (row) => constraintPhrase({ ...row, hard: true }) !== rule,
  );
  return again({ ...decided, applied: { ...applied, constraints } });
}

const again = ({ order, nodes, parameters, applied }: Omit<Decided, "decision">) => {
  const { splitPenaltyMinor, stepsMax } = parameters;
  const limited = { splitPenaltyMinor, stepsMax: Math.min(stepsMax, STEPS_MAX) };
  return planBy(order, nodes, limited, applied);
};

/** Do other units leave from somewhere? */
function isOther({ decision }: Decided, other: SourcingDecision): boolean {
  const parts = ({ withheld, plan }: SourcingDecision) =>
    (withheld ?? plan).assignments
      .map(({ lineId, nodeId, units }) => `${lineId} ${nodeId} ${units}`)
      .sort()
      .join("\n");
  return parts(decision) !== parts(other);
}

/** More than these are not said. */
const SAID_MAX = 3;

/**
 * "It would have gone another way with 3 more units of FR-M94B in Reno, or a cut-off 40 minutes
 * later there"; "" when no single change would have done.
 *
 * @param say how SKUs are called, and by how many minutes a node's cut-off was missed where known
 */
export function whatIfSentence(
  changes: readonly WhatIf[],
  nodes: readonly PlanNode[],
  words: Words,
  say: Sayings,
): string {
  const name = (nodeId: NodeId) => nodes.find((node) => node.nodeId === nodeId)?.name ?? nodeId;
  const said = changes.slice(0, SAID_MAX).map((change) => whatIfPhrase(change, name, words, say));
  return said.length === 0 ? "" : `It would have gone another way with ${said.join(", or ")}.`;
}

type Sayings = {
  readonly sku: (skuId: SkuId) => string;
  readonly minutesLate: (nodeId: NodeId) => number | null;
};

function whatIfPhrase(
  change: WhatIf,
  name: (nodeId: NodeId) => string,
  words: Words,
  say: Sayings,
): string {
  switch (change.kind) {
    case "stock": {
      const unit = change.units === 1 ? "unit" : "units";
      return `${words.units(change.units)} more ${unit} of ${say.sku(change.skuId)} in ${name(change.nodeId)}`;
    }
    case "cut_off": {
      const minutes = say.minutesLate(change.nodeId);
      const later =
        minutes === null ? "later" : `${minutes} ${minutes === 1 ? "minute" : "minutes"} later`;
      return `a cut-off ${later} in ${name(change.nodeId)}`;
    }
    case "switched_on":
      return `${name(change.nodeId)} switched on`;
    case "rule":
      return `no rule “${change.rule}”`;
    case "cost":
      return `${words.money(change.lessMinor)} less by way of ${joined(change.nodeIds.map(name))}`;
  }
}
