import type { Column } from "./decide-window-problem";

/** How many orders may make way in one chain. */
const CHAIN_MAX = 5;
/** Changes that are tried for one short thing. */
const OFFERS_MAX = 12;
/** Tries of one chain before it is given up. */
const TRIES_MAX = 100;
/** Better plans of one order that others are asked to make way for. */
const WISHES_MAX = 12;
/** No plan at the moment: the order was taken out to be placed anew. */
const NONE = -1;

const NOTHING: Column = { parts: [], late: 0, cost: 0, uses: [], amounts: [] };

/**
 * The plans of all orders of a window as they stand, and what is left of what they share. Plans are
 * named by their place in the order's list of columns, the first of which is the one it came with.
 */
export class WindowState {
  /** By order: place of its plan. */
  readonly chosen: number[];
  late = 0;
  cost = 0;
  /** Plans looked at so far: what the work is measured by, since nobody here has a clock. */
  steps = 0;
  readonly #columns: readonly (readonly Column[])[];
  readonly #left: number[];
  /** By shared thing: orders that have some of it. */
  readonly #users: readonly Set<number>[];
  /** What was changed, newest last, to be taken back. */
  readonly #changes: { readonly order: number; readonly before: number }[] = [];
  #tries = 0;

  constructor(
    columns: readonly (readonly Column[])[],
    limits: readonly number[],
    chosen: readonly number[],
  ) {
    this.#columns = columns;
    this.#left = [...limits];
    this.#users = limits.map(() => new Set<number>());
    this.chosen = columns.map(() => NONE);
    for (const [order, place] of chosen.entries()) {
      this.#put(order, place);
    }
    this.#changes.length = 0;
  }

