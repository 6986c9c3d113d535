import { assert } from "../kernel/assert";
import type { SkuId } from "../kernel/ids";
import { toEpochDay } from "../kernel/local-date";
import { MICRO_PER_MINOR } from "../network/decide-freight";
import type { LaneRate } from "../network/types";
import type { Objective } from "./decide-objective";
import { type BelowLine, leastSurplus, lineBelow, mostSurplus, surplusAt } from "./decide-surplus";
import type { PlanKey, PlanLine, PlanNode, PlanOrder, SearchParameters } from "./types";

/**
 * An order and its nodes as plain numbers, the form in which plans are searched.
 *
 * Lines of one SKU make a group: they draw on the same stock. Nodes that cannot ship a unit are
 * left out; those that can stand by priority, then code, so that a lower index wins a tie.
 * Tables are flat: [node × lines + line], [node × groups + group]. Amounts are millionths of a
 * minor unit, integers throughout.
 */
export type Problem = {
  readonly lineCount: number;
  readonly groupCount: number;
  readonly nodeCount: number;
  readonly shipmentsMax: number;

  readonly quantity: Table;
  /** Units that a line's split keeps together: its pack, or 1 when it is not whole packs. */
  readonly multiple: Table;
  readonly groupOf: Table;
  readonly linesOf: readonly (readonly number[])[];
  readonly groupQuantity: Table;
  /** Greatest number of units that divides every part a group can be split into. */
  readonly groupMultiple: Table;

  /** Index of each node in the list given. */
  readonly source: readonly number[];
  /** [index in the list given × groups + group] units on offer, of nodes that may not ship, too. */
  readonly offers: Table;
  /** Cost of a shipment from here, split penalty included (the first is refunded in the end). */
  readonly openCost: Table;
  readonly lineCost: Table;
  readonly capacity: Table;
  /** [node × lines + line] cost of a unit. */
  readonly unitCost: Table;
  /** [node × lines + line] days after the requested date. */
  readonly lateDays: Table;
  /** [node × groups + group] units on offer, at most the group's quantity. */
  readonly stock: Table;
  readonly splitPenalty: number;
  /** Set where freight is no straight line; costs then have the lines below it. */
  readonly freight: Freight | null;
  /** Set where criteria stand in the place of the costs. */
  readonly objective?: Objective;
};

/** What shipments cost above the straight lines that the costs of a problem were read from. */
export type Freight = {
  /** By line of the order. */
  readonly gramsPerUnit: Table;
  /** By node. */
  readonly rates: readonly LaneRate[];
  readonly below: readonly BelowLine[];
  /** By node: the least and the most that a shipment of this order can weigh there. */
  readonly lightest: Table;
  readonly heaviest: Table;
  /** What a step of the landed cost weighs among criteria, and how large it is; 0 = not counted. */
  readonly weight: number;
  readonly step: number;
};

const stepped = ({ weight, step }: Freight, micro: number): number =>
  step === 1 ? weight * micro : weight * Math.round(micro / step);

/** What a shipment of so many grams adds to the costs of the problem. */
export const surplusOf = (freight: Freight, node: number, grams: number): number =>
  stepped(
    freight,
    surplusAt(freight.rates[node] as LaneRate, freight.below[node] as BelowLine, grams),
  );

/** The least that a shipment of between so and so many grams adds. */
export const leastSurplusOf = (freight: Freight, node: number, from: number, to: number): number =>
  stepped(
    freight,
    leastSurplus(freight.rates[node] as LaneRate, freight.below[node] as BelowLine, from, to),
  );

/** The most that any shipment of this order from the node adds. */
export const mostSurplusOf = (freight: Freight, node: number): number =>
  stepped(
    freight,
    mostSurplus(
      freight.rates[node] as LaneRate,
      freight.below[node] as BelowLine,
      at(freight.lightest, node),
      at(freight.heaviest, node),
    ),
  );

/** A flat table of numbers. Plain arrays: an order's tables are too small to repay typed ones. */
export type Table = number[];

export const table = (length: number, value = 0): Table => new Array<number>(length).fill(value);

/** Element of a table whose index is right by construction; `undefined` cannot come out. */
export const at = (numbers: readonly number[], index: number): number => numbers[index] as number;

/** Whole multiples in an amount of units. */
export const wholePacks = (units: number, multiple: number): number =>
  multiple === 1 ? units : units - (units % multiple);

/** Σ over a plan, with what breaks ties: fewest shipments, then the nodes that stand first. */
export type Score = { unfilled: number; late: number; cost: number; tie: number };

export const worstScore = (): Score => ({
  unfilled: Number.POSITIVE_INFINITY,
  late: 0,
  cost: 0,
  tie: 0,
});

