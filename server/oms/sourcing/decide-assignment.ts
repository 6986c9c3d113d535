import { CoupledAssignment, type Coupling } from "./decide-coupled";
import {
  at,
  compareScores,
  type Problem,
  type Score,
  type Table,
  table,
  tieOf,
  wholePacks,
  worstScore,
} from "./decide-problem";
import { WeighedFilling } from "./decide-weighed";
import { canMoveWeight, isContested, meetOnlyInWeight, surplusOfFilling } from "./decide-weights";

/** Steps taken so far, over all parts of a search, and how many are allowed. */
export type StepCount = { taken: number; readonly max: number };

/**
 * The best way to fill an order from a given set of nodes: exact.
 *
 * Once it is settled which nodes ship, lines meet only where they want the same scarce units (one
 * SKU) or the last room of a node (capacity in lines), or where freight is no straight line of the
 * weight. Where they do not, each line is filled by itself. Where they do, `CoupledAssignment` searches
 * the lines together.
 */
export class Assignment {
  /** Of the last set filled. */
  readonly score: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  /** [position in the set × lines + line] units, of the last set filled. */
  readonly units: Table;

  readonly #problem: Problem;
  readonly #steps: StepCount;
  /** Made when lines first meet: most orders never need it. */
  #coupled: CoupledAssignment | null = null;
  #weighed: WeighedFilling | null = null;
  /** Positions of the set that can fill the line at hand, best first. */
  readonly #ranked: number[] = [];
  readonly #picked: boolean[] = [];
  readonly #bestPicked: boolean[] = [];
  #bestCost = 0;

  constructor(problem: Problem, steps: StepCount) {
    this.#problem = problem;
    this.#steps = steps;
    this.units = table(problem.nodeCount * problem.lineCount);
  }

  /**
   * Fill the order from these nodes.
   *
   * @param opened the first `count` entries are the nodes, each once
   * @param limit a score to beat; null = any
   * @returns false when no filling beats the limit; `score` and `units` then mean nothing
   */
  fill(opened: readonly number[], count: number, limit: Score | null): boolean {
    if (!this.#fillStraight(opened, count, limit)) {
      return false;
    }
    return this.#problem.freight === null || this.#weigh(opened, count, limit);
  }

