import { freightMicro, MICRO_PER_MINOR, toMinor } from "../network/decide-freight";
import { Assignment, type StepCount } from "./decide-assignment";
import { searchConstrained } from "./decide-constrained";
import { costOf, firstDifference, isPlain, valuesOf, withObjective } from "./decide-objective";
import { searchPartition } from "./decide-partition";
import {
  at,
  compareScores,
  keyOf,
  type Problem,
  readProblem,
  type Score,
  wholePacks,
} from "./decide-problem";
import { bestAlone, type FoundPlan, planAlone, searchPlan } from "./decide-search";
import { planOfNode, type Shipments, shipmentsOf } from "./decide-shipments";
import { keepsSplits, type SplitRules, splitRulesOf } from "./decide-splits";
import { type AlonePlan, judgeCandidates } from "./decide-verdicts";
import { searchWithin } from "./decide-within";
import type {
  OpenCause,
  Plan,
  Assignment as PlanAssignment,
  PlanDifference,
  PlanNode,
  PlanOrder,
  PlanShipment,
  RunnerUp,
  SearchParameters,
  SourcingDecision,
} from "./types";
import type { PlanRules } from "./types-route";

/** Above this cost (11 million in major units) sums of millionths are no longer surely exact. */
const EXACT_COST_MAX = 2 ** 50;

/**
 * Decide which nodes ship how many units of which line.
 *
 * Plans are compared by units left unfilled, then by unit-days after the requested dates, then by
 * landed cost (freight by zone and weight, handling, a penalty per extra shipment), then by fewest
 * shipments and the nodes' priority and code. A plan never takes more than a node offers, uses no
 * excluded node, keeps to each node's room in lines and to the order's most shipments, and splits a
 * line of whole packs only between packs. An order that ships complete gets a plan that fills it or
 * an empty one, with what it could have had in `withheld`.
 *
 * @param order lines with units ≥ 1; several may share a SKU
 * @param nodes each node once, also those that may not ship: they appear among the candidates
 * @param rules criteria in the place of the landed cost, compared in sequence, and rules of
 *   splitting; none: as above
 * @returns the plan, proven best where `exact`, and why each other node did not get the units
 */
export function decideSourcing(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  parameters: SearchParameters,
  rules: PlanRules | null = null,
): SourcingDecision {
  const read = readProblem(order, nodes, parameters);
  const problem = rules === null || isPlain(rules) ? read : withObjective(read, nodes, rules);
  const splits = rules === null ? null : splitRulesOf(order, rules);
  const steps: StepCount = { taken: 0, max: parameters.stepsMax };
  const assignment = new Assignment(problem, steps);
  const usable = Array.from({ length: problem.nodeCount }, (_, index) => index);
  const shipments = shipmentsOf(problem, null);
  const ownPlans = usable.map((node) =>
    ownPlan(
      problem,
      shipments === null
        ? planAlone(problem, node, assignment, steps)
        : planOfNode(problem, shipments, node),
    ),
  );
  const alone = ownPlans.map(({ score }) => score);
  const solver: Solver = { problem, splits, shipments, alone, assignment, steps };
  const found = solve(solver, usable);
  const second = findRunnerUp(solver, found, usable);

  const write = (plan: FoundPlan) => writePlan(problem, plan, order, nodes);
  const best = write(found);
  const isWithheld = order.shipPolicy === "complete" && found.score.unfilled > 0;
  const plan = isWithheld ? emptyPlan(order) : best;
  return {
    plan,
    unfilled: unfilledUnits(order, plan),
    openCause: openCause(problem, order, nodes, best),
    withheld: isWithheld && best.assignments.length > 0 ? best : null,
    runnerUp: second === null ? null : writeRunnerUp(problem, best, write(second)),
    candidates: judgeCandidates(problem, nodes, ownPlans, best, isWithheld),
    exact: found.exact && found.score.cost < EXACT_COST_MAX && isFine(problem),
    gap: differenceOf(found.score, found.bound),
  };
}

/** What a search for a plan works with. */
type Solver = {
  readonly problem: Problem;
  readonly splits: SplitRules | null;
  /** Where they could be written down. */
  readonly shipments: Shipments | null;
  /** By node: score of the plan that has only this node. */
  readonly alone: readonly Score[];
  readonly assignment: Assignment;
  readonly steps: StepCount;
};

