import { sum } from "../kernel/quantity";
import type { StepCount } from "./decide-assignment";
import { holds } from "./decide-contents";
import { at, type Problem, type Table, tieOf } from "./decide-problem";
import type { FoundPlan } from "./decide-search";
import { planOf, type Shipments } from "./decide-shipments";

/**
 * The best plan of a small order: share out what is wanted over shipments, by dynamic programming over
 * what is still wanted.
 *
 * What is left after a shipment is planned for itself, once, however it came about. That a node ships
 * only once is left out at first, so that each content comes from the one node that sends it best. A
 * node that the plan found so asks twice is then asked in its turn, before all others and once, and the
 * search is made again. No plan is better than any of these, so the first that asks each node once is
 * the best.
 *
 * @param nodes nodes that may ship
 * @returns null when there are too many states, or more than steps are left
 */
export function searchPartition(
  problem: Problem,
  shipments: Shipments,
  nodes: readonly number[],
  steps: StepCount,
): FoundPlan | null {
  const inTurn: number[] = [];
  for (;;) {
    const chosen = new Partition(problem, shipments, nodes, inTurn).run(steps);
    if (chosen === null) {
      return null;
    }
    const asked = chosen.map((index) => at(shipments.node, index));
    const twice = asked.filter((node, place) => asked.indexOf(node) !== place);
    if (twice.length === 0) {
      return planOf(problem, shipments, chosen);
    }
    inTurn.push(...new Set(twice));
  }
}

/** Shipments that may come next, side by side. */
type Choice = {
  readonly index: Table;
  readonly content: Table;
  readonly packed: Table;
  readonly late: Table;
  readonly cost: Table;
  readonly tie: Table;
};

/** More states than these take more memory than a plan is worth. */
const STATES_MAX = 500_000;

/** What a state begins with: not asked yet, or no shipment. */
const UNKNOWN = -2;
const NONE = -1;

class Partition {
  readonly #shipments: Shipments;
  readonly #turns: number;
  /** By turn: the shipments of the node. Then, by first line in it, each content as it is sent best. */
  readonly #choices: readonly Choice[];
  /** Shipments that may be sent, and what one counts; both 0 where there is no such limit. */
  readonly #shipmentsMax: number;
  readonly #perShipment: number;
  /** What a unit left open counts: more than all lateness there can be. */
  readonly #perUnit: number;
  /**
   * By state, which is the turn, the shipments left and what is wanted: the best there is, as units open
   * and days late in one number, cost and tie; and the shipment it begins with.
   */
  #behind = new Float64Array(0);
  #cost = new Float64Array(0);
  #tie = new Float64Array(0);
  #next = new Int32Array(0);
  #solved = 0;

