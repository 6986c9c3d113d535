import { Prices } from "./decide-prices";
import { addScore, at, compareScores, type Problem, type Score } from "./decide-problem";

/** What a plan must at least come to, whatever it does with the nodes still undecided. */
export class LowerBound {
  /** Of the last `at` call. Cost may have a fraction. */
  readonly score: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };

  readonly #problem: Problem;
  readonly #prices: Prices;
  /** Nodes that may still be opened, in the order of the search; by node: its place, or −1. */
  #order: readonly number[] = [];
  readonly #place: number[];
  readonly #ranked: (readonly number[])[];
  readonly #sizes: readonly (readonly number[])[];
  readonly #taken: boolean[] = [];
  readonly #wanting: Score[][] = [];
  readonly #single: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  readonly #joint: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };

  constructor(problem: Problem, nodes: readonly number[]) {
    this.#problem = problem;
    this.#prices = new Prices(problem, nodes);
    this.#place = new Array<number>(problem.nodeCount).fill(-1);
    this.#ranked = this.#prices.ranked;
    this.#sizes = this.#prices.demands.map(({ lines }) =>
      lines.length === 1
        ? []
        : lines.map((line) => at(problem.quantity, line)).sort((a, b) => b - a),
    );
    // Nodes that pay for themselves best come first: the search finds good plans early.
    this.keep([...nodes].sort((a, b) => this.unshared(a) - this.unshared(b) || a - b));
  }

  /** Leave only these nodes to be opened, in this order. */
  keep(order: readonly number[]): void {
    this.#order = order;
    this.#place.fill(-1);
    for (let place = 0; place < order.length; place += 1) {
      this.#place[order[place] as number] = place;
    }
    for (let demand = 0; demand < this.#ranked.length; demand += 1) {
      const ranked = this.#ranked[demand] as readonly number[];
      this.#ranked[demand] = ranked.filter((node) => at(this.#place, node) >= 0);
    }
  }

  get order(): readonly number[] {
    return this.#order;
  }

  /** Opening this node adds at least so much to a bound that leaves it undecided. */
  unshared(node: number): number {
    return at(this.#prices.unshared, node);
  }

  /** Units of a group that a node can give. */
  units(node: number, group: number): number {
    const demands = this.#prices.demandsOf[group] as readonly number[];
    return at(
      this.#prices.units,
      node * this.#prices.demands.length + (demands[demands.length - 1] as number),
    );
  }

  /**
   * Bound every plan that opens the first `count` of `opened` and else only nodes from place
   * `from` of the order on.
   */
  at(opened: readonly number[], count: number, from: number): Score {
    const { score } = this;
    const { groupCount, lineCount, capacity, openCost, splitPenalty } = this.#problem;
    score.unfilled = 0;
    score.late = 0;
    score.cost = -splitPenalty;
    for (let k = 0; k < count; k += 1) {
      score.cost += at(openCost, opened[k] as number);
    }
    for (let group = 0; group < groupCount; group += 1) {
      const demands = this.#prices.demandsOf[group] as readonly number[];
      if (demands.length > 1) {
        this.#addShared(demands, opened, count, from);
      } else {
        const demand = demands[0] as number;
        const first = this.#add(score, demand, opened, count, from, -1);
        if (first >= 0 && at(capacity, opened[first] as number) < lineCount) {
          this.#want(first, demand, opened, count, from);
        }
      }
    }
    this.#addRegrets(opened);
    return score;
  }

  /** Note what a line loses when the open node that it likes best has no room for it. */
  #want(k: number, demand: number, opened: readonly number[], count: number, from: number): void {
    const regret: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
    const least = this.#single;
    clear(least);
    this.#add(least, demand, opened, count, from, -1);
    this.#add(regret, demand, opened, count, from, k);
    regret.unfilled -= least.unfilled;
    regret.late -= least.late;
    regret.cost -= least.cost;
    this.#wanting[k] ??= [];
    this.#wanting[k].push(regret);
  }

  /** Where more lines like a node best than it has room for, some pay for the next one. */
  #addRegrets(opened: readonly number[]): void {
    this.#wanting.forEach((wanting, k) => {
      const paying = wanting.length - at(this.#problem.capacity, opened[k] as number);
      if (paying > 0) {
        wanting.sort(compareScores);
        for (let index = 0; index < paying; index += 1) {
          addScore(this.score, wanting[index] as Score);
        }
      }
      wanting.length = 0;
    });
  }

  /** Lines of one SKU, each for itself or all together: whichever comes to more. */
  #addShared(
    demands: readonly number[],
    opened: readonly number[],
    count: number,
    from: number,
  ): void {
    const last = demands.length - 1;
    clear(this.#single);
    clear(this.#joint);
    for (let index = 0; index < last; index += 1) {
      this.#add(this.#single, demands[index] as number, opened, count, from, -1);
    }
    this.#add(this.#joint, demands[last] as number, opened, count, from, -1);
    const isJoint = compareScores(this.#single, this.#joint) < 0;
    addScore(this.score, isJoint ? this.#joint : this.#single);
  }

  /**
   * Fill a demand from the best units within reach, but for the open node at `without`.
   *
   * @returns position of the open node that is asked first; −1 when a closed one is
   */
  #add(
    sum: Score,
    demand: number,
    opened: readonly number[],
    count: number,
    from: number,
    without: number,
  ): number {
    const { units, late, open, full, demands } = this.#prices;
    const ranked = this.#ranked[demand] as readonly number[];
    const wanted = (demands[demand] as { readonly quantity: number }).quantity;
    let left = wanted;
    let first = -1;
    let next = from < this.#order.length ? 0 : ranked.length;
    for (let k = 0; k < count; k += 1) {
      this.#taken[k] = k === without;
    }
    while (left > 0) {
      while (next < ranked.length && at(this.#place, ranked[next] as number) < from) {
        next += 1;
      }
      let cell = next < ranked.length ? (ranked[next] as number) * demands.length + demand : -1;
      let price = cell < 0 ? 0 : at(full, cell);
      let taken = -1;
      for (let k = 0; k < count; k += 1) {
        const candidate = (opened[k] as number) * demands.length + demand;
        if (this.#taken[k] === false && at(units, candidate) > 0) {
          const order =
            cell < 0 ? -1 : at(late, candidate) - at(late, cell) || at(open, candidate) - price;
          if (order <= 0) {
            cell = candidate;
            price = at(open, candidate);
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
      first = left === wanted ? taken : first;
      const given = Math.min(left, at(units, cell));
      left -= given;
      sum.late += given * at(late, cell);
      sum.cost += given * price;
    }
    sum.unfilled += left;
    sum.cost += at(this.#prices.handling, demand) * this.#linesTouched(demand, wanted - left);
    return first;
  }

  /** Fewest lines of a demand of several that take so many units. */
  #linesTouched(demand: number, units: number): number {
    const sizes = this.#sizes[demand] as readonly number[];
    let filled = 0;
    let touched = 0;
    while (filled < units && touched < sizes.length) {
      filled += sizes[touched] as number;
      touched += 1;
    }
    return touched;
  }
}

function clear(score: Score): void {
  score.unfilled = 0;
  score.late = 0;
  score.cost = 0;
}
