import {
  addScore,
  at,
  compareScores,
  type Problem,
  type Score,
  type Table,
  table,
  wholePacks,
} from "./decide-problem";

/** What a line comes to for itself, the node it likes best, and what it loses without that. */
type LineLeast = { readonly least: Score; readonly favourite: number; readonly regret: Score };

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
  /** Lines of a contested group, largest first. */
  readonly #bySize: number[][] = [];
  #isRoomScarce = false;
  #openLines = 0;
  /** By uncontested line, and by which nodes have room: its least, which nothing else changes. */
  readonly #leastOfLine: Map<number, LineLeast>[] = [];
  readonly #joint: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  readonly #single: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  /** By position: open lines that like it best. */
  readonly #wanting: Table;

  constructor(problem: Problem) {
    const { nodeCount, groupCount } = problem;
    this.#problem = problem;
    this.#left = table(nodeCount * groupCount);
    this.#room = table(nodeCount);
    this.#wanted = table(groupCount);
    this.#wanting = table(nodeCount);
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
    this.#openLines = 0;
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
        this.#leastOfLine[line] = new Map();
        this.#openLines += 1;
      }
      if (this.#contested[group] === true) {
        this.#rankForGroup(group);
        this.#bySize[group] = [...lines].sort(
          (a, b) => at(this.#problem.quantity, b) - at(this.#problem.quantity, a),
        );
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
    this.#openLines -= 1;
    this.#wanted[group] = at(this.#wanted, group) - at(this.#problem.quantity, line);
  }

  putBack(line: number): void {
    const group = at(this.#problem.groupOf, line);
    this.#isOpenLine[line] = true;
    this.#openLines += 1;
    this.#wanted[group] = at(this.#wanted, group) + at(this.#problem.quantity, line);
  }

  /** Names the state: same open lines, same units where lines compete, same room. */
  fingerprint(groups: readonly number[]): string {
    const { groupCount, linesOf } = this.#problem;
    let text = "";
    for (const group of groups) {
      for (const line of linesOf[group] as readonly number[]) {
        text += this.#isOpenLine[line] === true ? "1" : "0";
      }
      for (let k = 0; this.#contested[group] === true && k < this.#count; k += 1) {
        text += `,${at(this.#left, k * groupCount + group)}`;
      }
    }
    for (let k = 0; this.#isRoomScarce && k < this.#count; k += 1) {
      // More room than lines is the same as enough.
      text += `.${Math.min(at(this.#room, k), this.#openLines)}`;
    }
    return text;
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
   * come to: each line for itself, or the lines of a contested SKU as one where that is more.
   */
  addLeast(bound: Score, groups: readonly number[], hand: number, units: number): void {
    const { linesOf, groupOf } = this.#problem;
    let roomy = 0;
    for (let k = 0; k < this.#count; k += 1) {
      roomy += at(this.#room, k) < 1 ? 0 : 2 ** k;
    }
    this.#wanting.fill(0);
    for (const group of groups) {
      if (this.#contested[group] === true) {
        const isOfHand = hand >= 0 && at(groupOf, hand) === group;
        this.#addContested(bound, group, isOfHand ? units : 0);
      } else {
        for (const line of linesOf[group] as readonly number[]) {
          if (this.#isOpenLine[line] === true) {
            const { least, favourite } = this.#lineLeast(line, roomy);
            addScore(bound, least);
            if (favourite >= 0) {
              this.#wanting[favourite] = at(this.#wanting, favourite) + 1;
            }
          }
        }
      }
    }
    for (let k = 0; this.#isRoomScarce && k < this.#count; k += 1) {
      const paying = at(this.#wanting, k) - at(this.#room, k);
      if (paying > 0) {
        this.#addRegrets(bound, groups, k, paying, roomy);
      }
    }
  }

  /** More lines like the node best than it has room for: some pay for the next one. */
  #addRegrets(
    bound: Score,
    groups: readonly number[],
    k: number,
    paying: number,
    roomy: number,
  ): void {
    const regrets: Score[] = [];
    for (const group of groups) {
      for (const line of this.#problem.linesOf[group] as readonly number[]) {
        if (this.#contested[group] !== true && this.#isOpenLine[line] === true) {
          const { favourite, regret } = this.#lineLeast(line, roomy);
          if (favourite === k) {
            regrets.push(regret);
          }
        }
      }
    }
    regrets.sort(compareScores);
    for (let index = 0; index < paying; index += 1) {
      addScore(bound, regrets[index] as Score);
    }
  }

  #lineLeast(line: number, roomy: number): LineLeast {
    const known = this.#leastOfLine[line] as Map<number, LineLeast>;
    const met = known.get(roomy);
    if (met !== undefined) {
      return met;
    }
    const least: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
    const regret: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
    const favourite = this.#fillLine(least, line, -1);
    if (this.#isRoomScarce && favourite >= 0) {
      this.#fillLine(regret, line, favourite);
      regret.unfilled -= least.unfilled;
      regret.late -= least.late;
      regret.cost -= least.cost;
    }
    const found = { least, favourite, regret };
    known.set(roomy, found);
    return found;
  }

  /** A line with all to itself but the node `without`; returns the first node it takes from. */
  #fillLine(least: Score, line: number, without: number): number {
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

  #addContested(bound: Score, group: number, units: number): void {
    const single = this.#single;
    single.unfilled = 0;
    single.late = 0;
    single.cost = 0;
    for (const line of this.#bySize[group] as readonly number[]) {
      if (this.#isOpenLine[line] === true) {
        this.#fillLine(single, line, -1);
      }
    }
    this.#fillGroup(group, units);
    addScore(bound, compareScores(single, this.#joint) < 0 ? this.#joint : single);
  }

  /** The lines of a SKU as one: the best units that are left, and handling for the lines touched. */
  #fillGroup(group: number, units: number): void {
    const { groupCount, quantity, lineCost } = this.#problem;
    const joint = this.#joint;
    joint.unfilled = at(this.#wanted, group) + units;
    joint.late = 0;
    joint.cost = 0;
    let filled = -units;
    let handling = Number.POSITIVE_INFINITY;
    for (const k of this.#rankedForGroup[group] as readonly number[]) {
      const cell = k * groupCount + group;
      const left = at(this.#room, k) < 1 ? 0 : at(this.#left, cell);
      if (left > 0) {
        const taken = Math.min(left, joint.unfilled);
        filled += taken;
        joint.unfilled -= taken;
        joint.late += taken * at(this.#groupLate, cell);
        joint.cost += taken * at(this.#groupCost, cell);
        handling = Math.min(handling, at(lineCost, this.#opened[k] as number));
      }
    }
    for (const line of this.#bySize[group] as readonly number[]) {
      if (filled > 0 && this.#isOpenLine[line] === true) {
        joint.cost += handling;
        filled -= at(quantity, line);
      }
    }
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
