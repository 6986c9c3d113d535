import type { StepCount } from "./decide-assignment";
import {
  at,
  leastSurplusOf,
  type Problem,
  type Score,
  surplusOf,
  type Table,
  table,
} from "./decide-problem";
import { Remainder } from "./decide-remainder";

/**
 * How the lines of a block are split.
 *
 * - `alone`: nobody after it wants its units. Of the nodes it uses, all but the dearest are emptied.
 * - `run`: lines of one SKU with one pack size. Some best filling is a corner of a transportation
 *   polytope: the used cells form trees, and in some order of the lines each one empties all the
 *   nodes it uses but one. So all orders are tried, with each choice of that one.
 * - `mixed`: a line of a larger pack before others of its SKU, or any line where the weight of a
 *   shipment decides about its price. Any number of packs may be best.
 */
type Block = { readonly kind: "alone" | "run" | "mixed"; readonly lines: readonly number[] };

/**
 * What lines meet in: the units of one SKU, the room of the nodes, or both and the weight of the
 * shipments.
 */
export type Coupling = "stock" | "room" | "weighed";

/** Lines that want the same scarce units or the last room of a node, filled together: exact. */
export class CoupledAssignment {
  readonly #problem: Problem;
  readonly #steps: StepCount;
  readonly #remainder: Remainder;
  #opened: readonly number[] = [];
  #count = 0;
  #groups: readonly number[] = [];
  #blocks: Block[] = [];
  readonly #units: Table;
  readonly #best: Table;
  /** Of the units given so far. */
  readonly #sum: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  /** Filled so well until now. A filling has to be better, or as good while `#mayTie`. */
  readonly #limit: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  readonly #bound: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  #mayTie = false;
  #isFound = false;
  readonly #met = new Map<string, Score>();
  #isWeighed = false;
  /** By position: units that it gives so far, and what they weigh. */
  readonly #given: Table;
  readonly #grams: Table;

  constructor(problem: Problem, steps: StepCount) {
    const cells = problem.nodeCount * problem.lineCount;
    this.#problem = problem;
    this.#steps = steps;
    this.#remainder = new Remainder(problem);
    this.#units = table(cells);
    this.#best = table(cells);
    this.#given = table(problem.nodeCount);
    this.#grams = table(problem.nodeCount);
  }

