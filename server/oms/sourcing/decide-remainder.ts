import { at, type Problem, type Score, type Table, table, wholePacks } from "./decide-problem";

/**
 * What is still to be filled from a set of open nodes, and what they still have: the state in which
 * lines that meet are filled together, with the least that the rest must come to.
 *
 * Nodes are named by their position in the set.
 */
export class Remainder {
  readonly #problem: Problem;
  #opened: readonly number[] = [];
  #count = 0;
  /** [position × groups + group] units not yet given. */
  readonly #left: Table;
  /** By position: lines that it can still take. */
  readonly #room: Table;
  /** By group: units wanted by lines not yet taken up, and whether lines compete for them. */
  readonly #wanted: Table;
  readonly #contested: boolean[] = [];
  readonly #isOpenLine: boolean[] = [];
  /** Positions by lateness, unit cost, node: per line, and per group by the least of its lines. */
  readonly #rankedForLine: number[][] = [];
  readonly #rankedForGroup: number[][] = [];
  readonly #groupLate: Table;
  readonly #groupCost: Table;
  #isRoomScarce = false;

  constructor(problem: Problem) {
    const { nodeCount, groupCount } = problem;
    this.#problem = problem;
    this.#left = table(nodeCount * groupCount);
    this.#room = table(nodeCount);
    this.#wanted = table(groupCount);
    this.#groupLate = table(nodeCount * groupCount);
    this.#groupCost = table(nodeCount * groupCount);
  }

  /** Begin with all stock, and with room where it counts, for all lines of these groups. */
  start(
    groups: readonly number[],
    opened: readonly number[],
    count: number,
    respectsCapacity: boolean,
  ): void {
    const { capacity, groupQuantity, groupCount, lineCount, linesOf, stock } = this.#problem;
    this.#opened = opened;
    this.#count = count;
    this.#isRoomScarce = false;
    for (let k = 0; k < count; k += 1) {
      const room = respectsCapacity ? at(capacity, opened[k] as number) : lineCount;
      this.#room[k] = Math.min(room, lineCount);
      this.#isRoomScarce ||= room < lineCount;
    }
    this.#isOpenLine.fill(false);
    for (const group of groups) {
      let isContested = false;
      this.#wanted[group] = at(groupQuantity, group);
      for (let k = 0; k < count; k += 1) {
        const units = at(stock, (opened[k] as number) * groupCount + group);
        this.#left[k * groupCount + group] = units;
        isContested ||= units > 0 && units < at(groupQuantity, group);
      }
      const lines = linesOf[group] as readonly number[];
      this.#contested[group] = isContested && lines.length > 1;
      for (const line of lines) {
        this.#isOpenLine[line] = true;
        this.#rankedForLine[line] = this.#rankForLine(line);
      }
      if (this.#contested[group] === true) {
        this.#rankForGroup(group);
      }
    }
  }

  /** Do lines of the SKU compete for units? Where each node has all or nothing they do not. */
  isContested(group: number): boolean {
    return this.#contested[group] === true;
  }

  isOpen(line: number): boolean {
    return this.#isOpenLine[line] === true;
  }

  ranked(line: number): readonly number[] {
    return this.#rankedForLine[line] as readonly number[];
  }

