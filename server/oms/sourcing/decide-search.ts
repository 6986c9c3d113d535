import { sum } from "../kernel/quantity";
import type { Assignment, StepCount } from "./decide-assignment";
import { LowerBound } from "./decide-bound";
import { withoutDominated } from "./decide-dominance";
import {
  at,
  compareScores,
  type Problem,
  type Score,
  type Table,
  tieOf,
  worstScore,
} from "./decide-problem";

/** The best plan of a search. Nodes and lines are indexes of the problem. */
export type FoundPlan = {
  readonly score: Score;
  readonly nodes: readonly number[];
  /** [position in `nodes` × lines + line] */
  readonly units: Table;
  /** No plan is better. */
  readonly exact: boolean;
  /** No plan is better than this. */
  readonly bound: Score;
};

/** Amounts are whole; a bound with a fraction rules out only what is a whole step worse. */
const HALF = 0.5;

/**
 * Find the best plan of an order whose shipments are too many to write down: branch and bound over
 * which nodes ship.
 *
 * Sets of nodes grow node by node in a fixed order, so each is met once; a set and all that would
 * grow from it is left out when its bound shows that none of them can win. What a set can do is
 * exact (`Assignment`). Once the steps run out, the best plan met so far stands, marked as such.
 *
 * @param nodes nodes that may ship
 * @param alone by node: score of the plan that has only this node
 */
export function searchPlan(
  problem: Problem,
  nodes: readonly number[],
  alone: readonly Score[],
  assignment: Assignment,
  steps: StepCount,
): FoundPlan {
  const single = problem.shipmentsMax > 0 ? bestAlone(nodes, alone) : null;
  if (single !== null && isBestAlone(problem, nodes, alone[single] as Score)) {
    const plan = planAlone(problem, single, assignment, steps);
    if (plan.exact) {
      return plan;
    }
  }
  return new Search(problem, nodes, single, assignment, steps).run();
}

/** The node whose own plan is best; null when there is none. */
export function bestAlone(nodes: readonly number[], alone: readonly Score[]): number | null {
  let best: number | null = null;
  let score = worstScore();
  for (const node of nodes) {
    const candidate = alone[node] as Score;
    if (compareScores(candidate, score) < 0) {
      best = node;
      score = candidate;
    }
  }
  return best;
}

/** The plan of one node. */
export function planAlone(
  problem: Problem,
  node: number,
  assignment: Assignment,
  steps: StepCount,
): FoundPlan {
  assignment.fill([node], 1, null);
  const score = { ...assignment.score };
  const units = assignment.units.slice(0, problem.lineCount);
  return { score, nodes: [node], units, exact: steps.taken <= steps.max, bound: score };
}

/**
 * Is the best one-node plan plainly the best of all? It is when no second shipment is allowed, or
 * when it fills all, as early as can be, for no more than the two cheapest openings with each
 * line's cheapest units would cost. Most orders end here.
 */
function isBestAlone(problem: Problem, nodes: readonly number[], score: Score): boolean {
  if (nodes.length === 1 || problem.shipmentsMax === 1) {
    return true;
  }
  if (score.unfilled > 0) {
    return false;
  }
  const { lineCount, groupCount, groupOf, quantity, stock, unitCost, lateDays } = problem;
  let first = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const opening = at(problem.openCost, node);
    second = Math.min(second, Math.max(first, opening));
    first = Math.min(first, opening);
  }
  let cost = first + second - problem.splitPenalty;
  let late = 0;
  for (let line = 0; line < lineCount; line += 1) {
    let leastLate = Number.POSITIVE_INFINITY;
    let leastUnit = Number.POSITIVE_INFINITY;
    let leastLine = Number.POSITIVE_INFINITY;
    for (const node of nodes) {
      if (at(stock, node * groupCount + at(groupOf, line)) > 0) {
        leastLate = Math.min(leastLate, at(lateDays, node * lineCount + line));
        leastUnit = Math.min(leastUnit, at(unitCost, node * lineCount + line));
        leastLine = Math.min(leastLine, at(problem.lineCost, node));
      }
    }
    late += leastLate * at(quantity, line);
    cost += leastUnit * at(quantity, line) + leastLine;
  }
  return score.late <= late && score.cost <= cost;
}