const TIE_PER_SHIPMENT = 2 ** 20;
export const tieOf = (node: number): number => TIE_PER_SHIPMENT + node;

/** Negative when `a` is the better. */
export function compareScores(a: Score, b: Score): number {
  return a.unfilled - b.unfilled || a.late - b.late || a.cost - b.cost || a.tie - b.tie;
}

export function addScore(sum: Score, part: Score): void {
  sum.unfilled += part.unfilled;
  sum.late += part.late;
  sum.cost += part.cost;
}

export const keyOf = (score: Score, costMicro: number): PlanKey => ({
  unfilledUnits: score.unfilled,
  lateUnitDays: score.late,
  costMicro,
});

/** Write an order and its nodes as numbers. */
export function readProblem(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  parameters: SearchParameters,
): Problem {
  const { lines } = order;
  assert(lines.length > 0, "an order to source has lines");
  assert(nodes.length < TIE_PER_SHIPMENT, "nodes can be told apart in a tie");
  const demand = readDemand(lines);
  const offers = readOffers(demand, lines, nodes);
  const source = usableNodes(demand, offers, nodes);
  const nodeCount = source.length;
  const { lineCount, groupCount } = demand;
  const splitPenalty = parameters.splitPenaltyMinor * MICRO_PER_MINOR;
  const problem: Unpriced = {
    ...demand,
    nodeCount,
    shipmentsMax: order.shipmentsMax ?? nodeCount,
    source,
    offers,
    openCost: table(nodeCount),
    lineCost: table(nodeCount),
    capacity: table(nodeCount),
    unitCost: table(nodeCount * lineCount),
    lateDays: table(nodeCount * lineCount),
    stock: table(nodeCount * groupCount),
    splitPenalty,
  };
  const freight = {
    gramsPerUnit: lines.map(({ gramsPerUnit }) => gramsPerUnit),
    rates: source.map((index) => (nodes[index] as PlanNode).rate),
    below: [] as BelowLine[],
    lightest: table(nodeCount),
    heaviest: table(nodeCount),
    weight: 1,
    step: 1,
  };
  const requested = lines.map(({ requestedDate }) =>
    requestedDate === null ? Number.POSITIVE_INFINITY : toEpochDay(requestedDate),
  );
  for (let index = 0; index < nodeCount; index += 1) {
    const node = nodes[source[index] as number] as PlanNode;
    readStock(problem, index);
    readWeights(problem, freight, index);
    const { lightest, heaviest } = freight;
    freight.below.push(lineBelow(node.rate, at(lightest, index), at(heaviest, index)));
    readNode(problem, index, node, freight, requested);
  }
  const isStraight = freight.below.every((_, index) => mostSurplusOf(freight, index) === 0);
  return { ...problem, freight: isStraight ? null : freight };
}

function readStock(problem: Unpriced, index: number): void {
  const { groupCount, groupQuantity, offers, source } = problem;
  const given = source[index] as number;
  for (let group = 0; group < groupCount; group += 1) {
    problem.stock[index * groupCount + group] = Math.min(
      at(groupQuantity, group),
      at(offers, given * groupCount + group),
    );
  }
}

/** What a shipment from a node can weigh: a pack of its lightest line, or all that it has. */
function readWeights(problem: Unpriced, freight: Freight, index: number): void {
  const { groupCount, linesOf, quantity, multiple, stock } = problem;
  let lightest = Number.POSITIVE_INFINITY;
  let heaviest = 0;
  for (let group = 0; group < groupCount; group += 1) {
    const units = at(stock, index * groupCount + group);
    let heaviestUnit = 0;
    for (const line of linesOf[group] as readonly number[]) {
      const grams = at(freight.gramsPerUnit, line);
      if (wholePacks(Math.min(units, at(quantity, line)), at(multiple, line)) > 0) {
        lightest = Math.min(lightest, at(multiple, line) * grams);
        heaviestUnit = Math.max(heaviestUnit, grams);
      }
    }
    heaviest += units * heaviestUnit;
  }
  freight.lightest[index] = Math.min(lightest, heaviest);
  freight.heaviest[index] = heaviest;
}

/** A problem before it is known whether its freight is straight. */
type Unpriced = Omit<Problem, "freight">;

