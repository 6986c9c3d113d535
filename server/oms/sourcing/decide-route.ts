import type { RoutedPlan } from "./decide-replay";
import { constraintPhrase } from "./decide-sentences";
import { isUnshaped, planBy, shapeOrder } from "./decide-shape";
import { type Attempt, decideStrategy } from "./decide-strategy";
import type { PlanNode, PlanOrder, SourcingDecision } from "./types";
import type { Constraint, OrderFacts, SourcingProfile, Strategy } from "./types-profile";
import type { AppliedStrategy, RouteTrail } from "./types-route";

export type RouteInput = {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
  readonly facts: OrderFacts;
  readonly profile: Pick<SourcingProfile, "strategies" | "parameters">;
};

/** The plan of an order and the strategy that it was made by; packed, it replays. */
export type RoutedDecision = {
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
  const chosen = decideStrategy(input.profile, input.facts, (strategy) => attempt(input, strategy));
  const { strategy, plan, isWhole, trail } = chosen;
  const route = { strategy: strategy.name, of: input.profile.strategies.length, trail };
  return isWhole
    ? routedBy(input, plan, { ...route, after: null, dropped: plan.dropped })
    : routedAfter(input, strategy, plan, route);
}

type Planned = {
  readonly applied: AppliedStrategy;
  readonly decision: SourcingDecision;
  readonly dropped: readonly string[];
};

function routedBy(
  { order }: RouteInput,
  { applied, decision }: Planned,
  route: RouteTrail,
): RoutedDecision {
  const { shipPolicy } = shapeOrder(order, applied.constraints);
  return {
    decision,
    routed: { shipPolicy, applied: isUnshaped(applied) ? null : applied, route },
  };
}

function routedAfter(
  input: RouteInput,
  strategy: Strategy,
  plan: Planned,
  route: Omit<RouteTrail, "after" | "dropped">,
): RoutedDecision {
  const last = afterAction(input, strategy, plan);
  return routedBy(input, last, { ...route, after: strategy.afterAction.do, dropped: last.dropped });
}

/** Units that stay open, those of an order that waits to be complete as if it did not wait. */
const openOf = ({ decision }: Planned): number =>
  (decision.withheld ?? decision.plan).key.unfilledUnits;

function attempt(input: RouteInput, strategy: Strategy): Attempt<Planned> {
  const plan = planKeeping(input, strategy, strategy.constraints, false);
  const open = openOf(plan);
  const units = open === 1 ? "1 unit" : `${open} units`;
  return {
    plan,
    isWhole: open === 0,
    because: open === 0 ? "" : `${units} found no node that keeps its rules`,
  };
}

/** The best plan under the hard constraints, with as many of the soft ones as cost no unit. */
function planKeeping(
  input: RouteInput,
  strategy: Strategy,
  constraints: readonly Constraint[],
  dropShipLast: boolean,
): Planned {
  const { order, nodes, facts, profile } = input;
  const under = (kept: readonly Constraint[]): Planned => {
    const { today, preferredNodeCode, shipTo } = facts;
    const { country, region } = shipTo;
    const { criteria } = strategy;
    const applied = {
      ...{ criteria, constraints: kept, dropShipLast, today, preferredNodeCode },
      shipTo: { country, region },
    };
    return {
      applied,
      decision: planBy(order, nodes, profile.parameters, applied),
      dropped: [],
    };
  };
  const hard = constraints.filter((row) => row.hard);
  const soft = constraints.filter((row) => !row.hard);
  const least = under(hard);
  for (let kept = soft.length; kept > 0; kept -= 1) {
    const plan = under([...hard, ...soft.slice(0, kept)]);
    if (openOf(plan) <= openOf(least)) {
      return { ...plan, dropped: soft.slice(kept).map((row) => constraintPhrase(row)) };
    }
  }
  return { ...least, dropped: soft.map((row) => constraintPhrase(row)) };
}

const keptTogether: readonly Constraint["rule"][] = [
  "ship_complete",
  "line_complete",
  "max_shipments",
  "grouped_items",
  "min_split_value",
  "min_split_quantity",
];

/** What follows when the strategy's own constraints leave units open. */
function afterAction(input: RouteInput, strategy: Strategy, plan: Planned): Planned {
  const { afterAction: action, constraints } = strategy;
  switch (action.do) {
    case "split": {
      const kept = constraints.filter(({ rule }) => !keptTogether.includes(rule));
      const { shipmentsMax } = action;
      const limit =
        shipmentsMax === null
          ? []
          : [{ rule: "max_shipments" as const, shipments: shipmentsMax, hard: true }];
      return planKeeping(input, strategy, [...kept, ...limit], false);
    }
    case "drop_ship":
      return planKeeping(input, strategy, constraints, true);
    default:
      return plan;
  }
}
