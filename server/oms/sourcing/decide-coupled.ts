import type { StepCount } from "./decide-assignment";
import { at, type Problem, type Score, tieOf, wholePacks } from "./decide-problem";

/**
 * How the lines of a block are split.
 *
 * - `alone`: nobody after it wants its units. Of the nodes it uses, all but the dearest are emptied.
 * - `run`: lines of one SKU with one pack size. Some best filling is a corner of a transportation
 *   polytope: the used cells form trees, and in some order of the lines each one empties all the
 *   nodes it uses but one. So all orders are tried, with each choice of that one.
 * - `mixed`: a line of a larger pack before others of its SKU. Any number of packs may be best.
 */
type Block = {
  readonly kind: "alone" | "run" | "mixed";
  readonly group: number;
  readonly lines: readonly number[];
};

/** Lines that want the same scarce units or the last room of a node, filled together: exact. */
export class CoupledAssignment {
  readonly #problem: Problem;
  readonly #steps: StepCount;

  #opened: readonly number[] = [];
  #count = 0;
  #blocks: Block[] = [];
  /** [position × groups + group] units not yet given. */
  readonly #left: Float64Array;
  /** By group: units wanted by lines not yet filled, and units left for them. */
  readonly #wanted: Float64Array;
  readonly #offered: Float64Array;
  /** By position: lines that it can still take. */
  readonly #room: Float64Array;
  readonly #isDone: boolean[] = [];
  /** By line: positions by lateness, unit cost, node. */
  readonly #ranked: number[][] = [];
  /** By line: the least it can add to each part of a score, if no other line were there. */
  readonly #least: Score[] = [];
  readonly #units: Float64Array;
  readonly #best: Float64Array;
  #unfilled = 0;
  #late = 0;
  #cost = 0;
  /** Filled so well until now; a filling has to be better, or as good while `#mayTie`. */
  #limit: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  #mayTie = false;
  #isFound = false;

  constructor(problem: Problem, steps: StepCount) {
    const { nodeCount, lineCount, groupCount } = problem;
    this.#problem = problem;
    this.#steps = steps;
    this.#left = new Float64Array(nodeCount * groupCount);
    this.#wanted = new Float64Array(groupCount);
    this.#offered = new Float64Array(groupCount);
    this.#room = new Float64Array(nodeCount);
    this.#units = new Float64Array(nodeCount * lineCount);
    this.#best = new Float64Array(nodeCount * lineCount);
  }

