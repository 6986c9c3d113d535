import type { StepCount } from "./decide-assignment";
import {
  addScore,
  at,
  compareScores,
  type Problem,
  type Score,
  surplusOf,
  type Table,
  table,
  tieOf,
  worstScore,
} from "./decide-problem";
import type { FoundPlan } from "./decide-search";
import { type Bundle, type Filling, fillingsOf, type SplitRules } from "./decide-splits";

/**
 * The best plan that keeps rules of splitting: least parts of a split line, lines that stay together.
 *
 * Asked only where the best plan without the rules breaks one. Tries the fillings of bundle after
 * bundle, and leaves out what even the best fillings of the rest cannot bring below the best plan
 * so far. Exact while the steps last and all fillings could be written out.
 */
export function searchConstrained(
  problem: Problem,
  usable: readonly number[],
  rules: SplitRules,
  steps: StepCount,
): FoundPlan {
  return new Constrained(problem, usable, rules, steps).run();
}

type Choice = { readonly bundle: Bundle; readonly fillings: readonly Filling[] };

class Constrained {
  readonly #problem: Problem;
  readonly #steps: StepCount;
  readonly #choices: readonly Choice[];
  readonly #isComplete: boolean;
  /** By place: the least that this and all later choices come to, openings left out. */
  readonly #least: readonly Score[];
  readonly #left: Table;
  readonly #room: Table;
  /** By node: bundles that use it. */
  readonly #uses: Table;
  #shipments = 0;
  readonly #sum: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
  readonly #chosen: Filling[] = [];
  #best: Score = worstScore();
  #bestChosen: readonly Filling[] = [];

