import { assert } from "../kernel/assert";
import { decideSourcing } from "./decide";
import { isPlain } from "./decide-objective";
import type { RoutedPlan } from "./decide-replay";
import { constraintPhrase } from "./decide-sentences";
import { type Attempt, decideStrategy, folded } from "./decide-strategy";
import type {
  Exclusion,
  NodeAbout,
  PlanNode,
  PlanOrder,
  PlanRules,
  RouteTrail,
  SourcingDecision,
} from "./types";
import type {
  Constraint,
  OrderFacts,
  ProfileNames,
  SourcingProfile,
  Strategy,
} from "./types-profile";

export type RouteInput = {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
  readonly facts: OrderFacts;
  readonly profile: Pick<SourcingProfile, "strategies" | "parameters">;
  readonly names?: ProfileNames;
};

/** The plan of an order and the strategy that it was made by; packed, it replays. */
export type RoutedDecision = {
  /** The nodes as the strategy leaves them: those that its constraints bar are excluded. */
  readonly nodes: readonly PlanNode[];
  readonly decision: SourcingDecision;
  readonly routed: RoutedPlan;
};

/**
 * Route an order by a profile: the first strategy whose conditions it meets and that fills it, or
 * the first that does not hand on what it cannot fill, with what its after-action gives up.
 *
 * Soft constraints are kept while a plan that fills as much exists; else the last of them is given
 * up, then the one before it. Placement, quotes, re-sourcing and rehearsals all come through here.
 */
export function decideRoute(input: RouteInput): RoutedDecision {
  const chosen = decideStrategy(
    input.profile,
    input.facts,
    (strategy) => attempt(input, strategy),
    input.names,
  );
  const { strategy, plan, isWhole, trail } = chosen;
  const route = { strategy: strategy.name, of: input.profile.strategies.length, trail };
  if (isWhole) {
    return routedBy(plan, { ...route, after: null, dropped: plan.dropped });
  }
  const last = afterAction(input, strategy, plan);
  return routedBy(last, { ...route, after: strategy.afterAction.do, dropped: last.dropped });
}

type Planned = {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
  readonly rules: PlanRules | null;
  readonly decision: SourcingDecision;
  readonly dropped: readonly string[];
};

const routedBy = (
  { order, nodes, rules, decision }: Planned,
  route: RouteTrail,
): RoutedDecision => ({ nodes, decision, routed: { order, rules, route } });

/** Units that stay open, those of an order that waits to be complete as if it did not wait. */
const openOf = ({ decision }: Planned): number =>
  (decision.withheld ?? decision.plan).key.unfilledUnits;

function attempt(input: RouteInput, strategy: Strategy): Attempt<Planned> {
  const plan = planBy(input, strategy, strategy.constraints);
  const open = openOf(plan);
  const units = open === 1 ? "1 unit" : `${open} units`;
  return {
    plan,
    isWhole: open === 0,
    because: open === 0 ? "" : `${units} found no node that keeps its rules`,
  };
}

/** The best plan under the hard constraints, with as many of the soft ones as cost no unit. */
function planBy(
  input: RouteInput,
  strategy: Strategy,
  constraints: readonly Constraint[],
  over: Partial<PlanRules> = {},
): Planned {
  const hard = constraints.filter((row) => row.hard);
  const soft = constraints.filter((row) => !row.hard);
  const least = planUnder(input, strategy, hard, over);
  for (let kept = soft.length; kept > 0; kept -= 1) {
    const plan = planUnder(input, strategy, [...hard, ...soft.slice(0, kept)], over);
    if (openOf(plan) <= openOf(least)) {
      const dropped = soft.slice(kept).map((row) => constraintPhrase(row, input.names));
      return { ...plan, dropped };
    }
  }
  return { ...least, dropped: soft.map((row) => constraintPhrase(row, input.names)) };
}

/** What follows when the strategy's own constraints leave units open. */
function afterAction(input: RouteInput, strategy: Strategy, plan: Planned): Planned {
  const { afterAction: action, constraints } = strategy;
  switch (action.do) {
    case "split": {
      const kept = constraints.filter(
        ({ rule }) =>
          !["ship_complete", "line_complete", "max_shipments", "grouped_items"].includes(rule) &&
          !rule.startsWith("min_split_"),
      );
      const { shipmentsMax } = action;
      return planBy(
        input,
        strategy,
        shipmentsMax === null
          ? kept
          : [...kept, { rule: "max_shipments", shipments: shipmentsMax, hard: true }],
      );
    }
    case "drop_ship": {
      const kept = constraints.filter(({ rule }) => rule !== "node_kinds" && rule !== "nodes");
      const barred = input.nodes.map((node) =>
        node.about?.kind === "dropship_supplier" || node.excluded !== null
          ? node
          : (plan.nodes.find(({ nodeId }) => nodeId === node.nodeId) ?? node),
      );
      return planBy({ ...input, nodes: barred }, strategy, kept, { dropShipLast: true });
    }
    default:
      return plan;
  }
}

