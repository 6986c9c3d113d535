import type { Assignment, StepCount } from "./decide-assignment";
import { LowerBound } from "./decide-bound";
import { valuesOf } from "./decide-objective";
import { at, compareScores, type Problem, type Score, type Table } from "./decide-problem";
import type { FoundPlan } from "./decide-search";

/**
 * Among plans that are as good as the best up to the landed cost, and dearer by its band at most,
 * the one that the criteria behind it prefer. Each set of nodes stands for itself with its cheapest
 * filling; all sets within the band are tried while the steps last.
 *
 * @param best the best plan with the landed cost as the last criterion
 */
export function searchWithin(
  problem: Problem,
  usable: readonly number[],
  best: FoundPlan,
  assignment: Assignment,
  steps: StepCount,
): FoundPlan {
  const place = problem.objective?.bandAt ?? null;
  if (place === null || best.nodes.length === 0) {
    return best;
  }
  return new Within(problem, usable, best, place, assignment, steps).run();
}

class Within {
  readonly #problem: Problem;
  readonly #place: number;
  readonly #assignment: Assignment;
  readonly #steps: StepCount;
  readonly #bound: LowerBound;
  readonly #order: readonly number[];
  readonly #opened: number[] = [];
  readonly #depthMax: number;
  readonly #costMax: number;
  readonly #best: FoundPlan;
  readonly #bestValues: readonly number[];
  #found: FoundPlan;
  #values: readonly number[];

  constructor(
    problem: Problem,
    usable: readonly number[],
    best: FoundPlan,
    place: number,
    assignment: Assignment,
    steps: StepCount,
  ) {
    this.#problem = problem;
    this.#place = place;
    this.#assignment = assignment;
    this.#steps = steps;
    this.#bound = new LowerBound(problem, usable);
    this.#order = this.#bound.order;
    this.#depthMax = Math.min(problem.shipmentsMax, usable.length);
    this.#best = best;
    this.#bestValues = valuesOf(problem, best.nodes, best.units);
    const band = problem.objective?.terms[place]?.band ?? 0;
    const step = problem.objective?.costStep ?? 1;
    this.#costMax = best.score.cost + Math.ceil((band * 1_000_000) / step);
    this.#found = best;
    this.#values = this.#bestValues;
  }

  run(): FoundPlan {
    this.#steps.taken = 0;
    this.#branch(0, 0);
    const exact = this.#best.exact && this.#steps.taken <= this.#steps.max;
    return { ...this.#found, exact, bound: this.#found.score };
  }

  #branch(count: number, from: number): void {
    if (count === this.#depthMax) {
      return;
    }
    for (let place = from; place < this.#order.length; place += 1) {
      if (this.#steps.taken > this.#steps.max) {
        return;
      }
      this.#opened[count] = this.#order[place] as number;
      this.#steps.taken += 1;
      if (this.#isWithin(this.#bound.at(this.#opened, count + 1, place + 1))) {
        this.#try(count + 1);
        this.#branch(count + 1, place + 1);
      }
    }
  }

  #isWithin({ unfilled, late, cost }: Score): boolean {
    const best = this.#best.score;
    const behind = unfilled - best.unfilled || late - best.late;
    return behind < 0 || (behind === 0 && cost <= this.#costMax + 0.5);
  }

  #try(count: number): void {
    const { lineCount } = this.#problem;
    if (!this.#assignment.fill(this.#opened, count, null)) {
      return;
    }
    const score = { ...this.#assignment.score };
    const units: Table = this.#assignment.units.slice(0, count * lineCount);
    const nodes = this.#opened.slice(0, count);
    const isIdle = nodes.some((_, k) =>
      units.slice(k * lineCount, (k + 1) * lineCount).every((given) => given === 0),
    );
    if (isIdle || !this.#isWithin(score)) {
      return;
    }
    const values = valuesOf(this.#problem, nodes, units);
    if (this.#isBefore(values, score)) {
      this.#found = { score, nodes, units, exact: true, bound: score };
      this.#values = values;
    }
  }

  /** Equal before the landed cost, near enough in it, and better behind it. */
  #isBefore(values: readonly number[], score: Score): boolean {
    const place = this.#place;
    for (let index = 0; index < place; index += 1) {
      if (at(values, index) !== at(this.#bestValues, index)) {
        return at(values, index) < at(this.#bestValues, index);
      }
    }
    for (let index = place + 1; index < values.length; index += 1) {
      if (at(values, index) !== at(this.#values, index)) {
        return at(values, index) < at(this.#values, index);
      }
    }
    return compareScores(score, this.#found.score) < 0;
  }
}
