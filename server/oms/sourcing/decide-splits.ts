import { at, multipleOf, type Problem, type Score, wholePacks } from "./decide-problem";
import type { PlanLine, PlanOrder } from "./types";
import type { PlanRules } from "./types-route";

/** Lines that are filled together: one line, or those that leave from one node or not at all. */
export type Bundle = readonly number[];

/** What rules of splitting ask of an order. */
export type SplitRules = {
  readonly bundles: readonly Bundle[];
  /** By line: least units of a part and of the rest, where the line is split. */
  readonly leastPart: readonly number[];
};

/** One way to fill a bundle, its nodes' openings left out. */
export type Filling = {
  readonly nodes: readonly number[];
  /** [position in `nodes` × lines of the bundle + line of the bundle] units. */
  readonly units: readonly number[];
  readonly score: Score;
};

/** null: no rule of splitting is in force. */
export function splitRulesOf(order: PlanOrder, rules: PlanRules): SplitRules | null {
  const { minSplitUnits, minSplitValueMinor, groupedBy } = rules;
  if (minSplitUnits === 0 && minSplitValueMinor === 0 && groupedBy.length === 0) {
    return null;
  }
  const leastPart = order.lines.map((line) => {
    const value = line.about?.unitValueMinor ?? 0;
    const byValue = value > 0 ? Math.ceil(minSplitValueMinor / value) : 0;
    const least = Math.max(1, minSplitUnits, byValue);
    const multiple = multipleOf(line);
    return multiple * Math.ceil(least / multiple);
  });
  const bundles = bundleBy(order.lines.length, (index) =>
    groupedBy.flatMap((by) => {
      const word = wordOf(order.lines[index] as PlanLine, by);
      return word === null ? [] : [`${by} ${word}`];
    }),
  );
  return { bundles, leastPart };
}

/** Lines that share a word are one bundle, and so are those that share one with any of it. */
export function bundleBy(
  lineCount: number,
  wordsOf: (line: number) => readonly string[],
): readonly Bundle[] {
  const bundleOf = Array.from({ length: lineCount }, (_, index) => index);
  const first = new Map<string, number>();
  for (let line = 0; line < lineCount; line += 1) {
    for (const word of wordsOf(line)) {
      const other = bundleOf[first.get(word) ?? line] as number;
      const own = bundleOf[line];
      first.set(word, line);
      bundleOf.forEach((each, place) => {
        bundleOf[place] = each === own ? other : each;
      });
    }
  }
  const bundles = new Map<number, number[]>();
  bundleOf.forEach((bundle, index) => {
    bundles.set(bundle, [...(bundles.get(bundle) ?? []), index]);
  });
  return [...bundles.values()];
}

const wordOf = ({ about }: PlanLine, by: PlanRules["groupedBy"][number]): string | null =>
  by === "kit" ? (about?.kit ?? null) : (about?.category ?? null);

/** Does a plan keep the rules? `units`: [position in the plan × lines + line]. */
export function keepsSplits(
  { lineCount, quantity }: Pick<Problem, "lineCount" | "quantity">,
  nodeCount: number,
  units: readonly number[],
  { bundles, leastPart }: SplitRules,
): boolean {
  const partsOf = (line: number) =>
    Array.from({ length: nodeCount }, (_, k) => at(units, k * lineCount + line));
  return bundles.every((lines) => {
    const [line] = lines;
    if (lines.length === 1 && line !== undefined) {
      const given = partsOf(line).filter((part) => part > 0);
      const rest = at(quantity, line) - given.reduce((sum, part) => sum + part, 0);
      const pieces = rest > 0 ? [...given, rest] : given;
      return (
        pieces.length < 2 ||
        given.length === 0 ||
        pieces.every((part) => part >= at(leastPart, line))
      );
    }
    const used = new Set(
      lines.flatMap((each) => partsOf(each).flatMap((part, k) => (part > 0 ? [k] : []))),
    );
    const [only] = used;
    return (
      only === undefined ||
      (used.size === 1 && lines.every((each) => partsOf(each)[only] === at(quantity, each)))
    );
  });
}

