import { toEpochDay } from "../kernel/local-date";
import {
  at,
  couldFill,
  type Freight,
  mostSurplusOf,
  type Problem,
  surplusOf,
  type Table,
  table,
} from "./decide-problem";
import type { PlanNode } from "./types";
import type { Criterion, CriterionCode } from "./types-profile";
import type { PlanRules } from "./types-route";

/** Units from a drop-ship supplier, where those are asked only for what nobody else has. */
type TermCode = CriterionCode | "drop_ship_last";

/** One criterion as a number that adds up over a plan. */
export type Term = {
  readonly by: TermCode;
  readonly band: number;
  /** By node: what each unit from there counts; null: not counted by unit. */
  readonly perUnit: Table | null;
};

/** The landed cost as it is, where `Problem` has what the criteria come to in its place. */
export type Objective = {
  readonly terms: readonly Term[];
  readonly openCost: Table;
  readonly lineCost: Table;
  readonly unitCost: Table;
  readonly splitPenalty: number;
  readonly freight: Freight | null;
  /** Costs are compared in steps of so many millionths of a minor unit. */
  readonly costStep: number;
  /** Place of a landed cost with a band and criteria behind it; those wait for a second search. */
  readonly bandAt: number | null;
};

/** All sums of the search stay whole numbers below this. */
const WHOLE_MAX = 2 ** 51;
/** No place is farther away; of a node without a known distance this is assumed. */
const FARTHEST_MILES = 13_000;

/** Only the landed cost decides, to the millionth: the search needs no other numbers. */
export const isPlain = ({
  criteria,
  dropShipLast,
}: Pick<PlanRules, "criteria" | "dropShipLast">): boolean => {
  const [first] = criteria;
  return !dropShipLast && criteria.length === 1 && first?.by === "landed_cost" && first.band === 0;
};

/**
 * Replace the costs of a problem by what the criteria come to, in one number: the first criterion
 * weighs more than all that the others can add up to, so that the search compares them in sequence.
 */
export function withObjective(
  problem: Problem,
  nodes: readonly PlanNode[],
  rules: PlanRules,
): Problem {
  const terms = termsOf(problem, nodes, rules);
  const banded = terms.findIndex(
    ({ by, band }, place) => by === "landed_cost" && band > 0 && place < terms.length - 1,
  );
  const bandAt = banded < 0 ? null : banded;
  const searched = bandAt === null ? terms : terms.slice(0, bandAt + 1);
  const { openCost, lineCost, unitCost, splitPenalty, freight } = problem;
  const real = { terms, openCost, lineCost, unitCost, splitPenalty, freight };
  let costStep = 1;
  while (weightsOf(problem, searched, costStep).total > WHOLE_MAX && costStep < 1e12) {
    costStep *= 10;
  }
  const { weights } = weightsOf(problem, searched, costStep);
  const { nodeCount, lineCount } = problem;
  const sums = {
    openCost: table(nodeCount),
    lineCost: table(nodeCount),
    unitCost: table(nodeCount * lineCount),
  };
  let extra = 0;
  let weighed: Freight | null = null;
  searched.forEach(({ by, perUnit }, place) => {
    const weight = at(weights, place);
    if (by === "landed_cost") {
      const stepped = (amount: number) => weight * Math.round(amount / costStep);
      extra = stepped(splitPenalty);
      weighed = freight && { ...freight, weight, step: costStep };
      addTo(sums.openCost, openCost, (amount) => stepped(amount - splitPenalty) + extra);
      addTo(sums.lineCost, lineCost, stepped);
      addTo(sums.unitCost, unitCost, stepped);
    } else if (perUnit === null) {
      addTo(sums.openCost, openCost, () => weight);
    } else {
      for (let cell = 0; cell < nodeCount * lineCount; cell += 1) {
        const value = weight * at(perUnit, Math.floor(cell / lineCount));
        sums.unitCost[cell] = at(sums.unitCost, cell) + value;
      }
    }
  });
  return {
    ...problem,
    ...sums,
    splitPenalty: extra,
    freight: weighed,
    objective: { ...real, costStep, bandAt },
  };
}

