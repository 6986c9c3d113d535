import { decideSourcing } from "./decide";
import { isPlain } from "./decide-objective";
import { constraintPhrase } from "./decide-sentences";
import { folded } from "./decide-strategy";
import type { PlanNode, PlanOrder, SearchParameters, SourcingDecision } from "./types";
import type { Constraint } from "./types-profile";
import type { AppliedStrategy, NodeAbout, PlanRules } from "./types-route";

/**
 * Plan an order by a strategy: its constraints bar nodes and shape the order, its criteria stand in
 * the place of the landed cost. The order and the nodes are those that any strategy is asked of.
 *
 * @param applied null: by the landed cost alone
 */
export function planBy(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  parameters: SearchParameters,
  applied: AppliedStrategy | null,
): SourcingDecision {
  if (applied === null) {
    return decideSourcing(order, nodes, parameters);
  }
  const rules = rulesOf(applied);
  const isUnruled = isPlain(rules) && !hasSplitRules(rules);
  return decideSourcing(
    shapeOrder(order, applied.constraints),
    nodes.map((node) => barNode(node, applied)),
    parameters,
    isUnruled ? null : rules,
  );
}

/** Nothing but the landed cost is asked: what is kept of the decision needs no strategy. */
export const isUnshaped = ({ criteria, constraints, dropShipLast }: AppliedStrategy): boolean =>
  constraints.length === 0 && isPlain({ criteria, dropShipLast });

export const hasSplitRules = ({
  minSplitUnits,
  minSplitValueMinor,
  groupedBy,
}: PlanRules): boolean => minSplitUnits > 0 || minSplitValueMinor > 0 || groupedBy.length > 0;

/** What the planner is asked beside order and nodes. */
export function rulesOf({ constraints, criteria, today, ...applied }: AppliedStrategy): PlanRules {
  const most = (numbers: readonly number[]) => Math.max(0, ...numbers);
  return {
    criteria,
    today,
    preferredNodeCode: applied.preferredNodeCode,
    dropShipLast: applied.dropShipLast,
    minSplitUnits: most(
      constraints.flatMap((row) => (row.rule === "min_split_quantity" ? [row.units] : [])),
    ),
    minSplitValueMinor: most(
      constraints.flatMap((row) => (row.rule === "min_split_value" ? [row.valueMinor] : [])),
    ),
    groupedBy: [
      ...new Set(constraints.flatMap((row) => (row.rule === "grouped_items" ? [row.by] : []))),
    ],
  };
}

/** Complete orders, whole lines and most shipments are what the planner knows of an order. */
export function shapeOrder(order: PlanOrder, constraints: readonly Constraint[]): PlanOrder {
  const has = (rule: Constraint["rule"]) => constraints.some((row) => row.rule === rule);
  const limits = constraints.flatMap((row) =>
    row.rule === "max_shipments" ? [row.shipments] : [],
  );
  const most = [...limits, ...(order.shipmentsMax === null ? [] : [order.shipmentsMax])];
  return {
    lines: has("line_complete")
      ? order.lines.map((line) => ({ ...line, packMultiple: line.quantity }))
      : order.lines,
    shipPolicy: has("ship_complete") ? "complete" : order.shipPolicy,
    shipmentsMax: most.length === 0 ? null : Math.min(...most),
  };
}

/** Leave a node out that a constraint bars, and give it no more lines than one allows. */
export function barNode(node: PlanNode, applied: AppliedStrategy): PlanNode {
  if (node.excluded !== null) {
    return node;
  }
  let capacity = node.capacityLeftLines;
  for (const row of applied.constraints) {
    if (isBarred(node, row, applied)) {
      const note = constraintPhrase({ ...row, hard: true });
      return { ...node, excluded: { code: "rule", note } };
    }
    if (row.rule === "max_lines_per_day") {
      const left = Math.max(0, row.lines - (node.about?.linesPlanned ?? 0));
      capacity = capacity === null ? left : Math.min(capacity, left);
    }
  }
  return capacity === node.capacityLeftLines ? node : { ...node, capacityLeftLines: capacity };
}

function isBarred(
  node: PlanNode,
  row: Constraint,
  { shipTo, dropShipLast }: AppliedStrategy,
): boolean {
  const about = node.about ?? UNKNOWN;
  const isListed = (value: string, values: readonly string[], is: "in" | "not_in") =>
    values.some((each) => folded(each) === folded(value)) === (is === "in");
  const isAskedLast = dropShipLast && about.kind === "dropship_supplier";
  switch (row.rule) {
    case "max_distance":
      return node.distanceMiles !== null && node.distanceMiles > row.miles;
    case "respect_cut_off":
      return about.missesCutOff;
    case "same_market":
      return (
        folded(about.country) !== folded(shipTo.country) ||
        (row.market === "region" && folded(about.region) !== folded(shipTo.region))
      );
    case "fence":
      return !isListed(about[row.of], row.values, row.is);
    case "node_kinds":
      return !isAskedLast && !isListed(about.kind, row.values, row.is);
    case "nodes":
      return !isAskedLast && !isListed(node.code, row.values, row.is);
    default:
      return false;
  }
}

/** Of decisions that are older than the question. */
const UNKNOWN: NodeAbout = {
  kind: "warehouse",
  country: "",
  region: "",
  missesCutOff: false,
  linesPlanned: 0,
  percentUsed: 0,
  backlogHours: 0,
};