/** The best plan of some nodes that keeps all rules. */
function solve(solver: Solver, nodes: readonly number[]): FoundPlan {
  const { problem, splits, shipments, alone, assignment, steps } = solver;
  const best =
    (shipments && searchPartition(problem, shipments, nodes, steps)) ??
    searchPlan(problem, nodes, alone, assignment, steps);
  const found = searchWithin(problem, nodes, best, assignment, steps);
  if (splits === null || keepsSplits(problem, found.nodes.length, found.units, splits)) {
    return found;
  }
  const kept = shipmentsOf(problem, splits);
  return (
    (kept && searchPartition(problem, kept, nodes, steps)) ??
    searchConstrained(problem, nodes, splits, steps)
  );
}

function ownPlan(problem: Problem, { score, nodes, units }: FoundPlan): AlonePlan {
  return problem.objective === undefined
    ? { score, costMicro: score.cost }
    : {
        score,
        costMicro: costOf(problem, nodes, units),
        values: valuesOf(problem, nodes, units),
      };
}

/**
 * The best plan without the node that ships most of the winner, or the best plan of one node if
 * that is better and not the winner: what would have been done instead.
 */
function findRunnerUp(
  solver: Solver,
  winner: FoundPlan,
  usable: readonly number[],
): FoundPlan | null {
  const { problem, splits, alone, assignment, steps } = solver;
  const chief = chiefNode(problem, winner);
  const others = usable.filter((node) => node !== chief);
  if (chief === null || others.length === 0 || problem.shipmentsMax === 0) {
    return null;
  }
  steps.taken = 0;
  const without = solve(solver, others);
  const single = bestAlone(winner.nodes.length === 1 ? others : usable, alone);
  if (single !== null && compareScores(alone[single] as Score, without.score) < 0) {
    const plan = planAlone(problem, single, assignment, steps);
    if (splits === null || keepsSplits(problem, 1, plan.units, splits)) {
      return plan;
    }
  }
  return without.nodes.length === 0 ? null : without;
}

function chiefNode(problem: Problem, plan: FoundPlan): number | null {
  let chief: number | null = null;
  let most = 0;
  plan.nodes.forEach((node, k) => {
    const units = plan.units
      .slice(k * problem.lineCount, (k + 1) * problem.lineCount)
      .reduce((sum, given) => sum + given, 0);
    if (units > most) {
      most = units;
      chief = node;
    }
  });
  return chief;
}

function writePlan(
  problem: Problem,
  found: FoundPlan,
  order: PlanOrder,
  nodes: readonly PlanNode[],
): Plan {
  const positions = found.nodes.map((_, k) => k);
  positions.sort((a, b) => (found.nodes[a] as number) - (found.nodes[b] as number));
  const assignments: PlanAssignment[] = [];
  const shipments = positions.map((k): PlanShipment => {
    const index = found.nodes[k] as number;
    const node = nodes[problem.source[index] as number] as PlanNode;
    let units = 0;
    let lines = 0;
    let grams = 0;
    let lateUnitDays = 0;
    order.lines.forEach((line, l) => {
      const given = at(found.units, k * problem.lineCount + l);
      if (given > 0) {
        assignments.push({ lineId: line.lineId, nodeId: node.nodeId, units: given });
        units += given;
        lines += 1;
        grams += given * line.gramsPerUnit;
        lateUnitDays += given * at(problem.lateDays, index * problem.lineCount + l);
      }
    });
    const freightMinor = toMinor(freightMicro(node.rate, grams));
    const handlingMinor =
      node.handlingPerOrderMinor +
      node.handlingPerLineMinor * lines +
      node.handlingPerUnitMinor * units;
    return { nodeId: node.nodeId, units, lines, grams, freightMinor, handlingMinor, lateUnitDays };
  });
  const freightMinor = shipments.reduce((sum, shipment) => sum + shipment.freightMinor, 0);
  const handlingMinor = shipments.reduce((sum, shipment) => sum + shipment.handlingMinor, 0);
  const { splitPenalty } = problem.objective ?? problem;
  const splitPenaltyMinor = (splitPenalty / MICRO_PER_MINOR) * Math.max(0, shipments.length - 1);
  const isPriced = problem.objective === undefined;
  const costMicro = isPriced ? found.score.cost : costOf(problem, found.nodes, found.units);
  return {
    key: keyOf(found.score, costMicro),
    ...(isPriced ? {} : { values: valuesOf(problem, found.nodes, found.units) }),
    assignments,
    shipments,
    freightMinor,
    handlingMinor,
    splitPenaltyMinor,
    costMinor: freightMinor + handlingMinor + splitPenaltyMinor,
  };
}

