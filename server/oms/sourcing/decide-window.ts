import { decideColumns } from "./decide-window-columns";
import {
  type Column,
  type OrderTables,
  type PlanWindow,
  readOrder,
  type Shared,
  shareWindow,
} from "./decide-window-problem";
import { WindowState } from "./decide-window-search";

/** Plans that are weighed for each order, besides the one that it has. */
const COLUMNS_MAX = 80;
/** Orders that are taken out and placed anew together. */
const TOGETHER_MAX = 8;

export type WindowScore = { readonly lateUnitDays: number; readonly costMicro: number };

/** A window in numbers, with the plans that are weighed for its orders. */
export type WindowProblem = {
  readonly window: PlanWindow;
  readonly tables: readonly OrderTables[];
  readonly shared: Shared;
  /** By order; the first is the plan that it has. */
  readonly columns: readonly (readonly Column[])[];
};

/** By order: the place of its plan among its columns. */
export type WindowPlan = { readonly chosen: readonly number[]; readonly score: WindowScore };

/** The orders of a window with the plans that each of them could have. */
export function readWindow(window: PlanWindow): WindowProblem {
  const shared = shareWindow(window);
  const tables = window.orders.map((order) => readOrder(order, window, shared));
  const columns = tables.map((order) => decideColumns(order, shared, COLUMNS_MAX));
  return { window, tables, shared, columns };
}

/** The plans that the orders have now. */
export function currentPlan({ columns }: WindowProblem): WindowPlan {
  const chosen = columns.map(() => 0);
  return { chosen, score: scoreOf(columns, chosen) };
}

/**
 * Plan the orders of a window together: each keeps what it has, to the last unit, and none gets
 * later, but they change places where that costs less in all.
 *
 * First each order takes a better plan when it is free, or when others can make way for less than it
 * saves; then some orders that want the same things are taken out and placed anew, over and over. The
 * answer is never worse than the plans at the beginning, and the same for the same input.
 *
 * @param from plans to begin with, within all limits
 * @param stepsMax plans looked at before the best so far is the answer; ten million take about a second
 */
export function decideWindow(
  { columns, shared }: WindowProblem,
  from: WindowPlan,
  stepsMax: number,
): WindowPlan {
  const state = new WindowState(columns, shared.limits, from.chosen);
  const all = columns.map((_, order) => order);
  improveAll(state, all, stepsMax);
  const draw = numbersFrom(columns.length);
  for (let idle = 0; columns.length > 1 && idle < columns.length && state.steps < stepsMax; ) {
    const first = draw(columns.length);
    const near = state.neighbours(first).slice(0, 3 * TOGETHER_MAX);
    const together = [first];
    while (together.length < TOGETHER_MAX && near.length > 0) {
      together.push(...near.splice(draw(near.length), 1));
    }
    const isBetter = together.length > 1 && state.replace(shuffled(together, draw));
    idle = isBetter ? 0 : idle + 1;
  }
  return { chosen: state.chosen, score: scoreOf(columns, state.chosen) };
}

function improveAll(state: WindowState, orders: readonly number[], stepsMax: number): void {
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const order of orders) {
      isChanged = (state.steps < stepsMax && state.improve(order)) || isChanged;
    }
  }
}

/** Negative when `a` is the better. */
export const compareWindows = (a: WindowScore, b: WindowScore): number =>
  a.lateUnitDays - b.lateUnitDays || a.costMicro - b.costMicro;

export function scoreOf(
  columns: readonly (readonly Column[])[],
  chosen: readonly number[],
): WindowScore {
  let lateUnitDays = 0;
  let costMicro = 0;
  chosen.forEach((place, order) => {
    const column = columns[order]?.[place] as Column;
    lateUnitDays += column.late;
    costMicro += column.cost;
  });
  return { lateUnitDays, costMicro };
}

/** Are these plans within everything that the orders share? */
export function isWithinLimits(
  { columns, shared }: WindowProblem,
  chosen: readonly number[],
): boolean {
  return new WindowState(columns, shared.limits, chosen).isWithin();
}

/** The orders whose units go elsewhere, with all parts of their new plan. */
export function changesOf(
  { window, columns }: WindowProblem,
  { chosen }: WindowPlan,
): { readonly orderId: string; readonly before: Column; readonly after: Column }[] {
  return window.orders.flatMap(({ orderId }, order) => {
    const place = chosen[order] as number;
    const before = columns[order]?.[0] as Column;
    const after = columns[order]?.[place] as Column;
    return place === 0 ? [] : [{ orderId, before, after }];
  });
}

/** Whole numbers below a limit that look drawn and are always the same. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function shuffled(values: readonly number[], draw: (limit: number) => number): number[] {
  const left = [...values];
  const order: number[] = [];
  while (left.length > 0) {
    order.push(...left.splice(draw(left.length), 1));
  }
  return order;
}