function planUnder(
  { order, nodes, facts, profile, names = {} }: RouteInput,
  { criteria }: Strategy,
  constraints: readonly Constraint[],
  over: Partial<PlanRules>,
): Planned {
  const rules = rulesOf(criteria, constraints, facts, over);
  const isUnruled = isPlain(rules) && !hasSplitRules(rules);
  const shaped = shapeOrder(order, constraints);
  const kept =
    constraints.length === 0 ? nodes : nodes.map((node) => bar(node, constraints, facts, names));
  const decision = decideSourcing(shaped, kept, profile.parameters, isUnruled ? null : rules);
  return { order: shaped, nodes: kept, rules: isUnruled ? null : rules, decision, dropped: [] };
}

const hasSplitRules = ({ minSplitUnits, minSplitValueMinor, groupedBy }: PlanRules): boolean =>
  minSplitUnits > 0 || minSplitValueMinor > 0 || groupedBy.length > 0;

function rulesOf(
  criteria: PlanRules["criteria"],
  constraints: readonly Constraint[],
  { today, preferredNodeCode }: OrderFacts,
  over: Partial<PlanRules>,
): PlanRules {
  const most = (numbers: readonly number[]) => Math.max(0, ...numbers);
  return {
    criteria,
    today,
    preferredNodeCode,
    dropShipLast: false,
    minSplitUnits: most(
      constraints.flatMap((row) => (row.rule === "min_split_quantity" ? [row.units] : [])),
    ),
    minSplitValueMinor: most(
      constraints.flatMap((row) => (row.rule === "min_split_value" ? [row.valueMinor] : [])),
    ),
    groupedBy: [
      ...new Set(constraints.flatMap((row) => (row.rule === "grouped_items" ? [row.by] : []))),
    ],
    ...over,
  };
}

/** Complete orders, whole lines and most shipments are what the planner knows of an order. */
function shapeOrder(order: PlanOrder, constraints: readonly Constraint[]): PlanOrder {
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
function bar(
  node: PlanNode,
  constraints: readonly Constraint[],
  facts: OrderFacts,
  names: ProfileNames,
): PlanNode {
  if (node.excluded !== null) {
    return node;
  }
  let capacity = node.capacityLeftLines;
  for (const row of constraints) {
    if (isBarred(node, row, facts)) {
      const excluded: Exclusion = {
        code: "rule",
        note: constraintPhrase({ ...row, hard: true }, names),
      };
      return { ...node, excluded };
    }
    if (row.rule === "max_lines_per_day") {
      const left = Math.max(0, row.lines - (node.about?.linesPlanned ?? 0));
      capacity = capacity === null ? left : Math.min(capacity, left);
    }
  }
  return capacity === node.capacityLeftLines ? node : { ...node, capacityLeftLines: capacity };
}

function isBarred(node: PlanNode, row: Constraint, { shipTo }: OrderFacts): boolean {
  const { about } = node;
  const isListed = (value: string, values: readonly string[], is: "in" | "not_in") =>
    values.some((each) => folded(each) === folded(value)) === (is === "in");
  switch (row.rule) {
    case "max_distance":
      return node.distanceMiles !== null && node.distanceMiles > row.miles;
    case "respect_cut_off":
      return told(about).missesCutOff;
    case "same_market":
      return row.market === "country"
        ? folded(told(about).country) !== folded(shipTo.country)
        : folded(told(about).country) !== folded(shipTo.country) ||
            folded(told(about).region) !== folded(shipTo.region);
    case "fence":
      return !isListed(told(about)[row.of], row.values, row.is);
    case "node_kinds":
      return !isListed(told(about).kind, row.values, row.is);
    case "nodes":
      return !isListed(node.code, row.values, row.is);
    default:
      return false;
  }
}

function told(about: NodeAbout | undefined): NodeAbout {
  assert(about !== undefined, "nodes that rules are asked of say what they are");
  return about;
}