/** More fillings of one bundle than these are not written out. */
const FILLINGS_MAX = 4_000;
/**
 * A line of a SKU that others want too is split in every way, while it has no more packs; so is any line
 * where the weight of a shipment decides about its price.
 */
const PACKS_MAX = 12;

/**
 * Every filling of a bundle that a best plan may need, the best first, and leaving it open last.
 *
 * @returns `isComplete` false when some were left out
 */
export function fillingsOf(
  problem: Problem,
  usable: readonly number[],
  bundle: Bundle,
  rules: SplitRules,
): { readonly fillings: Filling[]; readonly isComplete: boolean } {
  const open = fillingOf(problem, bundle, [], []);
  const [line] = bundle;
  if (bundle.length > 1 || line === undefined) {
    const whole = usable
      .filter((node) => hasAll(problem, node, bundle))
      .map((node) =>
        fillingOf(
          problem,
          bundle,
          [node],
          bundle.map((each) => at(problem.quantity, each)),
        ),
      );
    return { fillings: [...whole.sort(compareFillings), open], isComplete: true };
  }
  const isShared =
    problem.freight !== null ||
    (problem.linesOf[at(problem.groupOf, line)] as readonly number[]).length > 1;
  const written = new Splitter(problem, usable, line, at(rules.leastPart, line), isShared).run();
  const kept = isShared ? written.fillings : withoutIdle(written.fillings);
  return { fillings: [...kept.sort(compareFillings), open], isComplete: written.isComplete };
}

const compareFillings = (a: Filling, b: Filling): number =>
  a.score.unfilled - b.score.unfilled ||
  a.score.late - b.score.late ||
  a.score.cost - b.score.cost ||
  a.nodes.length - b.nodes.length;

function hasAll({ stock, groupCount, groupOf, quantity }: Problem, node: number, lines: Bundle) {
  const wanted = new Map<number, number>();
  for (const line of lines) {
    const group = at(groupOf, line);
    wanted.set(group, (wanted.get(group) ?? 0) + at(quantity, line));
  }
  return [...wanted].every(([group, units]) => at(stock, node * groupCount + group) >= units);
}

function fillingOf(
  { quantity, lineCount, lateDays, unitCost, lineCost }: Problem,
  lines: Bundle,
  nodes: readonly number[],
  units: readonly number[],
): Filling {
  const score: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  lines.forEach((line, index) => {
    score.unfilled += at(quantity, line);
    nodes.forEach((node, k) => {
      const given = at(units, k * lines.length + index);
      const cell = node * lineCount + line;
      score.unfilled -= given;
      score.late += given * at(lateDays, cell);
      score.cost += given > 0 ? given * at(unitCost, cell) + at(lineCost, node) : 0;
    });
  });
  return { nodes, units, score };
}

/** A filling that needs more nodes than another and is no better is never needed. */
function withoutIdle(fillings: readonly Filling[]): Filling[] {
  const kept: Filling[] = [];
  for (const filling of [...fillings].sort(
    (a, b) => a.nodes.length - b.nodes.length || compareFillings(a, b),
  )) {
    const isIdle = kept.some(
      (other) =>
        compareFillings(other, filling) <= 0 &&
        other.nodes.every((node) => filling.nodes.includes(node)),
    );
    if (!isIdle) {
      kept.push(filling);
    }
  }
  return kept;
}

/**
 * Splits of one line over nodes. Of a line with its SKU to itself some best split gives every node
 * its least part or all it has, but for one; of others every number of packs may be best.
 */
class Splitter {
  readonly #problem: Problem;
  readonly #line: number;
  readonly #least: number;
  readonly #isShared: boolean;
  readonly #nodes: readonly number[];
  readonly #fillings: Filling[] = [];
  #isComplete = true;