  /**
   * From the best filling by the lines below the freight to the best by the freight itself. The first is
   * a bound for the second, and it is the second where nothing can be moved to another weight.
   */
  #weigh(opened: readonly number[], count: number, limit: Score | null): boolean {
    const { groupCount, openCost, splitPenalty } = this.#problem;
    const { score } = this;
    const surplus = surplusOfFilling(this.#problem, opened, count, this.units);
    score.cost += surplus;
    const isBetter = limit === null || compareScores(score, limit) < 0;
    if (surplus === 0 || !canMoveWeight(this.#problem, opened, count)) {
      return isBetter;
    }
    const left = { ...(isBetter ? score : limit) };
    left.cost += splitPenalty;
    for (let k = 0; k < count; k += 1) {
      left.cost -= at(openCost, opened[k] as number);
      left.tie -= tieOf(opened[k] as number);
    }
    const found = this.#fillWeighed(opened, count, isBetter ? score : limit);
    const all = Array.from({ length: groupCount }, (_, group) => group);
    if (!(found ?? this.#together().fill(all, opened, count, this.units, "weighed", left))) {
      return isBetter;
    }
    this.#total(opened, count);
    score.cost += surplusOfFilling(this.#problem, opened, count, this.units);
    return limit === null || compareScores(score, limit) < 0;
  }

  /** Where lines meet in nothing but weight. null: they do, or there is too much to choose from. */
  #fillWeighed(opened: readonly number[], count: number, limit: Score | null): boolean | null {
    const { freight, lineCount } = this.#problem;
    if (freight === null || freight.step !== 1 || limit === null) {
      return null;
    }
    if (!meetOnlyInWeight(this.#problem, opened, count)) {
      return null;
    }
    const ties = opened.slice(0, count).reduce((sum, node) => sum + tieOf(node), 0);
    this.#weighed ??= new WeighedFilling(this.#problem, freight, this.#steps);
    const mayTie = ties < limit.tie;
    const found = this.#weighed.fill(opened, count, limit.cost, mayTie);
    if (found === true) {
      for (let cell = 0; cell < count * lineCount; cell += 1) {
        this.units[cell] = at(this.#weighed.units, cell);
      }
    }
    return found;
  }

  #fillStraight(opened: readonly number[], count: number, limit: Score | null): boolean {
    const { groupCount, lineCount, linesOf } = this.#problem;
    this.units.fill(0, 0, count * lineCount);
    const contested: number[] = [];
    for (let group = 0; group < groupCount; group += 1) {
      const lines = linesOf[group] as readonly number[];
      if (lines.length > 1 && isContested(this.#problem, group, opened, count)) {
        contested.push(group);
      } else {
        for (const line of lines) {
          this.#fillLine(line, opened, count);
        }
      }
    }
    for (const group of contested) {
      if (!this.#fillTogether([group], opened, count, limit, "stock")) {
        return false;
      }
    }
    if (count === 1 && contested.length === 0) {
      this.#dropBeyondRoom(opened[0] as number);
    } else if (this.#exceedsCapacity(opened, count)) {
      const all = Array.from({ length: groupCount }, (_, group) => group);
      this.units.fill(0, 0, count * lineCount);
      if (!this.#fillTogether(all, opened, count, limit, "room")) {
        return false;
      }
    }
    this.#total(opened, count);
    return limit === null || compareScores(this.score, limit) < 0;
  }

  /** What is filled so far and the opening of all nodes count against the limit. */
  #fillTogether(
    groups: readonly number[],
    opened: readonly number[],
    count: number,
    limit: Score | null,
    by: Coupling,
  ): boolean {
    const { lineCount, openCost, splitPenalty } = this.#problem;
    const { lateDays, unitCost, lineCost } = this.#problem;
    const left = limit === null ? worstScore() : { ...limit };
    left.cost += splitPenalty;
    for (let k = 0; k < count; k += 1) {
      const node = opened[k] as number;
      left.cost -= at(openCost, node);
      left.tie -= tieOf(node);
      for (let line = 0; line < lineCount; line += 1) {
        const units = at(this.units, k * lineCount + line);
        if (units > 0) {
          left.late -= units * at(lateDays, node * lineCount + line);
          left.cost -= units * at(unitCost, node * lineCount + line) + at(lineCost, node);
        }
      }
    }
    return this.#together().fill(groups, opened, count, this.units, by, left);
  }

  /** One node with room for fewer lines keeps those that fill most, then earliest, then cheapest. */
  #dropBeyondRoom(node: number): void {
    const { capacity, lineCount, lateDays, unitCost } = this.#problem;
    const room = at(capacity, node);
    if (room >= lineCount) {
      return;
    }
    const filled = Array.from({ length: lineCount }, (_, line) => line).filter(
      (line) => at(this.units, line) > 0,
    );
    const cell = (line: number) => node * lineCount + line;
    const total = (numbers: Table, line: number) => at(this.units, line) * at(numbers, cell(line));
    filled.sort(
      (a, b) =>
        at(this.units, b) - at(this.units, a) ||
        total(lateDays, a) - total(lateDays, b) ||
        total(unitCost, a) - total(unitCost, b),
    );
    for (const line of filled.slice(room)) {
      this.units[line] = 0;
    }
  }

  #together(): CoupledAssignment {
    this.#coupled ??= new CoupledAssignment(this.#problem, this.#steps);
    return this.#coupled;
  }

  #exceedsCapacity(opened: readonly number[], count: number): boolean {
    const { lineCount, capacity } = this.#problem;
    for (let k = 0; k < count; k += 1) {
      const room = at(capacity, opened[k] as number);
      let used = 0;
      for (let line = 0; room < lineCount && line < lineCount; line += 1) {
        used += at(this.units, k * lineCount + line) > 0 ? 1 : 0;
      }
      if (used > room) {
        return true;
      }
    }
    return false;
  }

  /** Nodes that are earlier go first, all of them; among equally late ones cost chooses. */
  #fillLine(line: number, opened: readonly number[], count: number): void {
    const { lineCount, quantity, lateDays } = this.#problem;
    const ranked = this.#rank(line, opened, count);
    let open = at(quantity, line);
    let from = 0;
    while (open > 0 && from < ranked) {
      const late = at(lateDays, this.#node(opened, from) * lineCount + line);
      let to = from;
      let offered = 0;
      while (to < ranked && at(lateDays, this.#node(opened, to) * lineCount + line) === late) {
        offered += this.#packs(line, opened, to);
        to += 1;
      }
      if (offered > open) {
        this.#pickCheapest(line, opened, from, to, open);
        return;
      }
      for (let rank = from; rank < to; rank += 1) {
        this.#give(rank, line, this.#packs(line, opened, rank));
      }
      open -= offered;
      from = to;
    }
  }

  /** Sort the positions that have units of the line into `#ranked` by lateness, unit cost, node. */
  #rank(line: number, opened: readonly number[], count: number): number {
    const { lineCount, lateDays, unitCost, stock, groupCount, groupOf, multiple } = this.#problem;
    const group = at(groupOf, line);
    let ranked = 0;
    for (let k = 0; k < count; k += 1) {
      const node = opened[k] as number;
      if (at(stock, node * groupCount + group) >= at(multiple, line)) {
        const cell = node * lineCount + line;
        let rank = ranked;
        while (rank > 0) {
          const before = this.#node(opened, rank - 1);
          const beforeCell = before * lineCount + line;
          const order =
            at(lateDays, cell) - at(lateDays, beforeCell) ||
            at(unitCost, cell) - at(unitCost, beforeCell) ||
            node - before;
          if (order >= 0) {
            break;
          }
          this.#ranked[rank] = this.#ranked[rank - 1] as number;
          rank -= 1;
        }
        this.#ranked[rank] = k;
        ranked += 1;
      }
    }
    return ranked;
  }