function readNode(
  problem: Unpriced,
  index: number,
  node: PlanNode,
  { gramsPerUnit, below }: Freight,
  requested: readonly number[],
): void {
  const { lineCount } = problem;
  const [fixedMicro, microPerGram] = below[index] as BelowLine;
  const handlingPerOrder = node.handlingPerOrderMinor * MICRO_PER_MINOR;
  const handlingPerUnit = node.handlingPerUnitMinor * MICRO_PER_MINOR;
  const delivery = toEpochDay(node.deliveryDate);
  problem.openCost[index] = fixedMicro + handlingPerOrder + problem.splitPenalty;
  problem.lineCost[index] = node.handlingPerLineMinor * MICRO_PER_MINOR;
  problem.capacity[index] = node.capacityLeftLines ?? Number.POSITIVE_INFINITY;
  for (let line = 0; line < lineCount; line += 1) {
    problem.unitCost[index * lineCount + line] =
      microPerGram * at(gramsPerUnit, line) + handlingPerUnit;
    problem.lateDays[index * lineCount + line] = Math.max(
      0,
      delivery - (requested[line] as number),
    );
  }
}

/** What an order asks for, before any node is looked at. */
type Demand = Pick<
  Problem,
  | "lineCount"
  | "groupCount"
  | "quantity"
  | "multiple"
  | "groupOf"
  | "linesOf"
  | "groupQuantity"
  | "groupMultiple"
>;

function readDemand(lines: readonly PlanLine[]): Demand {
  const lineCount = lines.length;
  const quantity = table(lineCount);
  const multiple = table(lineCount);
  const groupOf = table(lineCount);
  const groups = new Map<SkuId, number>();
  const linesOf: number[][] = [];
  for (let line = 0; line < lineCount; line += 1) {
    const wanted = lines[line] as PlanLine;
    assert(Number.isSafeInteger(wanted.quantity) && wanted.quantity > 0, "a line asks for units");
    quantity[line] = wanted.quantity;
    multiple[line] = multipleOf(wanted);
    const group = groups.get(wanted.skuId) ?? groups.size;
    groups.set(wanted.skuId, group);
    groupOf[line] = group;
    const members = linesOf[group];
    if (members === undefined) {
      linesOf.push([line]);
    } else {
      members.push(line);
    }
  }
  const groupCount = groups.size;
  const groupQuantity = table(groupCount);
  const groupMultiple = table(groupCount);
  for (let line = 0; line < lineCount; line += 1) {
    const group = at(groupOf, line);
    groupQuantity[group] = at(groupQuantity, group) + at(quantity, line);
    groupMultiple[group] = greatestDivisor(at(groupMultiple, group), at(multiple, line));
  }
  return {
    lineCount,
    groupCount,
    quantity,
    multiple,
    groupOf,
    linesOf,
    groupQuantity,
    groupMultiple,
  };
}

/** The pack where the line is whole packs; else it is split unit by unit. */
export const multipleOf = (line: { readonly quantity: number; readonly packMultiple: number }) =>
  line.packMultiple > 1 && line.quantity % line.packMultiple === 0 ? line.packMultiple : 1;

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** An oversold position has nothing to offer, not less than nothing. */
function readOffers(
  { groupCount, linesOf }: Demand,
  lines: readonly PlanLine[],
  nodes: readonly PlanNode[],
): Table {
  const offers = table(nodes.length * groupCount);
  for (let group = 0; group < groupCount; group += 1) {
    const [first] = linesOf[group] as readonly number[];
    const { skuId } = lines[first as number] as PlanLine;
    for (let index = 0; index < nodes.length; index += 1) {
      const kept = (nodes[index] as PlanNode).stock[skuId];
      offers[index * groupCount + group] = kept === undefined ? 0 : Math.max(0, kept.available);
    }
  }
  return offers;
}

/** Units of a line that the node at `index` of the list given could give it, were it the only one. */
export function couldFill(
  { groupCount, groupOf, quantity, multiple, offers }: Demand & Pick<Problem, "offers">,
  line: number,
  index: number,
): number {
  const offered = at(offers, index * groupCount + at(groupOf, line));
  return wholePacks(Math.min(at(quantity, line), offered), at(multiple, line));
}

function usableNodes(demand: Demand, offers: Table, nodes: readonly PlanNode[]): number[] {
  const usable: number[] = [];
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as PlanNode;
    if (node.excluded === null && (node.capacityLeftLines ?? 1) > 0) {
      let isUsable = false;
      for (let line = 0; !isUsable && line < demand.lineCount; line += 1) {
        const offered = at(offers, index * demand.groupCount + at(demand.groupOf, line));
        isUsable = offered >= at(demand.multiple, line);
      }
      if (isUsable) {
        usable.push(index);
      }
    }
  }
  return usable.sort((a, b) => compareNodes(nodes[a] as PlanNode, nodes[b] as PlanNode));
}

/** The order in which nodes win ties: priority, code, id. */
export const compareNodes = (a: PlanNode, b: PlanNode): number =>
  a.priority - b.priority || compareText(a.code, b.code) || compareText(a.nodeId, b.nodeId);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