function emptyPlan(order: PlanOrder): Plan {
  const unfilledUnits = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return {
    key: { unfilledUnits, lateUnitDays: 0, costMicro: 0 },
    assignments: [],
    shipments: [],
    freightMinor: 0,
    handlingMinor: 0,
    splitPenaltyMinor: 0,
    costMinor: 0,
  };
}

function unfilledUnits(order: PlanOrder, plan: Plan): number[] {
  return order.lines.map(
    (line) =>
      line.quantity -
      plan.assignments
        .filter(({ lineId }) => lineId === line.lineId)
        .reduce((sum, { units }) => sum + units, 0),
  );
}

/** What keeps units open, the hardest cause first: no stock anywhere, then the order's own limits. */
function openCause(
  problem: Problem,
  order: PlanOrder,
  nodes: readonly PlanNode[],
  best: Plan,
): OpenCause | null {
  if (best.key.unfilledUnits === 0) {
    return null;
  }
  const isShort = unfilledUnits(order, best).some(
    (open, line) => open > 0 && stockFor(problem, line) < wantedWith(problem, line),
  );
  if (isShort) {
    return "stock";
  }
  if (best.shipments.length === order.shipmentsMax) {
    return "shipments_max";
  }
  return nodes.some((node) => node.capacityLeftLines !== null && node.excluded === null)
    ? "capacity"
    : "stock";
}

/** Units in whole packs of the line's SKU at all nodes that may ship and have it. */
function stockFor(problem: Problem, line: number): number {
  const { source, offers, groupCount, groupOf, multiple } = problem;
  return source.reduce(
    (sum, index) =>
      sum + wholePacks(at(offers, index * groupCount + at(groupOf, line)), at(multiple, line)),
    0,
  );
}

/** Units that the line and those of its SKU ask for together. */
const wantedWith = (problem: Problem, line: number): number =>
  at(problem.groupQuantity, at(problem.groupOf, line));

function writeRunnerUp(problem: Problem, winner: Plan, plan: Plan): RunnerUp {
  const difference = differenceOfPlans(plan, winner);
  const terms = problem.objective?.terms;
  if (difference.unfilledUnits !== 0 || difference.lateUnitDays !== 0) {
    return { plan, lostOn: difference.unfilledUnits !== 0 ? "fill" : "lateness", difference };
  }
  if (terms === undefined) {
    const lostOn = plan.key.costMicro !== winner.key.costMicro ? "cost" : "priority";
    return { plan, lostOn, difference };
  }
  const by = firstDifference(terms, plan.values ?? [], winner.values ?? []);
  return by === null
    ? { plan, lostOn: "priority", difference }
    : by === "landed_cost"
      ? { plan, lostOn: "cost", difference }
      : { plan, lostOn: "criterion", criterion: by, difference };
}

/** Costs were compared at least to the hundredth of a minor unit. */
const isFine = ({ objective }: Problem): boolean => (objective?.costStep ?? 1) <= 10_000;

const differenceOfPlans = (plan: Plan, other: Plan): PlanDifference => ({
  unfilledUnits: plan.key.unfilledUnits - other.key.unfilledUnits,
  lateUnitDays: plan.key.lateUnitDays - other.key.lateUnitDays,
  costMinor: toMinor(plan.key.costMicro - other.key.costMicro),
});

const differenceOf = (score: Score, bound: Score): PlanDifference => ({
  unfilledUnits: score.unfilled - bound.unfilled,
  lateUnitDays: score.late - bound.late,
  costMinor: Math.ceil((score.cost - bound.cost) / MICRO_PER_MINOR),
});