  constructor(
    problem: Problem,
    shipments: Shipments,
    nodes: readonly number[],
    inTurn: readonly number[],
  ) {
    const most = Math.min(nodes.length, sum(shipments.contents.packs));
    const latest = problem.lateDays.reduce((days, each) => Math.max(days, each), 0);
    this.#shipments = shipments;
    this.#turns = inTurn.length;
    this.#perShipment = problem.shipmentsMax < most ? 1 : 0;
    this.#shipmentsMax = this.#perShipment * problem.shipmentsMax;
    this.#perUnit = 1 + sum(problem.quantity) * latest;
    this.#choices = [
      ...inTurn.map((node) => choiceOf(shipments, shipments.ofNode(node))),
      ...byLead(
        shipments,
        nodes.filter((node) => !inTurn.includes(node)),
      ),
    ];
  }

  /** The shipments of the best plan; null when it would take too much to find it. */
  run(steps: StepCount): number[] | null {
    const { count, lead, weights, units } = this.#shipments.contents;
    const states = (this.#turns + 1) * (this.#shipmentsMax + 1) * count;
    const isCounted = Number.isSafeInteger(this.#perUnit * at(units, count - 1));
    if (!isCounted || states > Math.min(STATES_MAX, steps.max - steps.taken)) {
      return null;
    }
    this.#behind = new Float64Array(states);
    this.#cost = new Float64Array(states);
    this.#tie = new Float64Array(states);
    this.#next = new Int32Array(states).fill(UNKNOWN);
    const chosen: number[] = [];
    let turn = 0;
    let left = this.#shipmentsMax;
    let wanted = count - 1;
    this.#solve(turn, left, wanted);
    steps.taken += this.#solved;
    while (wanted > 0) {
      const next = this.#next[this.#state(turn, left, wanted)] as number;
      if (next !== NONE) {
        chosen.push(next);
        wanted -= at(this.#shipments.content, next);
        left -= this.#perShipment;
      } else if (turn === this.#turns) {
        wanted %= at(weights, at(lead, wanted));
      }
      turn = Math.min(turn + 1, this.#turns);
    }
    return chosen;
  }

  #state(turn: number, left: number, wanted: number): number {
    return (turn * (this.#shipmentsMax + 1) + left) * this.#shipments.contents.count + wanted;
  }

  /** Find the best there is for a state, unless it is known. */
  #solve(turn: number, left: number, wanted: number): number {
    const state = this.#state(turn, left, wanted);
    if (this.#next[state] !== UNKNOWN) {
      return state;
    }
    this.#solved += 1;
    this.#next[state] = NONE;
    if (wanted > 0) {
      this.#behind[state] = Number.POSITIVE_INFINITY;
      if (left >= this.#perShipment) {
        this.#ship(state, turn, left, wanted);
      }
      if (turn < this.#turns) {
        this.#compare(state, NONE, 0, 0, 0, this.#solve(turn + 1, left, wanted));
      } else if ((this.#behind[state] as number) >= this.#perUnit) {
        this.#leaveOpen(state, left, wanted);
      }
    }
    return state;
  }

  /** Try each shipment that may come next: one of the node in turn, or one with the first line wanted. */
  #ship(state: number, turn: number, left: number, wanted: number): void {
    const { packed, free, lead } = this.#shipments.contents;
    const choice = this.#choices[turn < this.#turns ? turn : turn + at(lead, wanted)] as Choice;
    const { index, content, late, cost, tie } = choice;
    const after = Math.min(turn + 1, this.#turns);
    const digits = at(packed, wanted);
    for (let place = 0; place < index.length; place += 1) {
      if (holds(free, digits, at(choice.packed, place))) {
        const rest = wanted - at(content, place);
        const then = this.#solve(after, left - this.#perShipment, rest);
        this.#compare(
          state,
          at(index, place),
          at(late, place),
          at(cost, place),
          at(tie, place),
          then,
        );
      }
    }
  }

  /** The first line wanted stays open: asked only where every other way leaves units open, too. */
  #leaveOpen(state: number, left: number, wanted: number): void {
    const { weights, units, lead } = this.#shipments.contents;
    const place = at(lead, wanted);
    const rest = wanted % at(weights, place);
    if (this.#shipments.maySplit(place, (wanted - rest) / at(weights, place))) {
      const open = this.#perUnit * (at(units, wanted) - at(units, rest));
      this.#compare(state, NONE, open, 0, 0, this.#solve(this.#turns, left, rest));
    }
  }

  /** Begin with this and go on with the best of another state, where that is the best so far. */
  #compare(
    state: number,
    next: number,
    behind: number,
    cost: number,
    tie: number,
    then: number,
  ): void {
    const allBehind = behind + (this.#behind[then] as number);
    const allCost = cost + (this.#cost[then] as number);
    const allTie = tie + (this.#tie[then] as number);
    const order =
      allBehind - (this.#behind[state] as number) ||
      allCost - (this.#cost[state] as number) ||
      allTie - (this.#tie[state] as number);
    if (order < 0) {
      this.#behind[state] = allBehind;
      this.#cost[state] = allCost;
      this.#tie[state] = allTie;
      this.#next[state] = next;
    }
  }
}

/** Of these nodes, who sends each content best; by the first line that is in it. */
function byLead(shipments: Shipments, nodes: readonly number[]): Choice[] {
  const { count, lead, lines } = shipments.contents;
  const best = new Int32Array(count).fill(NONE);
  for (const node of nodes) {
    for (let index = at(shipments.first, node); index < at(shipments.first, node + 1); index += 1) {
      const content = at(shipments.content, index);
      const other = best[content] as number;
      const behind =
        other === NONE
          ? -1
          : at(shipments.late, index) - at(shipments.late, other) ||
            at(shipments.cost, index) - at(shipments.cost, other);
      if (behind < 0) {
        best[content] = index;
      }
    }
  }
  const indexes = lines.map((): number[] => []);
  for (let content = 1; content < count; content += 1) {
    const index = best[content] as number;
    if (index !== NONE) {
      (indexes[at(lead, content)] as number[]).push(index);
    }
  }
  return indexes.map((own) => choiceOf(shipments, own));
}

function choiceOf({ node, content, late, cost, contents }: Shipments, index: Table): Choice {
  const choice = {
    index,
    content: index.map((each) => at(content, each)),
    late: index.map((each) => at(late, each)),
    cost: index.map((each) => at(cost, each)),
    tie: index.map((each) => tieOf(at(node, each))),
  };
  return { ...choice, packed: choice.content.map((each) => at(contents.packed, each)) };
}