  constructor(
    problem: Problem,
    usable: readonly number[],
    line: number,
    least: number,
    isShared: boolean,
  ) {
    this.#problem = problem;
    this.#line = line;
    this.#least = least;
    this.#isShared =
      isShared && at(problem.quantity, line) / at(problem.multiple, line) <= PACKS_MAX;
    this.#isComplete = !isShared || this.#isShared;
    this.#nodes = usable.filter((node) => this.#most(node) > 0);
  }

  run(): { readonly fillings: Filling[]; readonly isComplete: boolean } {
    if (this.#isShared) {
      this.#every(0, [], [], at(this.#problem.quantity, this.#line));
    } else {
      const depth = Math.min(this.#problem.shipmentsMax, this.#nodes.length);
      for (let size = 1; size <= depth && this.#isComplete; size += 1) {
        this.#choose(size, 0, []);
      }
    }
    return { fillings: this.#fillings, isComplete: this.#isComplete };
  }

  #most(node: number): number {
    const { stock, groupCount, groupOf, quantity, multiple } = this.#problem;
    const offered = at(stock, node * groupCount + at(groupOf, this.#line));
    return wholePacks(Math.min(offered, at(quantity, this.#line)), at(multiple, this.#line));
  }

  /** Each number of packs of each node. */
  #every(place: number, nodes: readonly number[], units: readonly number[], left: number): void {
    if (this.#fillings.length >= FILLINGS_MAX) {
      this.#isComplete = false;
      return;
    }
    const node = this.#nodes[place];
    if (node === undefined) {
      this.#keep(nodes, units);
      return;
    }
    this.#every(place + 1, nodes, units, left);
    const step = at(this.#problem.multiple, this.#line);
    for (let given = step; given <= Math.min(left, this.#most(node)); given += step) {
      this.#every(place + 1, [...nodes, node], [...units, given], left - given);
    }
  }

  #choose(size: number, from: number, nodes: readonly number[]): void {
    if (this.#fillings.length >= FILLINGS_MAX) {
      this.#isComplete = false;
      return;
    }
    if (nodes.length === size) {
      this.#corners(nodes);
      return;
    }
    for (let place = from; place < this.#nodes.length; place += 1) {
      this.#choose(size, place + 1, [...nodes, this.#nodes[place] as number]);
    }
  }

  /** The splits over just these nodes: each at an end of what it may give, but for one. */
  #corners(nodes: readonly number[]): void {
    const { quantity, multiple } = this.#problem;
    const wanted = at(quantity, this.#line);
    const most = nodes.map((node) => this.#most(node));
    const offered = most.reduce((sum, units) => sum + units, 0);
    const total =
      offered >= wanted
        ? wanted
        : Math.min(
            offered,
            wholePacks(Math.max(0, wanted - this.#least), at(multiple, this.#line)),
          );
    for (let free = 0; free < nodes.length; free += 1) {
      for (let ends = 0; ends < 2 ** nodes.length; ends += 1) {
        if (((ends >> free) & 1) === 0) {
          const units = most.map((all, k) => (((ends >> k) & 1) === 1 ? all : this.#least));
          const others = units.reduce((sum, given, k) => sum + (k === free ? 0 : given), 0);
          units[free] = total - others;
          if (units.every((given, k) => given > 0 && given <= at(most, k))) {
            this.#keep(nodes, units);
          }
        }
      }
    }
  }

  #keep(nodes: readonly number[], units: readonly number[]): void {
    const wanted = at(this.#problem.quantity, this.#line);
    const rest = wanted - units.reduce((sum, given) => sum + given, 0);
    const pieces = rest > 0 ? [...units, rest] : units;
    const isKept = pieces.length < 2 || pieces.every((part) => part >= this.#least);
    if (nodes.length > 0 && isKept) {
      this.#fillings.push(fillingOf(this.#problem, [this.#line], nodes, units));
    }
  }
}