  /**
   * Fill all lines of these groups from the nodes and write the units into `target`.
   *
   * @param limit what the lines have to stay below, opening costs left out; with a `tie` above 0 an
   *   equal filling will do
   * @returns false when the limit cannot be kept
   */
  fill(
    groups: readonly number[],
    opened: readonly number[],
    count: number,
    target: Table,
    by: Coupling,
    limit: Score,
  ): boolean {
    const { lineCount, linesOf } = this.#problem;
    this.#opened = opened;
    this.#count = count;
    this.#groups = groups;
    this.#isWeighed = by === "weighed";
    this.#remainder.start(groups, opened, count, by !== "stock");
    this.#blocks = this.#isWeighed
      ? this.#byChoice()
      : groups.flatMap((group) =>
          blocksOf(this.#problem, group, this.#remainder.isContested(group)),
        );
    this.#given.fill(0, 0, count);
    this.#grams.fill(0, 0, count);
    this.#units.fill(0, 0, count * lineCount);
    set(this.#sum, 0, 0, 0);
    set(this.#limit, limit.unfilled, limit.late, limit.cost);
    this.#mayTie = limit.tie > 0;
    this.#isFound = false;
    this.#met.clear();
    this.#nextLine(0);
    for (const group of this.#isFound ? groups : []) {
      for (const line of linesOf[group] as readonly number[]) {
        for (let k = 0; k < count; k += 1) {
          target[k * lineCount + line] = at(this.#best, k * lineCount + line);
        }
      }
    }
    return this.#isFound;
  }

  /** Lines that can come from one node only stand first: they settle weights without a choice. */
  #byChoice(): Block[] {
    const { lineCount, quantity, multiple } = this.#problem;
    const choices = Array.from({ length: lineCount }, (_, line) => {
      const givers = this.#remainder
        .ranked(line)
        .filter((k) => this.#remainder.packs(k, line) > 0).length;
      return { line, givers, packs: at(quantity, line) / at(multiple, line) };
    });
    return choices
      .sort((a, b) => a.givers - b.givers || b.packs - a.packs || a.line - b.line)
      .map(({ line }) => ({ kind: "mixed", lines: [line] }));
  }

  /** Take up each line that may be next: of a run any, else the first. */
  #nextLine(from: number): void {
    this.#steps.taken += 1;
    if (this.#isHopeless(-1, 0) || this.#isMet()) {
      return;
    }
    let index = from;
    while (this.#isDone(this.#blocks[index])) {
      index += 1;
    }
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#keep();
      return;
    }
    for (const line of block.lines) {
      if (this.#remainder.isOpen(line)) {
        this.#remainder.takeUp(line);
        this.#split(line, block.kind, index, 0, at(this.#problem.quantity, line), -1);
        this.#remainder.putBack(line);
      }
    }
  }

  /** The same lines and units were left before, with no more spent on those that are done. */
  #isMet(): boolean {
    const left = `${this.#remainder.fingerprint(this.#groups)}${this.#weights()}`;
    const { unfilled, late, cost } = this.#sum;
    const met = this.#met.get(left);
    if (met !== undefined) {
      const behind = unfilled - met.unfilled || late - met.late || cost - met.cost;
      if (behind >= 0) {
        return true;
      }
    }
    this.#met.set(left, { ...this.#sum });
    return false;
  }

  /** Names what the nodes' shipments weigh so far, where that counts. */
  #weights(): string {
    let text = "";
    for (let k = 0; this.#isWeighed && k < this.#count; k += 1) {
      text += at(this.#given, k) > 0 ? `;${at(this.#grams, k)}` : ";";
    }
    return text;
  }

  #isDone(block: Block | undefined): boolean {
    return block !== undefined && !block.lines.some((line) => this.#remainder.isOpen(line));
  }

  /**
   * Try each way in which a best filling may split the rest of a line over its nodes from `rank` on.
   *
   * @param partial position of the one node of a run's line that is not emptied; −1 = not chosen
   */
  #split(
    line: number,
    kind: Block["kind"],
    block: number,
    rank: number,
    open: number,
    partial: number,
  ): void {
    this.#steps.taken += 1;
    const k = this.#remainder.ranked(line)[rank];
    if (open === 0 || k === undefined) {
      this.#close(line, block, open, partial);
      return;
    }
    if (kind !== "alone" && this.#isHopeless(line, open)) {
      return;
    }
    const packs = this.#remainder.packs(k, line);
    if (packs > 0) {
      const most = Math.min(open, packs);
      if (kind === "mixed") {
        for (let units = most; units > 0; units -= at(this.#problem.multiple, line)) {
          this.#give(k, line, units);
          this.#split(line, kind, block, rank + 1, open - units, partial);
          this.#give(k, line, -units);
        }
      } else if (kind === "alone" || packs <= open) {
        this.#give(k, line, most);
        this.#split(line, kind, block, rank + 1, open - most, partial);
        this.#give(k, line, -most);
      }
      if (kind === "run" && partial < 0) {
        this.#split(line, kind, block, rank + 1, open, k);
      }
    }
    this.#split(line, kind, block, rank + 1, open, partial);
  }

  /** The line is settled but for the units that its partial node gives, or that stay open. */
  #close(line: number, block: number, open: number, partial: number): void {
    if (partial < 0) {
      this.#sum.unfilled += open;
      this.#nextLine(block);
      this.#sum.unfilled -= open;
    } else if (open > 0 && open < this.#remainder.packs(partial, line)) {
      this.#give(partial, line, open);
      this.#nextLine(block);
      this.#give(partial, line, -open);
    }
  }