function addTo(sums: Table, amounts: Table, of: (amount: number) => number): void {
  amounts.forEach((amount, index) => {
    sums[index] = at(sums, index) + of(amount);
  });
}

/** A criterion weighs one more than all that those behind it can come to. */
function weightsOf(
  problem: Problem,
  terms: readonly Term[],
  costStep: number,
): { readonly weights: number[]; readonly total: number } {
  const weights: number[] = [];
  let total = 1;
  for (const term of [...terms].reverse()) {
    weights.unshift(total);
    total *= mostOf(problem, term, costStep) + 1;
  }
  return { weights, total };
}

/** The most that a criterion can come to over any plan. */
function mostOf(problem: Problem, { by, perUnit }: Term, costStep: number): number {
  const { quantity, lineCount, nodeCount, unitCost, lineCost, openCost, shipmentsMax } = problem;
  const shipments = Math.max(1, Math.min(shipmentsMax, nodeCount));
  if (by !== "landed_cost") {
    const units = quantity.reduce((sum, wanted) => sum + wanted, 0);
    return perUnit === null ? shipments : units * Math.max(0, ...perUnit);
  }
  let most = shipments * (Math.max(0, ...openCost) + lineCount * Math.max(0, ...lineCost));
  const { freight } = problem;
  if (freight !== null) {
    most += shipments * Math.max(0, ...openCost.map((_, node) => mostSurplusOf(freight, node)));
  }
  for (let line = 0; line < lineCount; line += 1) {
    let dearest = 0;
    for (let node = 0; node < nodeCount; node += 1) {
      dearest = Math.max(dearest, at(unitCost, node * lineCount + line));
    }
    most += at(quantity, line) * dearest;
  }
  // Each amount may be rounded up.
  const parts =
    shipments * (1 + lineCount + (freight === null ? 0 : 1)) +
    quantity.reduce((sum, wanted) => sum + wanted, 0);
  return Math.ceil(most / costStep) + parts;
}

function termsOf(problem: Problem, nodes: readonly PlanNode[], rules: PlanRules): Term[] {
  const given = (node: number) => nodes[problem.source[node] as number] as PlanNode;
  const term = ({ by, band }: Criterion): Term => {
    if (by === "landed_cost" || by === "shipments") {
      return { by, band, perUnit: null };
    }
    const values = Array.from({ length: problem.nodeCount }, (_, node) =>
      Math.floor(nodeValue(by, given(node), node, problem, rules) / Math.max(1, band)),
    );
    // As many units are shipped by plans that are compared so far: only differences count.
    const least = Math.min(...values);
    return { by, band, perUnit: values.map((value) => value - least) };
  };
  const suppliers: Term[] = rules.dropShipLast
    ? [
        {
          by: "drop_ship_last",
          band: 0,
          perUnit: Array.from({ length: problem.nodeCount }, (_, node) =>
            given(node).about?.kind === "dropship_supplier" ? 1 : 0,
          ),
        },
      ]
    : [];
  return [...suppliers, ...rules.criteria.map(term)];
}

/** What a unit from a node counts by a criterion: a whole number, less is better. */
function nodeValue(
  by: Exclude<CriterionCode, "landed_cost" | "shipments">,
  node: PlanNode,
  index: number,
  problem: Problem,
  rules: PlanRules,
): number {
  const delivery = toEpochDay(node.deliveryDate);
  switch (by) {
    case "delivery_date":
      return delivery - toEpochDay(rules.today);
    case "transit_days":
      return delivery - toEpochDay(node.shipDate);
    case "distance":
      return node.distanceMiles ?? FARTHEST_MILES;
    case "order_coverage":
      return unitsMissing(problem, index) > 0 ? 1 : 0;
    case "line_coverage":
      return linesMissing(problem, index);
    case "unit_coverage":
      return unitsMissing(problem, index);
    case "node_priority":
      return node.priority;
    case "capacity_left":
      return node.about?.percentUsed ?? 0;
    case "backlog_hours":
      return node.about?.backlogHours ?? 0;
    case "stock_balance":
      return percentTaken(problem, index);
    case "preferred_node":
      return node.code === rules.preferredNodeCode ? 0 : 1;
  }
}

