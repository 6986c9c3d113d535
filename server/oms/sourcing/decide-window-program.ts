import { present } from "../kernel/assert";
import { MICRO_PER_MINOR } from "../network/decide-freight";
import {
  compareWindows,
  isWithinLimits,
  scoreOf,
  type WindowPlan,
  type WindowProblem,
} from "./decide-window";
import type { Column } from "./decide-window-problem";

/** A linear program in whole or broken numbers, its matrix column by column. */
export type Program = {
  /** By column: what a unit of it costs. Every column is at least 0. */
  readonly costs: readonly number[];
  readonly uppers: readonly number[];
  /** Columns that must be whole; the others may be broken. */
  readonly isWhole: readonly boolean[];
  readonly rowLowers: readonly number[];
  readonly rowUppers: readonly number[];
  /** Where each column begins in `rows` and `values`, and where the last one ends. */
  readonly starts: readonly number[];
  readonly rows: readonly number[];
  readonly values: readonly number[];
  /** An answer to begin with; null = none is known. */
  readonly known: readonly number[] | null;
};

export type SolverLimits = {
  /** After so long the best answer found is taken. */
  readonly seconds: number;
  /** So near to the best possible answer is near enough, as a share of it. */
  readonly gap: number;
};

export type SolverAnswer =
  /** `optimal`: none is better, but for the gap asked for; `feasible`: time ran out. */
  | {
      readonly status: "optimal" | "feasible";
      readonly values: readonly number[];
      readonly objective: number;
      /** No answer is better than this. */
      readonly bound: number;
    }
  /** No answer was found, in the solver's own words. */
  | { readonly status: "none"; readonly why: string };

/** Whoever solves programs. It takes time and memory of its own, and may fail. */
export type ProgramSolver = {
  readonly solve: (program: Program, limits: SolverLimits) => Promise<SolverAnswer>;
  readonly close: () => Promise<void>;
};

/** The choice of plans for some orders of a window, the others staying as they are. */
export type ColumnProgram = {
  readonly program: Program;
  /** By column of the program: the order, and the place among its plans. */
  readonly picks: readonly { readonly order: number; readonly place: number }[];
};

/**
 * Write the choice for `orders` as a program: one plan each, and of what they share no more than the
 * others leave. No order gets a plan that is later than the one it has.
 */
export function writeProgram(
  { columns, shared }: WindowProblem,
  { chosen }: WindowPlan,
  orders: readonly number[],
): ColumnProgram {
  const left = [...shared.limits];
  const inside = new Set(orders);
  columns.forEach((own, order) => {
    if (!inside.has(order)) {
      const { uses, amounts } = present(own[chosen[order] ?? 0], "a plan that was chosen exists");
      uses.forEach((use, at) => {
        left[use] = (left[use] as number) - (amounts[at] as number);
      });
    }
  });
  const scarce = scarceRows(columns, orders, left);
  const program = {
    costs: [] as number[],
    uppers: [] as number[],
    isWhole: [] as boolean[],
    rowLowers: [...orders.map(() => 1), ...scarce.keys()].map((_, row) =>
      row < orders.length ? 1 : 0,
    ),
    rowUppers: [...orders.map(() => 1), ...[...scarce.keys()].map((use) => left[use] as number)],
    starts: [0],
    rows: [] as number[],
    values: [] as number[],
    known: [] as number[],
  };
  const picks: { order: number; place: number }[] = [];
  orders.forEach((order, row) => {
    const own = columns[order] as readonly Column[];
    const now = own[chosen[order] as number] as Column;
    own.forEach((column, place) => {
      if (column.late > now.late) {
        return;
      }
      picks.push({ order, place });
      program.costs.push(column.cost / MICRO_PER_MINOR);
      program.uppers.push(1);
      program.isWhole.push(true);
      program.known.push(place === chosen[order] ? 1 : 0);
      program.rows.push(row);
      program.values.push(1);
      column.uses.forEach((use, at) => {
        const place = scarce.get(use);
        if (place !== undefined) {
          program.rows.push(orders.length + place);
          program.values.push(column.amounts[at] as number);
        }
      });
      program.starts.push(program.rows.length);
    });
  });
  return { program, picks };
}

/** The shared things that these orders together could want more of than is left: by number, its row. */
function scarceRows(
  columns: WindowProblem["columns"],
  orders: readonly number[],
  left: readonly number[],
): Map<number, number> {
  const most = new Map<number, number>();
  for (const order of orders) {
    const own = new Map<number, number>();
    for (const { uses, amounts } of columns[order] as readonly Column[]) {
      uses.forEach((use, at) => {
        own.set(use, Math.max(own.get(use) ?? 0, amounts[at] as number));
      });
    }
    for (const [use, amount] of own) {
      most.set(use, (most.get(use) ?? 0) + amount);
    }
  }
  const scarce = [...most].filter(([use, amount]) => amount > (left[use] as number));
  return new Map(scarce.map(([use], row) => [use, row]));
}

/**
 * Take over what a solver answered, if it is an answer: one plan for each order, within all limits,
 * and better than what there was. Its own word for the cost counts for nothing.
 */
export function takeAnswer(
  problem: WindowProblem,
  before: WindowPlan,
  { picks }: ColumnProgram,
  answer: SolverAnswer,
): WindowPlan {
  if (answer.status === "none" || answer.values.length !== picks.length) {
    return before;
  }
  const chosen = [...before.chosen];
  const placed = new Set<number>();
  for (const [at, { order, place }] of picks.entries()) {
    if ((answer.values[at] as number) > 0.5) {
      if (placed.has(order)) {
        return before;
      }
      placed.add(order);
      chosen[order] = place;
    }
  }
  const asked = new Set(picks.map(({ order }) => order));
  const score = scoreOf(problem.columns, chosen);
  const isTaken =
    placed.size === asked.size &&
    compareWindows(score, before.score) < 0 &&
    isWithinLimits(problem, chosen);
  return isTaken ? { chosen, score } : before;
}