  column(order: number): Column {
    const place = this.chosen[order] as number;
    return place === NONE ? NOTHING : (this.#columns[order]?.[place] as Column);
  }

  /** Units or lines of a shared thing that nobody has. */
  left(shared: number): number {
    return this.#left[shared] as number;
  }

  isWithin(): boolean {
    return this.#left.every((left) => left >= 0);
  }

  /**
   * Find the order a better plan, others making way where they can at less than it saves.
   *
   * @returns whether something was changed; all is within limits as before
   */
  improve(order: number): boolean {
    const now = this.column(order);
    const better = (this.#columns[order] as readonly Column[])
      .map(({ late, cost }, place) => ({ place, late: late - now.late, cost: cost - now.cost }))
      .filter(isGain)
      .sort((a, b) => a.late - b.late || a.cost - b.cost);
    this.steps += better.length + 1;
    for (const { place, late, cost } of better.slice(0, WISHES_MAX)) {
      const mark = this.#changes.length;
      this.#tries = 0;
      this.#put(order, place);
      if (this.#settle(new Set([order]), { late, cost }, CHAIN_MAX)) {
        return true;
      }
      this.#takeBack(mark);
    }
    return false;
  }

  /**
   * Take these orders out and place them anew one after the other, each as cheaply as what is left
   * allows; keep what comes of it when it is better.
   */
  replace(orders: readonly number[]): boolean {
    const mark = this.#changes.length;
    const before = { late: this.late, cost: this.cost };
    for (const order of orders) {
      this.#put(order, NONE);
    }
    const isPlaced = orders.every((order) => this.#placeCheapest(order));
    if (isPlaced) {
      for (const order of orders) {
        this.improve(order);
      }
    }
    if (isPlaced && isGain({ late: this.late - before.late, cost: this.cost - before.cost })) {
      return true;
    }
    this.#takeBack(mark);
    return false;
  }

  /** Orders that share something with this one, those that share most first. */
  neighbours(order: number): number[] {
    const shared = new Map<number, number>();
    for (const column of (this.#columns[order] as readonly Column[]).slice(0, 12)) {
      for (const use of column.uses) {
        if ((this.#left[use] as number) <= 1) {
          for (const other of this.#users[use] as Set<number>) {
            shared.set(other, (shared.get(other) ?? 0) + 1);
          }
        }
      }
    }
    shared.delete(order);
    return [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([other]) => other);
  }

  #placeCheapest(order: number): boolean {
    let best = NONE;
    const columns = this.#columns[order] as readonly Column[];
    this.steps += columns.length;
    columns.forEach((column, place) => {
      const than = columns[best];
      const isBetter =
        than === undefined ||
        isGain({ late: column.late - than.late, cost: column.cost - than.cost });
      if (isBetter && this.#fits(column)) {
        best = place;
      }
    });
    if (best === NONE) {
      return false;
    }
    this.#put(order, best);
    return true;
  }

  #fits({ uses, amounts }: Column): boolean {
    return uses.every((use, at) => (this.#left[use] as number) >= (amounts[at] as number));
  }

  /** Let others make way until all is within limits; `sum` is what the chain came to so far. */
  #settle(moved: ReadonlySet<number>, sum: Sum, depth: number): boolean {
    const short = this.#shortOf(moved);
    if (short === null || depth === 0) {
      return short === null;
    }
    for (const { order, place, late, cost } of this.#offers(short, moved, sum)) {
      this.#tries += 1;
      if (this.#tries > TRIES_MAX) {
        return false;
      }
      const mark = this.#changes.length;
      this.#put(order, place);
      const grown = { late: sum.late + late, cost: sum.cost + cost };
      if (this.#settle(new Set(moved).add(order), grown, depth - 1)) {
        return true;
      }
      this.#takeBack(mark);
    }
    return false;
  }

  #shortOf(moved: ReadonlySet<number>): number | null {
    for (const order of moved) {
      const short = this.column(order).uses.find((use) => (this.#left[use] as number) < 0);
      if (short !== undefined) {
        return short;
      }
    }
    return null;
  }

  /** Changes of other orders that give some of the short thing back, cheapest first. */
  #offers(short: number, moved: ReadonlySet<number>, sum: Sum) {
    const offers: (Sum & { readonly order: number; readonly place: number })[] = [];
    for (const order of this.#users[short] as Set<number>) {
      const now = this.column(order);
      const has = amountOf(now, short);
      const columns = moved.has(order) ? [] : (this.#columns[order] as readonly Column[]);
      this.steps += columns.length;
      columns.forEach((column, place) => {
        const late = column.late - now.late;
        const cost = column.cost - now.cost;
        if (
          isGain({ late: sum.late + late, cost: sum.cost + cost }) &&
          amountOf(column, short) < has
        ) {
          offers.push({ order, place, late, cost });
        }
      });
    }
    return offers
      .sort((a, b) => a.late - b.late || a.cost - b.cost || a.order - b.order || a.place - b.place)
      .slice(0, OFFERS_MAX);
  }

  #put(order: number, place: number): void {
    this.#changes.push({ order, before: this.chosen[order] as number });
    this.#book(order, -1);
    this.chosen[order] = place;
    this.#book(order, 1);
  }

  #takeBack(mark: number): void {
    while (this.#changes.length > mark) {
      const { order, before } = this.#changes.pop() as { order: number; before: number };
      this.#book(order, -1);
      this.chosen[order] = before;
      this.#book(order, 1);
    }
  }

  #book(order: number, sign: 1 | -1): void {
    const { uses, amounts, late, cost } = this.column(order);
    this.late += sign * late;
    this.cost += sign * cost;
    for (let at = 0; at < uses.length; at += 1) {
      const use = uses[at] as number;
      this.#left[use] = (this.#left[use] as number) - sign * (amounts[at] as number);
      if (sign > 0) {
        this.#users[use]?.add(order);
      } else {
        this.#users[use]?.delete(order);
      }
    }
  }
}

type Sum = { readonly late: number; readonly cost: number };

const isGain = ({ late, cost }: Sum): boolean => late < 0 || (late === 0 && cost < 0);

function amountOf({ uses, amounts }: Column, shared: number): number {
  const at = uses.indexOf(shared);
  return at < 0 ? 0 : (amounts[at] as number);
}