  /** Give a line units of a node; negative units take them back. */
  #give(k: number, line: number, units: number): void {
    const { lineCount, lateDays, unitCost, lineCost } = this.#problem;
    const node = this.#opened[k] as number;
    const cell = node * lineCount + line;
    this.#units[k * lineCount + line] = Math.max(0, units);
    this.#remainder.give(k, line, units);
    this.#sum.late += units * at(lateDays, cell);
    this.#sum.cost += units * at(unitCost, cell) + Math.sign(units) * at(lineCost, node);
    this.#given[k] = at(this.#given, k) + units;
    this.#grams[k] = at(this.#grams, k) + units * (this.#problem.freight?.gramsPerUnit[line] ?? 0);
  }

  /** The least that the shipments come to above the lines, with what the open lines may add to them. */
  #surplus(hand: number, units: number): number {
    const { lineCount, freight, quantity } = this.#problem;
    let surplus = 0;
    for (let k = 0; this.#isWeighed && freight !== null && k < this.#count; k += 1) {
      const grams = at(this.#grams, k);
      let more = 0;
      for (let line = 0; line < lineCount; line += 1) {
        const wanted = line === hand ? units : at(quantity, line);
        if (line === hand || this.#remainder.isOpen(line)) {
          more += Math.min(wanted, this.#remainder.packs(k, line)) * at(freight.gramsPerUnit, line);
        }
      }
      if (at(this.#given, k) > 0) {
        const node = this.#opened[k] as number;
        surplus +=
          more === 0
            ? surplusOf(freight, node, grams)
            : leastSurplusOf(freight, node, grams, grams + more);
      }
    }
    return surplus;
  }

  #keep(): void {
    const cells = this.#count * this.#problem.lineCount;
    for (let cell = 0; cell < cells; cell += 1) {
      this.#best[cell] = at(this.#units, cell);
    }
    set(this.#limit, this.#sum.unfilled, this.#sum.late, this.#sum.cost + this.#surplus(-1, 0));
    this.#mayTie = false;
    this.#isFound = true;
  }

  /** Can what is filled so far, completed in the best conceivable way, no longer win? */
  #isHopeless(hand: number, units: number): boolean {
    const mayStop = this.#isFound || this.#limit.unfilled < Number.POSITIVE_INFINITY;
    if (mayStop && this.#steps.taken > this.#steps.max) {
      return true;
    }
    const bound = this.#bound;
    set(bound, this.#sum.unfilled, this.#sum.late, this.#sum.cost);
    this.#remainder.addLeast(bound, this.#groups, hand, units);
    bound.cost += this.#surplus(hand, units);
    const { unfilled, late, cost } = this.#limit;
    const behind = bound.unfilled - unfilled || bound.late - late || bound.cost - cost;
    return behind > 0 || (behind === 0 && !this.#mayTie);
  }
}

function set(score: Score, unfilled: number, late: number, cost: number): void {
  score.unfilled = unfilled;
  score.late = late;
  score.cost = cost;
}

/** Larger packs first, so that what they leave is split by the smallest. */
function blocksOf(problem: Problem, group: number, isContested: boolean): Block[] {
  const members = problem.linesOf[group] as readonly number[];
  if (!isContested) {
    return members.map((line) => ({ kind: "alone", lines: [line] }));
  }
  const bySize = [...members].sort(
    (a, b) => at(problem.multiple, b) - at(problem.multiple, a) || a - b,
  );
  const smallest = at(problem.multiple, bySize.at(-1) as number);
  const run = bySize.filter((line) => at(problem.multiple, line) === smallest);
  const larger = bySize.slice(0, bySize.length - run.length);
  return [
    ...larger.map((line): Block => ({ kind: "mixed", lines: [line] })),
    { kind: run.length === 1 ? "alone" : "run", lines: run },
  ];
}