  #node(opened: readonly number[], rank: number): number {
    return opened[this.#ranked[rank] as number] as number;
  }

  #packs(line: number, opened: readonly number[], rank: number): number {
    const { stock, groupCount, groupOf, multiple, quantity } = this.#problem;
    const units = at(stock, this.#node(opened, rank) * groupCount + at(groupOf, line));
    return wholePacks(Math.min(units, at(quantity, line)), at(multiple, line));
  }

  #give(rank: number, line: number, units: number): void {
    this.units[(this.#ranked[rank] as number) * this.#problem.lineCount + line] = units;
  }

  /**
   * Take `open` units from equally late nodes that together have more, at the least cost.
   *
   * Each node that is used costs a line's handling, so this is a choice of nodes; among the chosen
   * ones the cheaper unit goes first, and only the last is not emptied.
   */
  #pickCheapest(
    line: number,
    opened: readonly number[],
    from: number,
    to: number,
    open: number,
  ): void {
    const { lineCost } = this.#problem;
    const first = at(lineCost, this.#node(opened, from));
    let hasCheapestLine = true;
    for (let rank = from + 1; rank < to; rank += 1) {
      hasCheapestLine &&= first <= at(lineCost, this.#node(opened, rank));
    }
    if (hasCheapestLine && this.#packs(line, opened, from) >= open) {
      this.#give(from, line, open);
      return;
    }
    this.#bestCost = Number.POSITIVE_INFINITY;
    this.#choose(line, opened, from, to, open, 0);
    let left = open;
    for (let rank = from; rank < to; rank += 1) {
      if (this.#bestPicked[rank] === true) {
        const units = Math.min(left, this.#packs(line, opened, rank));
        this.#give(rank, line, units);
        left -= units;
      }
    }
  }

  #choose(
    line: number,
    opened: readonly number[],
    rank: number,
    to: number,
    open: number,
    cost: number,
  ): void {
    this.#steps.taken += 1;
    if (open === 0) {
      if (cost < this.#bestCost) {
        this.#bestCost = cost;
        for (let index = 0; index < to; index += 1) {
          this.#bestPicked[index] = index < rank && this.#picked[index] === true;
        }
      }
      return;
    }
    const isSettled = this.#bestCost < Number.POSITIVE_INFINITY;
    if (rank === to || (isSettled && this.#steps.taken > this.#steps.max)) {
      return;
    }
    const { unitCost, lineCost, lineCount } = this.#problem;
    const node = this.#node(opened, rank);
    const price = at(unitCost, node * lineCount + line);
    if (cost + open * price >= this.#bestCost) {
      return;
    }
    const units = Math.min(open, this.#packs(line, opened, rank));
    this.#picked[rank] = true;
    this.#choose(
      line,
      opened,
      rank + 1,
      to,
      open - units,
      cost + units * price + at(lineCost, node),
    );
    this.#picked[rank] = false;
    this.#choose(line, opened, rank + 1, to, open, cost);
  }

  /** Only nodes that ship a unit are paid for. */
  #total(opened: readonly number[], count: number): void {
    const { lineCount, quantity, lateDays, unitCost, lineCost, openCost, splitPenalty } =
      this.#problem;
    const { score } = this;
    score.unfilled = 0;
    score.late = 0;
    score.cost = 0;
    score.tie = 0;
    for (let line = 0; line < lineCount; line += 1) {
      score.unfilled += at(quantity, line);
    }
    for (let k = 0; k < count; k += 1) {
      const node = opened[k] as number;
      let isUsed = false;
      for (let line = 0; line < lineCount; line += 1) {
        const units = at(this.units, k * lineCount + line);
        if (units > 0) {
          isUsed = true;
          score.unfilled -= units;
          score.late += units * at(lateDays, node * lineCount + line);
          score.cost += units * at(unitCost, node * lineCount + line) + at(lineCost, node);
        }
      }
      if (isUsed) {
        score.cost += at(openCost, node);
        score.tie += tieOf(node);
      }
    }
    // The first shipment is not an extra one.
    score.cost -= score.tie > 0 ? splitPenalty : 0;
  }
}
