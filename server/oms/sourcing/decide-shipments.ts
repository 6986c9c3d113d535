import { sum } from "../kernel/quantity";
import { type Contents, contentsOf, packsAt } from "./decide-contents";
import {
  at,
  type Problem,
  surplusOf,
  type Table,
  table,
  tieOf,
  wholePacks,
} from "./decide-problem";
import type { FoundPlan } from "./decide-search";
import type { SplitRules } from "./decide-splits";

/**
 * Orders with more contents than these, or more pairs of what is wanted and what a shipment holds, are
 * planned sooner by the search over sets of nodes; sooner still where freight is straight, for there
 * the bounds of that search are sharp.
 */
const CONTENTS_MAX = 4_096;
const PAIRS_MAX = 600_000;
const STRAIGHT_PAIRS_MAX = 60_000;

/**
 * Every shipment that the nodes could send for a small order, each with all that it costs.
 *
 * A plan is then a choice of shipments, one of a node at most, that together hold no more than is
 * wanted. Stock, packs, room, rules of splitting and the price of a weight are settled here, so a
 * search among them need not know of any.
 */
export class Shipments {
  readonly contents: Contents;
  /** By shipment; those of a node stand together. */
  readonly node: Table = [];
  readonly content: Table = [];
  readonly late: Table = [];
  readonly cost: Table = [];
  /** By node: its first shipment, which is where those of the node before end. */
  readonly first: Table = [];

  readonly #problem: Problem;
  readonly #rules: SplitRules | null;
  /** By group: what the node at hand has beside the shipment at hand. */
  readonly #left: Table;

  /** Use `shipmentsOf`. */
  constructor(problem: Problem, contents: Contents, rules: SplitRules | null) {
    const { nodeCount, groupCount, stock, openCost, capacity } = problem;
    this.#problem = problem;
    this.#rules = rules;
    this.contents = contents;
    this.#left = table(groupCount);
    for (let node = 0; node < nodeCount; node += 1) {
      this.first.push(this.node.length);
      for (let group = 0; group < groupCount; group += 1) {
        this.#left[group] = at(stock, node * groupCount + group);
      }
      this.#load(node, 0, 0, 0, at(openCost, node), 0, at(capacity, node));
    }
    this.first.push(this.node.length);
  }

  /** Those of a node. */
  ofNode(node: number): number[] {
    const from = at(this.first, node);
    return Array.from({ length: at(this.first, node + 1) - from }, (_, place) => from + place);
  }

  /** May so many packs of a line be in a shipment, or stay open, where the line is split? */
  maySplit(place: number, packs: number): boolean {
    if (this.#rules === null || packs === at(this.contents.packs, place)) {
      return true;
    }
    const line = this.contents.lines[place] as number;
    return packs * at(this.#problem.multiple, line) >= at(this.#rules.leastPart, line);
  }

  /** Write each shipment that has more in it than the one at hand, from lines at `from` on. */
  #load(
    node: number,
    from: number,
    content: number,
    late: number,
    cost: number,
    grams: number,
    room: number,
  ): void {
    const { lineCount, groupOf, multiple, unitCost, lateDays, lineCost, freight } = this.#problem;
    const { lines, packs, weights } = this.contents;
    for (let place = from; room > 0 && place < lineCount; place += 1) {
      const line = lines[place] as number;
      const group = at(groupOf, line);
      const left = at(this.#left, group);
      const perPack = at(multiple, line);
      const cell = node * lineCount + line;
      for (let given = 1; given <= at(packs, place) && given * perPack <= left; given += 1) {
        if (this.maySplit(place, given)) {
          const units = given * perPack;
          const loaded = content + given * at(weights, place);
          const lateness = late + units * at(lateDays, cell);
          const total = cost + units * at(unitCost, cell) + at(lineCost, node);
          const weight = grams + (freight === null ? 0 : units * at(freight.gramsPerUnit, line));
          if (this.#keepsTogether(loaded)) {
            this.node.push(node);
            this.content.push(loaded);
            this.late.push(lateness);
            this.cost.push(total + (freight === null ? 0 : surplusOf(freight, node, weight)));
          }
          this.#left[group] = left - units;
          this.#load(node, place + 1, loaded, lateness, total, weight, room - 1);
        }
      }
      this.#left[group] = left;
    }
  }

  /** Are lines that leave from one node or not at all whole in it, or not in it? */
  #keepsTogether(content: number): boolean {
    const { lines, packs } = this.contents;
    const packsOf = (line: number) => packsAt(this.contents, content, lines.indexOf(line));
    const isWhole = (line: number) => packsOf(line) === at(packs, lines.indexOf(line));
    return (this.#rules?.bundles ?? []).every(
      (bundle) =>
        bundle.length === 1 || bundle.every(isWhole) || bundle.every((line) => packsOf(line) === 0),
    );
  }
}

/**
 * The shipments of an order; null where there are too many to write down.
 *
 * @param rules rules of splitting that each shipment has to keep
 */
export function shipmentsOf(problem: Problem, rules: SplitRules | null): Shipments | null {
  const contents = contentsOf(problem, CONTENTS_MAX);
  if (contents === null) {
    return null;
  }
  const pairs = contents.count * Math.min(contents.count, countAtMost(problem));
  const pairsMax = problem.freight === null ? STRAIGHT_PAIRS_MAX : PAIRS_MAX;
  return pairs > pairsMax ? null : new Shipments(problem, contents, rules);
}

/** As many shipments as there would be if no two lines wanted the same units or room. */
function countAtMost(problem: Problem): number {
  const { nodeCount, lineCount, groupCount, groupOf, quantity, multiple, stock } = problem;
  let count = 0;
  for (let node = 0; node < nodeCount; node += 1) {
    let own = 1;
    for (let line = 0; line < lineCount; line += 1) {
      const offered = Math.min(
        at(stock, node * groupCount + at(groupOf, line)),
        at(quantity, line),
      );
      own *= 1 + wholePacks(offered, at(multiple, line)) / at(multiple, line);
    }
    count += own - 1;
  }
  return count;
}

/** The plan of these shipments. */
export function planOf(
  { lineCount, quantity, multiple, splitPenalty }: Problem,
  shipments: Shipments,
  chosen: readonly number[],
): FoundPlan {
  const { contents } = shipments;
  const nodes: number[] = [];
  const units = table(chosen.length * lineCount);
  // The first shipment is not an extra one.
  const cost = chosen.length > 0 ? -splitPenalty : 0;
  const score = { unfilled: sum(quantity), late: 0, cost, tie: 0 };
  chosen.forEach((index, k) => {
    const content = at(shipments.content, index);
    const node = at(shipments.node, index);
    nodes.push(node);
    score.unfilled -= at(contents.units, content);
    score.late += at(shipments.late, index);
    score.cost += at(shipments.cost, index);
    score.tie += tieOf(node);
    contents.lines.forEach((line, place) => {
      units[k * lineCount + line] = packsAt(contents, content, place) * at(multiple, line);
    });
  });
  return { score, nodes, units, exact: true, bound: score };
}

/** The best plan that has only this node, which has something to ship. */
export function planOfNode(problem: Problem, shipments: Shipments, node: number): FoundPlan {
  const { content, late, cost, contents, first } = shipments;
  let best = at(first, node);
  for (let index = best + 1; index < at(first, node + 1); index += 1) {
    const behind =
      at(contents.units, at(content, best)) - at(contents.units, at(content, index)) ||
      at(late, index) - at(late, best) ||
      at(cost, index) - at(cost, best);
    best = behind < 0 ? index : best;
  }
  return planOf(problem, shipments, [best]);
}