class Search {
  readonly #problem: Problem;
  readonly #single: number | null;
  readonly #assignment: Assignment;
  readonly #steps: StepCount;
  readonly #bound: LowerBound;
  #order: readonly number[];
  readonly #opened: number[] = [];
  #depthMax: number;
  readonly #hasTightRoom: boolean;
  readonly #sizes: readonly number[];

  #score: Score;
  #nodes: readonly number[] = [];
  #units: Table = [];

  constructor(
    problem: Problem,
    nodes: readonly number[],
    single: number | null,
    assignment: Assignment,
    steps: StepCount,
  ) {
    this.#problem = problem;
    this.#single = single;
    this.#assignment = assignment;
    this.#steps = steps;
    const kept = withoutDominated(problem, nodes);
    this.#bound = new LowerBound(problem, kept);
    this.#order = this.#bound.order;
    this.#depthMax = Math.min(problem.shipmentsMax, kept.length);
    this.#hasTightRoom = kept.some((node) => at(problem.capacity, node) < problem.lineCount);
    this.#sizes = this.#hasTightRoom ? [...problem.quantity].sort((a, b) => a - b) : [];
    this.#score = { unfilled: sum(problem.quantity), late: 0, cost: 0, tie: 0 };
  }

  run(): FoundPlan {
    if (this.#single !== null) {
      this.#opened[0] = this.#single;
      this.#tryOpened(1);
    }
    const root = { ...this.#boundAt(0, 0) };
    if (!this.#isHopeless(root, 0)) {
      this.#growGreedily();
      this.#dropHopeless(root);
      this.#branch(0, 0, 0);
    }
    const exact = this.#steps.taken <= this.#steps.max;
    return {
      score: this.#score,
      nodes: this.#nodes,
      units: this.#units,
      exact,
      // A bound on what stays open alone says nothing of cost.
      bound: exact ? this.#score : { ...root, cost: Math.max(0, root.cost) },
    };
  }

  /** Nodes that cannot be part of a better plan than the one at hand need not be tried. */
  #dropHopeless({ unfilled, late, cost }: Score): void {
    const kept = this.#order.filter(
      (node) =>
        !this.#isHopeless(
          { unfilled, late, cost: cost + this.#bound.unshared(node), tie: 0 },
          tieOf(node),
        ),
    );
    this.#bound.keep(kept);
    this.#order = kept;
    this.#depthMax = Math.min(this.#depthMax, kept.length);
  }

  /** Add the node that helps most while one does: a good plan early makes the search short. */
  #growGreedily(): void {
    let count = this.#nodes.length;
    const end = this.#order.length;
    while (count > 0 && count < this.#depthMax) {
      this.#nodes.forEach((node, index) => {
        this.#opened[index] = node;
      });
      let best = -1;
      let score = this.#score;
      for (const node of this.#order) {
        if (!this.#nodes.includes(node)) {
          this.#opened[count] = node;
          const bound = this.#bound.at(this.#opened, count + 1, end);
          if (compareScores(bound, score) < 0) {
            score = { ...bound };
            best = node;
          }
        }
      }
      if (best < 0) {
        return;
      }
      this.#opened[count] = best;
      if (!this.#tryOpened(count + 1)) {
        return;
      }
      count = this.#nodes.length;
    }
  }

  /** Fill from the first `count` opened nodes; keep the plan when it is the best so far. */
  #tryOpened(count: number): boolean {
    const { lineCount } = this.#problem;
    this.#steps.taken += 1;
    if (!this.#assignment.fill(this.#opened, count, this.#score)) {
      return false;
    }
    this.#score = { ...this.#assignment.score };
    const nodes: number[] = [];
    const units: number[] = [];
    for (let k = 0; k < count; k += 1) {
      const row = this.#assignment.units.slice(k * lineCount, (k + 1) * lineCount);
      if (row.some((given) => given > 0)) {
        nodes.push(this.#opened[k] as number);
        units.push(...row);
      }
    }
    this.#nodes = nodes;
    this.#units = units;
    return true;
  }

  /** All sets that hold the first `count` opened nodes and at least one more from `from` on. */
  #branch(count: number, from: number, tie: number): void {
    const end = this.#order.length;
    if (count === this.#depthMax || from === end) {
      return;
    }
    const { unfilled, late, cost } = this.#boundAt(count, from);
    const base: Score = { unfilled, late, cost, tie: 0 };
    for (let place = from; place < end && this.#steps.taken <= this.#steps.max; place += 1) {
      const node = this.#order[place] as number;
      base.cost = cost + this.#bound.unshared(node);
      const grown = tie + tieOf(node);
      if (this.#isHopeless(base, grown)) {
        continue;
      }
      this.#opened[count] = node;
      const isLast = count + 1 === this.#depthMax;
      if (isLast || !this.#isHopeless(this.#boundAt(count + 1, place + 1), grown)) {
        if (!this.#isHopeless(this.#boundAt(count + 1, end), grown)) {
          this.#tryOpened(count + 1);
        }
        if (!isLast) {
          this.#branch(count + 1, place + 1, grown);
        }
      }
    }
  }

  #boundAt(count: number, from: number): Score {
    this.#steps.taken += 1;
    const bound = this.#bound.at(this.#opened, count, from);
    if (bound.unfilled < this.#score.unfilled) {
      const further = this.#depthMax - count;
      if (further < this.#order.length - from) {
        this.#raise(bound, this.#leastUnfilled(count, from, further));
      }
      if (this.#hasTightRoom) {
        this.#raise(bound, this.#leastWithoutRoom(count, from, further));
      }
    }
    return bound;
  }

  /** More units stay open than the bound had: what it says of the rest no longer holds. */
  #raise(bound: Score, unfilled: number): void {
    if (unfilled > bound.unfilled) {
      bound.unfilled = unfilled;
      bound.late = 0;
      bound.cost = Number.NEGATIVE_INFINITY;
    }
  }

  /** What stays open when only `further` more nodes may be opened, each giving all it could alone. */
  #leastUnfilled(count: number, from: number, further: number): number {
    const { groupCount, groupQuantity } = this.#problem;
    const open: number[] = [];
    let unfilled = 0;
    for (let group = 0; group < groupCount; group += 1) {
      let wanted = at(groupQuantity, group);
      for (let k = 0; k < count; k += 1) {
        wanted -= this.#bound.units(this.#opened[k] as number, group);
      }
      open.push(Math.max(0, wanted));
      unfilled += Math.max(0, wanted);
    }
    const most = new Array<number>(further).fill(0);
    for (let place = from; place < this.#order.length; place += 1) {
      let gain = 0;
      for (let group = 0; group < groupCount; group += 1) {
        const units = this.#bound.units(this.#order[place] as number, group);
        gain += Math.min(units, open[group] as number);
      }
      insertLargest(most, gain);
    }
    return Math.max(0, unfilled - most.reduce((sum, gain) => sum + gain, 0));
  }

  /** What stays open when lines outnumber the room of all nodes: at least the smallest lines. */
  #leastWithoutRoom(count: number, from: number, further: number): number {
    const { capacity, lineCount } = this.#problem;
    let room = 0;
    for (let k = 0; k < count; k += 1) {
      room += at(capacity, this.#opened[k] as number);
    }
    const most = new Array<number>(Math.min(further, this.#order.length - from)).fill(0);
    for (let place = from; place < this.#order.length; place += 1) {
      insertLargest(most, at(capacity, this.#order[place] as number));
    }
    room += most.reduce((sum, lines) => sum + lines, 0);
    let unfilled = 0;
    for (let line = 0; line < lineCount - room; line += 1) {
      unfilled += this.#sizes[line] as number;
    }
    return unfilled;
  }

  /** Is nothing under this bound better than the best plan so far? */
  #isHopeless(bound: Score, tie: number): boolean {
    const best = this.#score;
    const behind = bound.unfilled - best.unfilled || bound.late - best.late;
    if (behind !== 0) {
      return behind > 0;
    }
    const dearer = bound.cost - best.cost;
    return dearer > HALF || (dearer > -HALF && tie >= best.tie);
  }
}

/** Keep the largest numbers, in falling order. */
function insertLargest(most: number[], value: number): void {
  let index = most.length;
  while (index > 0 && value > (most[index - 1] as number)) {
    if (index < most.length) {
      most[index] = most[index - 1] as number;
    }
    index -= 1;
  }
  if (index < most.length) {
    most[index] = value;
  }
}