  /** Units in whole packs that a node still has for a line; 0 without room for one more line. */
  packs(k: number, line: number): number {
    const { groupCount, groupOf, multiple } = this.#problem;
    return at(this.#room, k) < 1
      ? 0
      : wholePacks(at(this.#left, k * groupCount + at(groupOf, line)), at(multiple, line));
  }

  takeUp(line: number): void {
    const group = at(this.#problem.groupOf, line);
    this.#isOpenLine[line] = false;
    this.#wanted[group] = at(this.#wanted, group) - at(this.#problem.quantity, line);
  }

  putBack(line: number): void {
    const group = at(this.#problem.groupOf, line);
    this.#isOpenLine[line] = true;
    this.#wanted[group] = at(this.#wanted, group) + at(this.#problem.quantity, line);
  }

  /** Give a line units of a node; negative units take them back. */
  give(k: number, line: number, units: number): void {
    const { groupCount, groupOf } = this.#problem;
    const cell = k * groupCount + at(groupOf, line);
    this.#left[cell] = at(this.#left, cell) - units;
    this.#room[k] = at(this.#room, k) - Math.sign(units);
  }

  /**
   * Add the least that the open lines of these groups, and `units` more of the line at hand, can
   * come to: each line for itself, or the lines of a contested SKU as one, whichever is more.
   */
  addLeast(bound: Score, groups: readonly number[], hand: number, units: number): void {
    const { linesOf, groupOf } = this.#problem;
    for (const group of groups) {
      const least: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
      for (const line of linesOf[group] as readonly number[]) {
        if (this.#isOpenLine[line] === true) {
          this.#addLine(least, line, -1);
        }
      }
      if (this.#contested[group] === true) {
        const joint = this.#leastOfGroup(
          group,
          hand >= 0 && at(groupOf, hand) === group ? units : 0,
        );
        addScore(bound, isLess(least, joint) ? joint : least);
      } else {
        addScore(bound, least);
      }
    }
    if (this.#isRoomScarce) {
      this.#addRegret(bound, groups);
    }
  }

  /** A line with all that is left to itself; `without` is the position of a node it may not use. */
  #addLine(least: Score, line: number, without: number): number {
    const { quantity, lineCount, lateDays, unitCost, lineCost } = this.#problem;
    let open = at(quantity, line);
    let handling = Number.POSITIVE_INFINITY;
    let first = -1;
    for (const k of this.#rankedForLine[line] as readonly number[]) {
      const packs = k === without ? 0 : this.packs(k, line);
      if (packs > 0) {
        const node = this.#opened[k] as number;
        const cell = node * lineCount + line;
        const units = Math.min(open, packs);
        open -= units;
        least.late += units * at(lateDays, cell);
        least.cost += units * at(unitCost, cell);
        handling = Math.min(handling, at(lineCost, node));
        first = first < 0 ? k : first;
      }
    }
    least.unfilled += open;
    least.cost += open < at(quantity, line) ? handling : 0;
    return first;
  }

  /** Where more lines like a node best than it has room for, some have to pay for the next one. */
  #addRegret(bound: Score, groups: readonly number[]): void {
    const { linesOf } = this.#problem;
    const regrets: Score[][] = [];
    for (const group of groups) {
      for (const line of linesOf[group] as readonly number[]) {
        if (this.#isOpenLine[line] === true && this.#contested[group] !== true) {
          const best: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
          const next: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
          const favourite = this.#addLine(best, line, -1);
          if (favourite >= 0) {
            this.#addLine(next, line, favourite);
            next.unfilled -= best.unfilled;
            next.late -= best.late;
            next.cost -= best.cost;
            regrets[favourite] ??= [];
            regrets[favourite].push(next);
          }
        }
      }
    }
    regrets.forEach((wanting, k) => {
      const paying = wanting.length - at(this.#room, k);
      if (paying > 0) {
        wanting.sort((a, b) => (isLess(a, b) ? -1 : 1));
        for (const regret of wanting.slice(0, paying)) {
          if (isLess(NOTHING, regret)) {
            addScore(bound, regret);
          }
        }
      }
    });
  }

  /** The lines of a SKU as one: the best units that are left, and handling for the lines touched. */
  #leastOfGroup(group: number, units: number): Score {
    const { groupCount, linesOf, quantity, lineCost } = this.#problem;
    const wanted = at(this.#wanted, group) + units;
    const least: Score = { unfilled: wanted, late: 0, cost: 0, tie: 0 };
    let handling = Number.POSITIVE_INFINITY;
    for (const k of this.#rankedForGroup[group] as readonly number[]) {
      const cell = k * groupCount + group;
      const left = at(this.#room, k) < 1 ? 0 : at(this.#left, cell);
      if (left > 0) {
        const taken = Math.min(left, least.unfilled);
        least.unfilled -= taken;
        least.late += taken * at(this.#groupLate, cell);
        least.cost += taken * at(this.#groupCost, cell);
        handling = Math.min(handling, at(lineCost, this.#opened[k] as number));
      }
    }
    const sizes = (linesOf[group] as readonly number[])
      .filter((line) => this.#isOpenLine[line] === true)
      .map((line) => at(quantity, line))
      .sort((a, b) => b - a);
    let filled = wanted - least.unfilled - units;
    for (const size of sizes) {
      if (filled > 0) {
        least.cost += handling;
        filled -= size;
      }
    }
    return least;
  }

  #rankForLine(line: number): number[] {
    const { lineCount, lateDays, unitCost } = this.#problem;
    return this.#rank(
      (k) => at(lateDays, (this.#opened[k] as number) * lineCount + line),
      (k) => at(unitCost, (this.#opened[k] as number) * lineCount + line),
    );
  }

  #rankForGroup(group: number): void {
    const { lineCount, groupCount, linesOf, lateDays, unitCost } = this.#problem;
    for (let k = 0; k < this.#count; k += 1) {
      let late = Number.POSITIVE_INFINITY;
      let cost = Number.POSITIVE_INFINITY;
      for (const line of linesOf[group] as readonly number[]) {
        const cell = (this.#opened[k] as number) * lineCount + line;
        late = Math.min(late, at(lateDays, cell));
        cost = Math.min(cost, at(unitCost, cell));
      }
      this.#groupLate[k * groupCount + group] = late;
      this.#groupCost[k * groupCount + group] = cost;
    }
    this.#rankedForGroup[group] = this.#rank(
      (k) => at(this.#groupLate, k * groupCount + group),
      (k) => at(this.#groupCost, k * groupCount + group),
    );
  }

  #rank(late: (k: number) => number, cost: (k: number) => number): number[] {
    return Array.from({ length: this.#count }, (_, k) => k).sort(
      (a, b) =>
        late(a) - late(b) ||
        cost(a) - cost(b) ||
        (this.#opened[a] as number) - (this.#opened[b] as number),
    );
  }
}

const NOTHING: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };

const isLess = (a: Score, b: Score): boolean =>
  (a.unfilled - b.unfilled || a.late - b.late || a.cost - b.cost) < 0;

export function addScore(sum: Score, part: Score): void {
  sum.unfilled += part.unfilled;
  sum.late += part.late;
  sum.cost += part.cost;
}