  /**
   * Fill `lines` from the nodes and write the units into `target`.
   *
   * @param limit score of a whole plan to beat; only for all lines at once
   * @returns false when the limit was not beaten
   */
  fill(
    lines: readonly number[],
    opened: readonly number[],
    count: number,
    target: Float64Array,
    respectsCapacity: boolean,
    limit: Score | null,
  ): boolean {
    const { lineCount, capacity } = this.#problem;
    this.#opened = opened;
    this.#count = count;
    for (let k = 0; k < count; k += 1) {
      this.#room[k] = respectsCapacity
        ? at(capacity, opened[k] as number)
        : Number.POSITIVE_INFINITY;
    }
    this.#prepare(lines);
    this.#setLimit(limit);
    this.#isFound = false;
    this.#unfilled = 0;
    this.#late = 0;
    this.#cost = 0;
    this.#units.fill(0, 0, count * lineCount);
    this.#nextLine(0, 0);
    for (const line of lines) {
      for (let k = 0; this.#isFound && k < count; k += 1) {
        target[k * lineCount + line] = at(this.#best, k * lineCount + line);
      }
    }
    return this.#isFound;
  }

  /** A plan's limit less what its nodes cost to open is a limit for the lines. */
  #setLimit(limit: Score | null): void {
    if (limit === null) {
      this.#limit = { unfilled: Number.POSITIVE_INFINITY, late: 0, cost: 0, tie: 0 };
      this.#mayTie = false;
      return;
    }
    const { openCost, splitPenalty } = this.#problem;
    let cost = limit.cost + splitPenalty;
    let tie = 0;
    for (let k = 0; k < this.#count; k += 1) {
      cost -= at(openCost, this.#opened[k] as number);
      tie += tieOf(this.#opened[k] as number);
    }
    this.#limit = { unfilled: limit.unfilled, late: limit.late, cost, tie: 0 };
    this.#mayTie = tie < limit.tie;
  }

  #prepare(lines: readonly number[]): void {
    const { stock, groupCount, groupOf, linesOf, quantity } = this.#problem;
    this.#blocks = [];
    const groups = new Set(lines.map((line) => at(groupOf, line)));
    for (const group of groups) {
      const members = linesOf[group] as readonly number[];
      this.#wanted[group] = 0;
      this.#offered[group] = 0;
      for (const line of members) {
        this.#wanted[group] = at(this.#wanted, group) + at(quantity, line);
      }
      let isContested = false;
      for (let k = 0; k < this.#count; k += 1) {
        const units = at(stock, (this.#opened[k] as number) * groupCount + group);
        this.#left[k * groupCount + group] = units;
        this.#offered[group] = at(this.#offered, group) + units;
        isContested ||= units > 0 && units < at(this.#wanted, group);
      }
      if (!isContested) {
        // Each node has all or nothing: no line can take what another one needs.
        this.#offered[group] = Number.POSITIVE_INFINITY;
      }
      this.#blocks.push(...blocksOf(this.#problem, group, isContested));
    }
    for (const line of lines) {
      this.#isDone[line] = false;
      this.#ranked[line] = this.#rank(line);
      this.#least[line] = this.#leastOf(line);
    }
  }

  #rank(line: number): number[] {
    const { lineCount, lateDays, unitCost } = this.#problem;
    const positions = Array.from({ length: this.#count }, (_, k) => k);
    const cell = (k: number) => (this.#opened[k] as number) * lineCount + line;
    return positions.sort(
      (a, b) =>
        at(lateDays, cell(a)) - at(lateDays, cell(b)) ||
        at(unitCost, cell(a)) - at(unitCost, cell(b)) ||
        (this.#opened[a] as number) - (this.#opened[b] as number),
    );
  }

  /** The line with all stock and room to itself, and one line's handling. */
  #leastOf(line: number): Score {
    const { quantity, lineCount, lateDays, unitCost, lineCost } = this.#problem;
    const least: Score = { unfilled: at(quantity, line), late: 0, cost: 0, tie: 0 };
    let handling = Number.POSITIVE_INFINITY;
    for (const k of this.#ranked[line] as number[]) {
      const cell = (this.#opened[k] as number) * lineCount + line;
      const units = Math.min(least.unfilled, this.#packsLeft(k, line));
      if (units > 0) {
        least.unfilled -= units;
        least.late += units * at(lateDays, cell);
        least.cost += units * at(unitCost, cell);
      }
      if (this.#packsLeft(k, line) > 0) {
        handling = Math.min(handling, at(lineCost, this.#opened[k] as number));
      }
    }
    least.cost += least.unfilled < at(quantity, line) ? handling : 0;
    return least;
  }

  #packsLeft(k: number, line: number): number {
    const { groupCount, groupOf, multiple } = this.#problem;
    return wholePacks(at(this.#left, k * groupCount + at(groupOf, line)), at(multiple, line));
  }

  /** Can what is filled so far, completed in the best conceivable way, still win? */
  #isHopeless(openBlock: number): boolean {
    const bound: Score = {
      unfilled: this.#unfilled,
      late: this.#late,
      cost: this.#cost,
      tie: 0,
    };
    for (let index = openBlock; index < this.#blocks.length; ) {
      const { group } = this.#blocks[index] as Block;
      const least: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
      for (; this.#blocks[index]?.group === group; index += 1) {
        for (const line of (this.#blocks[index] as Block).lines) {
          if (this.#isDone[line] === false) {
            add(least, this.#least[line] as Score);
          }
        }
      }
      add(bound, this.#isShort(group, least) ? this.#leastOfShort(group) : least);
    }
    const limit = this.#limit;
    const behind =
      bound.unfilled - limit.unfilled || bound.late - limit.late || bound.cost - limit.cost;
    return behind > 0 || (behind === 0 && !this.#mayTie);
  }

  #isShort(group: number, least: Score): boolean {
    return at(this.#wanted, group) - at(this.#offered, group) > least.unfilled;
  }

  /** With less on offer than wanted, the least that stays open leaves no unit behind. */
  #leastOfShort(group: number): Score {
    const { groupCount, lineCount, linesOf, lateDays, unitCost } = this.#problem;
    const least: Score = {
      unfilled: at(this.#wanted, group) - at(this.#offered, group),
      late: 0,
      cost: 0,
      tie: 0,
    };
    for (let k = 0; k < this.#count; k += 1) {
      const units = at(this.#left, k * groupCount + group);
      let late = Number.POSITIVE_INFINITY;
      let cost = Number.POSITIVE_INFINITY;
      for (const line of linesOf[group] as readonly number[]) {
        const cell = (this.#opened[k] as number) * lineCount + line;
        late = Math.min(late, at(lateDays, cell));
        cost = Math.min(cost, at(unitCost, cell));
      }
      least.late += units * late;
      least.cost += units * cost;
    }
    return least;
  }

  #nextLine(block: number, done: number): void {
    this.#steps.taken += 1;
    if (this.#steps.taken > this.#steps.max && this.#isFound) {
      return;
    }
    if (this.#isHopeless(block)) {
      return;
    }
    const current = this.#blocks[block];
    if (current === undefined) {
      this.#keep();
      return;
    }
    for (const line of current.lines) {
      if (this.#isDone[line] === false) {
        this.#isDone[line] = true;
        const isLast = done + 1 === current.lines.length;
        const onFilled = isLast
          ? () => this.#nextLine(block + 1, 0)
          : () => this.#nextLine(block, done + 1);
        this.#split(line, current.kind, onFilled);
        this.#isDone[line] = false;
      }
    }
  }

  #keep(): void {
    this.#best.set(this.#units.subarray(0, this.#count * this.#problem.lineCount));
    this.#limit = { unfilled: this.#unfilled, late: this.#late, cost: this.#cost, tie: 0 };
    this.#mayTie = false;
    this.#isFound = true;
  }

  /** Try each way in which a best filling may split the line over the nodes. */
  #split(line: number, kind: Block["kind"], onFilled: () => void): void {
    const { quantity, groupOf } = this.#problem;
    const group = at(groupOf, line);
    const ranked = this.#ranked[line] as number[];
    this.#wanted[group] = at(this.#wanted, group) - at(quantity, line);

    const close = (open: number) => {
      this.#unfilled += open;
      onFilled();
      this.#unfilled -= open;
    };
    const visit = (rank: number, open: number, partial: number) => {
      this.#steps.taken += 1;
      const k = ranked[rank];
      if (open === 0 || k === undefined) {
        if (partial < 0) {
          close(open);
        } else if (open > 0 && open < this.#packsLeft(partial, line)) {
          this.#give(partial, line, open, () => close(0));
        }
        return;
      }
      const units = Math.min(open, this.#packsLeft(k, line));
      if (units > 0 && at(this.#room, k) >= 1) {
        if (kind === "mixed") {
          for (let part = units; part > 0; part -= at(this.#problem.multiple, line)) {
            this.#give(k, line, part, () => visit(rank + 1, open - part, partial));
          }
        } else if (kind === "alone" || this.#packsLeft(k, line) <= open) {
          this.#give(k, line, units, () => visit(rank + 1, open - units, partial));
        }
        if (kind === "run" && partial < 0) {
          visit(rank + 1, open, k);
        }
      }
      visit(rank + 1, open, partial);
    };
    visit(0, at(quantity, line), -1);
    this.#wanted[group] = at(this.#wanted, group) + at(quantity, line);
  }

  /** Give units, go on, take them back. */
  #give(k: number, line: number, units: number, andThen: () => void): void {
    const { lineCount, groupCount, groupOf, lateDays, unitCost, lineCost } = this.#problem;
    const node = this.#opened[k] as number;
    const group = at(groupOf, line);
    const stockCell = k * groupCount + group;
    const late = units * at(lateDays, node * lineCount + line);
    const cost = units * at(unitCost, node * lineCount + line) + at(lineCost, node);

    this.#units[k * lineCount + line] = units;
    this.#left[stockCell] = at(this.#left, stockCell) - units;
    this.#offered[group] = at(this.#offered, group) - units;
    this.#room[k] = at(this.#room, k) - 1;
    this.#late += late;
    this.#cost += cost;
    andThen();
    this.#cost -= cost;
    this.#late -= late;
    this.#room[k] = at(this.#room, k) + 1;
    this.#offered[group] = at(this.#offered, group) + units;
    this.#left[stockCell] = at(this.#left, stockCell) + units;
    this.#units[k * lineCount + line] = 0;
  }
}

function add(sum: Score, part: Score): void {
  sum.unfilled += part.unfilled;
  sum.late += part.late;
  sum.cost += part.cost;
}

/** Larger packs first, so that what they leave is split by the smallest. */
function blocksOf(problem: Problem, group: number, isContested: boolean): Block[] {
  const members = problem.linesOf[group] as readonly number[];
  if (!isContested) {
    return members.map((line) => ({ kind: "alone", group, lines: [line] }));
  }
  const bySize = [...members].sort(
    (a, b) => at(problem.multiple, b) - at(problem.multiple, a) || a - b,
  );
  const smallest = at(problem.multiple, bySize.at(-1) as number);
  const run = bySize.filter((line) => at(problem.multiple, line) === smallest);
  const larger = bySize.slice(0, bySize.length - run.length);
  return [
    ...larger.map((line): Block => ({ kind: "mixed", group, lines: [line] })),
    { kind: run.length === 1 ? "alone" : "run", group, lines: run },
  ];
}