  constructor(problem: Problem, usable: readonly number[], rules: SplitRules, steps: StepCount) {
    this.#problem = problem;
    this.#steps = steps;
    const written = rules.bundles.map((bundle) => ({
      bundle,
      ...fillingsOf(problem, usable, bundle, rules),
    }));
    this.#isComplete = written.every(({ isComplete }) => isComplete);
    const units = (bundle: Bundle) =>
      bundle.reduce((sum, line) => sum + at(problem.quantity, line), 0);
    this.#choices = written.sort((a, b) => units(b.bundle) - units(a.bundle));
    const least: Score[] = [{ unfilled: 0, late: 0, cost: 0, tie: 0 }];
    for (const { fillings } of [...this.#choices].reverse()) {
      const sum = { ...(least[0] as Score) };
      addScore(sum, (fillings[0] as Filling).score);
      least.unshift(sum);
    }
    this.#least = least;
    this.#left = [...problem.stock];
    this.#room = [...problem.capacity];
    this.#uses = table(problem.nodeCount);
  }

  run(): FoundPlan {
    const { splitPenalty, lineCount } = this.#problem;
    this.#steps.taken = 0;
    this.#sum.cost = -splitPenalty;
    const root = { ...(this.#least[0] as Score) };
    root.cost = Math.max(0, root.cost);
    this.#next(0);
    const nodes = [...new Set(this.#bestChosen.flatMap((filling) => filling.nodes))];
    const units = table(nodes.length * lineCount);
    this.#bestChosen.forEach((filling, place) => {
      const { bundle } = this.#choices[place] as Choice;
      filling.nodes.forEach((node, k) => {
        bundle.forEach((line, index) => {
          units[nodes.indexOf(node) * lineCount + line] = at(
            filling.units,
            k * bundle.length + index,
          );
        });
      });
    });
    const exact = this.#isComplete && this.#steps.taken <= this.#steps.max;
    return { score: this.#best, nodes, units, exact, bound: exact ? this.#best : root };
  }

  #next(place: number): void {
    const choice = this.#choices[place];
    if (choice === undefined) {
      this.#keep();
      return;
    }
    const rest = this.#least[place + 1] as Score;
    for (const filling of choice.fillings) {
      // The first way down is always finished, so that there is a plan to answer with.
      const isLate = this.#steps.taken > this.#steps.max && this.#bestChosen.length > 0;
      if (isLate || this.#isHopeless(filling.score, rest)) {
        return;
      }
      this.#steps.taken += 1;
      if (this.#take(filling, choice.bundle)) {
        if (!this.#isHopeless(NOTHING, rest)) {
          this.#chosen[place] = filling;
          this.#next(place + 1);
        }
      }
      this.#give(filling, choice.bundle);
    }
  }

  /** Fillings come best first, so when one is hopeless those after it are, too. */
  #isHopeless(filling: Score, rest: Score): boolean {
    const { unfilled, late, cost } = this.#sum;
    const best = this.#best;
    const behind =
      unfilled + filling.unfilled + rest.unfilled - best.unfilled ||
      late + filling.late + rest.late - best.late ||
      cost + filling.cost + rest.cost - best.cost;
    return behind > 0;
  }

  /** Take a filling's units and room; false when there are not enough. `#give` undoes either. */
  #take({ nodes, units, score }: Filling, bundle: Bundle): boolean {
    const { groupCount, groupOf, openCost, shipmentsMax } = this.#problem;
    let isPossible = true;
    nodes.forEach((node, k) => {
      bundle.forEach((line, index) => {
        const cell = node * groupCount + at(groupOf, line);
        this.#left[cell] = at(this.#left, cell) - at(units, k * bundle.length + index);
        isPossible &&= at(this.#left, cell) >= 0;
      });
      this.#room[node] = at(this.#room, node) - bundle.length;
      isPossible &&= at(this.#room, node) >= 0;
      if (at(this.#uses, node) === 0) {
        this.#shipments += 1;
        this.#sum.cost += at(openCost, node);
        this.#sum.tie += tieOf(node);
      }
      this.#uses[node] = at(this.#uses, node) + 1;
    });
    addScore(this.#sum, score);
    return isPossible && this.#shipments <= shipmentsMax;
  }

  #give({ nodes, units, score }: Filling, bundle: Bundle): void {
    const { groupCount, groupOf, openCost } = this.#problem;
    nodes.forEach((node, k) => {
      bundle.forEach((line, index) => {
        const cell = node * groupCount + at(groupOf, line);
        this.#left[cell] = at(this.#left, cell) + at(units, k * bundle.length + index);
      });
      this.#room[node] = at(this.#room, node) + bundle.length;
      this.#uses[node] = at(this.#uses, node) - 1;
      if (at(this.#uses, node) === 0) {
        this.#shipments -= 1;
        this.#sum.cost -= at(openCost, node);
        this.#sum.tie -= tieOf(node);
      }
    });
    this.#sum.unfilled -= score.unfilled;
    this.#sum.late -= score.late;
    this.#sum.cost -= score.cost;
  }

  #keep(): void {
    const score = { ...this.#sum };
    // Without a shipment there is no first one to be refunded.
    score.cost += this.#shipments === 0 ? this.#problem.splitPenalty : 0;
    score.cost += this.#surplus();
    if (compareScores(score, this.#best) < 0) {
      this.#best = score;
      this.#bestChosen = [...this.#chosen];
    }
  }

  /** What the chosen shipments cost above the lines below their freight. */
  #surplus(): number {
    const { freight } = this.#problem;
    if (freight === null) {
      return 0;
    }
    const grams = new Map<number, number>();
    this.#chosen.forEach(({ nodes, units }, place) => {
      const { bundle } = this.#choices[place] as Choice;
      nodes.forEach((node, k) => {
        const own = bundle.reduce(
          (sum, line, index) =>
            sum + at(units, k * bundle.length + index) * at(freight.gramsPerUnit, line),
          0,
        );
        grams.set(node, (grams.get(node) ?? 0) + own);
      });
    });
    return [...grams].reduce((sum, [node, weight]) => sum + surplusOf(freight, node, weight), 0);
  }
}

const NOTHING: Score = { unfilled: 0, late: 0, cost: 0, tie: 0 };