function unitsMissing({ groupCount, groupQuantity, stock }: Problem, node: number): number {
  let missing = 0;
  for (let group = 0; group < groupCount; group += 1) {
    missing += at(groupQuantity, group) - at(stock, node * groupCount + group);
  }
  return missing;
}

function linesMissing(problem: Problem, node: number): number {
  let missing = 0;
  for (let line = 0; line < problem.lineCount; line += 1) {
    const filled = couldFill(problem, line, problem.source[node] as number);
    missing += filled < at(problem.quantity, line) ? 1 : 0;
  }
  return missing;
}

/** How much of what a node has of the order's SKUs the order would take, in whole percent. */
function percentTaken({ groupCount, offers, stock, source }: Problem, node: number): number {
  let offered = 0;
  let taken = 0;
  for (let group = 0; group < groupCount; group += 1) {
    offered += at(offers, (source[node] as number) * groupCount + group);
    taken += at(stock, node * groupCount + group);
  }
  return offered === 0 ? 100 : Math.round((100 * taken) / offered);
}

/** Landed cost of units from nodes in millionths of a minor unit, whatever the criteria are. */
export function costOf(
  problem: Problem,
  nodes: readonly number[],
  units: readonly number[],
): number {
  const { openCost, lineCost, unitCost, splitPenalty, freight } = problem.objective ?? problem;
  const { lineCount } = problem;
  let cost = 0;
  let shipments = 0;
  nodes.forEach((node, k) => {
    let isUsed = false;
    let grams = 0;
    for (let line = 0; line < lineCount; line += 1) {
      const given = at(units, k * lineCount + line);
      if (given > 0) {
        isUsed = true;
        cost += given * at(unitCost, node * lineCount + line) + at(lineCost, node);
        grams += freight === null ? 0 : given * at(freight.gramsPerUnit, line);
      }
    }
    cost += isUsed ? at(openCost, node) : 0;
    cost += isUsed && freight !== null ? surplusOf(freight, node, grams) : 0;
    shipments += isUsed ? 1 : 0;
  });
  return shipments === 0 ? 0 : cost - splitPenalty;
}

/** What a plan comes to by each criterion, in their sequence. */
export function valuesOf(
  problem: Problem,
  nodes: readonly number[],
  units: readonly number[],
): number[] {
  const { lineCount } = problem;
  const terms = problem.objective?.terms ?? [];
  return terms.map(({ by, perUnit }) => {
    if (by === "landed_cost") {
      return costOf(problem, nodes, units);
    }
    let sum = 0;
    nodes.forEach((node, k) => {
      const given = units
        .slice(k * lineCount, (k + 1) * lineCount)
        .reduce((total, each) => total + each, 0);
      sum += perUnit === null ? Math.sign(given) : given * at(perUnit, node);
    });
    return sum;
  });
}

/**
 * The first criterion by which two plans differ; null when none does. Costs within the band of the
 * landed cost are equal.
 */
export const firstDifference = (
  terms: readonly Pick<Term, "by" | "band">[],
  a: readonly number[],
  b: readonly number[],
): CriterionCode | null => comparePlans(terms, a, b).by;

/** The same, and whether the first of the two plans is the better by it. */
export function comparePlans(
  terms: readonly Pick<Term, "by" | "band">[],
  a: readonly number[],
  b: readonly number[],
): { readonly by: CriterionCode | null; readonly isBefore: boolean } {
  const place = terms.findIndex(({ by, band }, index) => {
    const apart = Math.abs(at(a, index) - at(b, index));
    return by === "landed_cost" ? apart > band * 1_000_000 : apart > 0;
  });
  const by = terms[place]?.by ?? null;
  return {
    by: by === "drop_ship_last" ? "node_priority" : by,
    isBefore: by !== null && at(a, place) < at(b, place),
  };
}
