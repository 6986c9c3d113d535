import { at, type Problem, type Score, type Table, table, wholePacks } from "./decide-problem";

/** Below this part of a millionth of a minor unit an opening counts as shared out. */
const SLACK_MIN = 1e-3;

/** How far the price of a group's units has risen. Ranks index its ranked nodes. */
type Climb = {
  readonly group: number;
  readonly from: number;
  readonly to: number;
  /** Nodes up to here have been reached by the price. */
  reached: number;
  readonly open: number;
  level: number;
  isDone: boolean;
  readonly blocked: boolean[];
  /** Units at blocked nodes. */
  held: number;
};

/**
 * What a plan must at least come to, whatever it does with the nodes still undecided.
 *
 * The cost of opening an undecided node is shared out to the groups that might use it; a group
 * that is then filled from the cheapest nodes, each for itself, never pays more than it would in a
 * real plan. Any shares are right as long as those of one node never add up to more than it costs
 * to open; `#raisePrices` looks for large ones (dual ascent, as in facility location).
 */
export class LowerBound {
  /** Of the last `at` call. Cost may have a fraction. */
  readonly score: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };

  readonly #problem: Problem;
  /** Nodes that may still be opened, in the order of the search; by node: its place, or −1. */
  #order: readonly number[] = [];
  readonly #place: Table;
  /** [node × groups + group] units it can give the group. */
  readonly #units: Table;
  /** [node × groups + group] least days late of a unit. */
  readonly #late: Table;
  /** [node × groups + group] least cost of a unit when the node is open. */
  readonly #price: Table;
  /** The same while it is not, with its share of opening the node. */
  readonly #fullPrice: Table;
  /** By node: cost of opening it that no group bears. */
  readonly #unshared: Table;
  /** By group: nodes by lateness, then full price. */
  readonly #ranked: number[][] = [];
  /** By group of several lines: the least handling of a line, and the lines' sizes, largest first. */
  readonly #handling: Table;
  readonly #sizes: (readonly number[])[] = [];
  readonly #taken: boolean[] = [];

  constructor(problem: Problem, nodes: readonly number[]) {
    const { nodeCount, groupCount, openCost } = problem;
    this.#problem = problem;
    this.#place = table(nodeCount, -1);
    this.#units = table(nodeCount * groupCount);
    this.#late = table(nodeCount * groupCount);
    this.#price = table(nodeCount * groupCount);
    this.#unshared = openCost.slice();
    this.#handling = table(groupCount);
    for (let group = 0; group < groupCount; group += 1) {
      this.#priceGroup(group, nodes);
    }
    this.#fullPrice = this.#price.slice();
    for (let group = 0; group < groupCount; group += 1) {
      this.#ranked.push(nodes.filter((node) => at(this.#units, node * groupCount + group) > 0));
      this.#rank(group);
    }
    this.#raisePrices();
    // Nodes that pay for themselves best come first: the search finds good plans early.
    this.keep([...nodes].sort((a, b) => at(this.#unshared, a) - at(this.#unshared, b) || a - b));
    for (let group = 0; group < groupCount; group += 1) {
      this.#rank(group);
    }
  }

  /** Leave only these nodes to be opened, in this order. */
  keep(order: readonly number[]): void {
    this.#order = order;
    this.#place.fill(-1);
    for (let place = 0; place < order.length; place += 1) {
      this.#place[order[place] as number] = place;
    }
    for (let group = 0; group < this.#problem.groupCount; group += 1) {
      const ranked = this.#ranked[group] as number[];
      this.#ranked[group] = ranked.filter((node) => at(this.#place, node) >= 0);
    }
  }

  get order(): readonly number[] {
    return this.#order;
  }

  /** Opening this node adds at least so much to a bound that leaves it undecided. */
  unshared(node: number): number {
    return at(this.#unshared, node);
  }

  /** Units of a group that a node can give. */
  units(node: number, group: number): number {
    return at(this.#units, node * this.#problem.groupCount + group);
  }

  /**
   * Bound every plan that opens the first `count` of `opened` and else only nodes from place
   * `from` of the order on.
   */
  at(opened: readonly number[], count: number, from: number): Score {
    const { score } = this;
    const { groupCount, openCost, splitPenalty } = this.#problem;
    score.unfilled = 0;
    score.late = 0;
    score.cost = -splitPenalty;
    for (let k = 0; k < count; k += 1) {
      score.cost += at(openCost, opened[k] as number);
    }
    for (let group = 0; group < groupCount; group += 1) {
      this.#addGroup(group, opened, count, from);
    }
    return score;
  }

  #addGroup(group: number, opened: readonly number[], count: number, from: number): void {
    const { groupCount, groupQuantity } = this.#problem;
    const ranked = this.#ranked[group] as number[];
    const { score } = this;
    const wanted = at(groupQuantity, group);
    let open = wanted;
    let next = from < this.#order.length ? 0 : ranked.length;
    for (let k = 0; k < count; k += 1) {
      this.#taken[k] = false;
    }
    while (open > 0) {
      while (next < ranked.length && at(this.#place, ranked[next] as number) < from) {
        next += 1;
      }
      let cell = next < ranked.length ? (ranked[next] as number) * groupCount + group : -1;
      let price = cell < 0 ? 0 : at(this.#fullPrice, cell);
      let taken = -1;
      for (let k = 0; k < count; k += 1) {
        const candidate = (opened[k] as number) * groupCount + group;
        if (this.#taken[k] === false && at(this.#units, candidate) > 0) {
          const order =
            cell < 0
              ? -1
              : at(this.#late, candidate) - at(this.#late, cell) ||
                at(this.#price, candidate) - price;
          if (order <= 0) {
            cell = candidate;
            price = at(this.#price, candidate);
            taken = k;
          }
        }
      }
      if (cell < 0) {
        break;
      }
      if (taken < 0) {
        next += 1;
      } else {
        this.#taken[taken] = true;
      }
      const units = Math.min(open, at(this.#units, cell));
      open -= units;
      score.late += units * at(this.#late, cell);
      score.cost += units * price;
    }
    score.unfilled += open;
    score.cost += at(this.#handling, group) * this.#linesTouched(group, wanted - open);
  }

  /**
   * The least that units of a group cost at each node.
   *
   * A line's handling is fixed, too: where a group is one line, it is spread over the units that
   * the node can give. Lines that share a SKU pay the least handling of any node once each, as far
   * as they must be touched.
   */
  #priceGroup(group: number, nodes: readonly number[]): void {
    const { groupCount, lineCount, linesOf, quantity, stock, groupMultiple } = this.#problem;
    const { unitCost, lateDays, lineCost } = this.#problem;
    const lines = linesOf[group] as readonly number[];
    let leastHandling = Number.POSITIVE_INFINITY;
    for (const node of nodes) {
      const cell = node * groupCount + group;
      const units = wholePacks(at(stock, cell), at(groupMultiple, group));
      let late = Number.POSITIVE_INFINITY;
      let price = Number.POSITIVE_INFINITY;
      for (const line of lines) {
        late = Math.min(late, at(lateDays, node * lineCount + line));
        price = Math.min(price, at(unitCost, node * lineCount + line));
      }
      this.#units[cell] = units;
      this.#late[cell] = late;
      this.#price[cell] =
        price + (lines.length === 1 && units > 0 ? at(lineCost, node) / units : 0);
      leastHandling = units > 0 ? Math.min(leastHandling, at(lineCost, node)) : leastHandling;
    }
    const isShared = lines.length > 1 && leastHandling < Number.POSITIVE_INFINITY;
    this.#handling[group] = isShared ? leastHandling : 0;
    this.#sizes.push(isShared ? lines.map((line) => at(quantity, line)).sort((a, b) => b - a) : []);
  }

  /** Fewest lines of a shared group that take so many units. */
  #linesTouched(group: number, units: number): number {
    const sizes = this.#sizes[group] as readonly number[];
    let filled = 0;
    let touched = 0;
    while (filled < units && touched < sizes.length) {
      filled += sizes[touched] as number;
      touched += 1;
    }
    return touched;
  }

  /** Sort a group's nodes in place; the second time they are nearly in order. */
  #rank(group: number): void {
    const ranked = this.#ranked[group] as number[];
    for (let next = 1; next < ranked.length; next += 1) {
      const node = ranked[next] as number;
      let rank = next;
      while (rank > 0 && this.#compare(node, ranked[rank - 1] as number, group) < 0) {
        ranked[rank] = ranked[rank - 1] as number;
        rank -= 1;
      }
      ranked[rank] = node;
    }
  }

  #compare(a: number, b: number, group: number): number {
    const cellA = a * this.#problem.groupCount + group;
    const cellB = b * this.#problem.groupCount + group;
    return (
      at(this.#late, cellA) - at(this.#late, cellB) ||
      at(this.#fullPrice, cellA) - at(this.#fullPrice, cellB) ||
      a - b
    );
  }

  /** Share out what nodes cost to open, as far as the groups' prices can rise together. */
  #raisePrices(): void {
    const climbs: Climb[] = [];
    for (let group = 0; group < this.#problem.groupCount; group += 1) {
      const climb = this.#startClimb(group);
      if (climb !== null) {
        climbs.push(climb);
      }
    }
    for (let isRising = true; isRising; ) {
      isRising = false;
      for (const climb of climbs) {
        if (!climb.isDone) {
          this.#climb(climb);
          isRising = true;
        }
      }
    }
    this.#shareLimited();
  }

  /**
   * Nodes early enough to be emptied in any case bear their own opening. The climb is among the
   * equally late ones that have more than is left to fill; null when there are none.
   */
  #startClimb(group: number): Climb | null {
    const { groupCount, groupQuantity } = this.#problem;
    const ranked = this.#ranked[group] as number[];
    let open = at(groupQuantity, group);
    for (let from = 0; from < ranked.length; ) {
      const late = at(this.#late, (ranked[from] as number) * groupCount + group);
      let to = from;
      let offered = 0;
      while (
        to < ranked.length &&
        at(this.#late, (ranked[to] as number) * groupCount + group) === late
      ) {
        offered += at(this.#units, (ranked[to] as number) * groupCount + group);
        to += 1;
      }
      if (offered > open) {
        const level = at(this.#price, (ranked[from] as number) * groupCount + group);
        return { group, from, to, reached: from, open, level, isDone: false, blocked: [], held: 0 };
      }
      for (let rank = from; rank < to; rank += 1) {
        const node = ranked[rank] as number;
        const units = at(this.#units, node * groupCount + group);
        this.#raise(node, group, this.#slack(node, group) / units);
      }
      open -= offered;
      from = to;
    }
    return null;
  }

  /** One step up: to the price of the next node, or until a node's opening is all shared out. */
  #climb(climb: Climb): void {
    const { groupCount } = this.#problem;
    const { group, blocked } = climb;
    const ranked = this.#ranked[group] as number[];
    const priceAt = (rank: number) =>
      at(this.#price, (ranked[rank] as number) * groupCount + group);
    while (climb.reached < climb.to && priceAt(climb.reached) <= climb.level) {
      climb.reached += 1;
    }
    let rise = climb.reached < climb.to ? priceAt(climb.reached) - climb.level : Infinity;
    for (let rank = climb.from; rank < climb.reached; rank += 1) {
      const node = ranked[rank] as number;
      if (blocked[rank] !== true) {
        rise = Math.min(
          rise,
          this.#slack(node, group) / at(this.#units, node * groupCount + group),
        );
      }
    }
    for (let rank = climb.from; rank < climb.reached; rank += 1) {
      const node = ranked[rank] as number;
      if (blocked[rank] !== true) {
        this.#raise(node, group, Math.max(0, rise));
        if (this.#slack(node, group) < SLACK_MIN) {
          blocked[rank] = true;
          climb.held += at(this.#units, node * groupCount + group);
        }
      }
    }
    climb.level += Math.max(0, rise);
    // Nodes that cannot rise with the others have all that is wanted: the price stays.
    climb.isDone = climb.held >= climb.open;
  }

  /** What a node's opening can still put on a group. */
  #slack(node: number, group: number): number {
    const { groupCount, capacity, openCost } = this.#problem;
    const room = at(capacity, node);
    if (room >= groupCount) {
      return at(this.#unshared, node);
    }
    // At most `room` groups can use the node, so each may bear that part of it.
    const cell = node * groupCount + group;
    const borne = (at(this.#fullPrice, cell) - at(this.#price, cell)) * at(this.#units, cell);
    return at(openCost, node) / room - borne;
  }

  #raise(node: number, group: number, rise: number): void {
    const { groupCount, capacity } = this.#problem;
    const cell = node * groupCount + group;
    this.#fullPrice[cell] = at(this.#fullPrice, cell) + rise;
    if (at(capacity, node) >= groupCount) {
      this.#unshared[node] = at(this.#unshared, node) - rise * at(this.#units, cell);
    }
  }

  /** Of nodes with little room, what the groups bear at most together. */
  #shareLimited(): void {
    const { groupCount, capacity, nodeCount, openCost } = this.#problem;
    for (let node = 0; node < nodeCount; node += 1) {
      const room = at(capacity, node);
      let most = 0;
      for (
        let cell = node * groupCount;
        room < groupCount && cell < (node + 1) * groupCount;
        cell += 1
      ) {
        most = Math.max(
          most,
          (at(this.#fullPrice, cell) - at(this.#price, cell)) * at(this.#units, cell),
        );
      }
      if (room < groupCount) {
        this.#unshared[node] = at(openCost, node) - room * most;
      }
    }
  }
}
