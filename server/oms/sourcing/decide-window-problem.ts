import { assert } from "../kernel/assert";
import type { NodeId, OrderLineId, SkuId } from "../kernel/ids";
import { type LocalDate, toEpochDay } from "../kernel/local-date";
import { MICRO_PER_MINOR } from "../network/decide-freight";
import type { DayWork, LaneRate } from "../network/types";
import { multipleOf } from "./decide-problem";
import { type BelowLine, lineBelow, surplusAt } from "./decide-surplus";

/** Units of a line that stand on stock somewhere and may still stand somewhere else. */
export type WindowLine = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  /** Units that it holds: all of them are placed again, no more and no fewer. */
  readonly units: number;
  readonly packMultiple: number;
  readonly gramsPerUnit: number;
  readonly requestedDate: LocalDate | null;
  /** The day that was promised: nothing of the line may be delivered later. null = none was. */
  readonly promisedDate: LocalDate | null;
};

/** A shipment that an order could make: a node on a day, with its price. */
export type WindowSource = {
  readonly nodeId: NodeId;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly rate: LaneRate;
  readonly handlingPerOrderMinor: number;
  readonly handlingPerLineMinor: number;
  readonly handlingPerUnitMinor: number;
  /** SKUs that may come to it anew; what is there already may stay whatever is said here. */
  readonly takes: ReadonlySet<SkuId>;
};

/** Units of one line from one source, both by their place in the order's lists. */
export type WindowPart = {
  readonly line: number;
  readonly source: number;
  readonly units: number;
};

export type WindowOrder = {
  readonly orderId: string;
  readonly lines: readonly WindowLine[];
  readonly sources: readonly WindowSource[];
  /** Where the units stand now. */
  readonly held: readonly WindowPart[];
  /** Most shipments that the order may be split into; null = no limit. */
  readonly shipmentsMax: number | null;
  /** What it keeps beside; null: each line goes by itself and only the cost counts. */
  readonly rules: WindowRules | null;
};

/** Lines that are placed together. */
export type WindowBundle = {
  readonly lines: readonly number[];
  /** All of it at one source, or as it stands; else it is one line, which may be divided. */
  readonly isWhole: boolean;
  /** It stays as it stands. */
  readonly isFixed: boolean;
};

/** What an order keeps when it is planned with others, beside its units and its dates. */
export type WindowRules = {
  /** Each line is in one. */
  readonly bundles: readonly WindowBundle[];
  /** By line: units that a split keeps together, and the fewest of a part. */
  readonly packs: readonly number[];
  readonly leastPart: readonly number[];
  /** Whether the order may have that plan in the place of the one it has. */
  readonly allows: (moved: Column, now: Column) => boolean;
};

/** Orders that are planned together, and what they share. */
export type PlanWindow = {
  readonly orders: readonly WindowOrder[];
  /** Units that all of them together may hold there, those they hold now included. */
  readonly unitsAt: (nodeId: NodeId, skuId: SkuId) => number;
  /** Work that all of them together may have there on that day; infinite where nothing limits it. */
  readonly workAt: (nodeId: NodeId, day: LocalDate) => DayWork;
  readonly splitPenaltyMinor: number;
};

/** One way to ship a whole order. Later and then dearer ways are worse. */
export type Column = {
  readonly parts: readonly WindowPart[];
  /** Σ units × days after the requested date. */
  readonly late: number;
  /** Freight, handling and split penalties in millionths of a minor unit. */
  readonly cost: number;
  /** Shared things it needs, each once, and how much of each. */
  readonly uses: readonly number[];
  readonly amounts: readonly number[];
};

/** The shared things of a window, numbered: units of a SKU at a node, work of a node on a day. */
export type Shared = {
  readonly limits: number[];
  readonly unitsOf: (nodeId: NodeId, skuId: SkuId) => number;
  /** By measure; −1 where it has no limit. */
  readonly workOf: (nodeId: NodeId, day: LocalDate) => DayWork;
};

/** Number what the orders of a window share as it is asked for. */
export function shareWindow(window: PlanWindow): Shared {
  const numbers = new Map<string, number>();
  const limits: number[] = [];
  const number = (key: string, limit: () => number): number => {
    const known = numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    const most = limit();
    const fresh = most === Number.POSITIVE_INFINITY ? -1 : limits.length;
    numbers.set(key, fresh);
    if (fresh >= 0) {
      limits.push(most);
    }
    return fresh;
  };
  return {
    limits,
    unitsOf: (nodeId, skuId) => number(`${nodeId} ${skuId}`, () => window.unitsAt(nodeId, skuId)),
    workOf: (nodeId, day) => {
      const of = (measure: keyof DayWork) =>
        number(`${nodeId} ${day} ${measure}`, () => window.workAt(nodeId, day)[measure]);
      return { orders: of("orders"), lines: of("lines"), units: of("units") };
    },
  };
}

/** An order of a window as numbers. Flat tables: [source × lines + line]. */
export type OrderTables = {
  readonly order: WindowOrder;
  readonly shipmentsMax: number;
  /**
   * By source: a shipment, with the penalty for one more (the first is refunded in the end). With the
   * cost of units it has the straight line below the source's freight.
   */
  readonly openCost: readonly number[];
  readonly lineCost: readonly number[];
  readonly unitCost: readonly number[];
  readonly below: readonly BelowLine[];
  readonly lateDays: readonly number[];
  /** May units of the line come to the source, by date and by rule? */
  readonly mayTake: readonly boolean[];
  /** Number of the shared units; by source, numbers of the shared work of its day. */
  readonly unitsOf: readonly number[];
  readonly workOf: readonly DayWork[];
  readonly splitPenalty: number;
};

export function readOrder(order: WindowOrder, window: PlanWindow, shared: Shared): OrderTables {
  const splitPenalty = window.splitPenaltyMinor * MICRO_PER_MINOR;
  const { lines, sources } = order;
  const lightest = Math.min(
    ...lines.map((line) => Math.min(line.units, packOf(line)) * line.gramsPerUnit),
    ...order.held.map(({ line, units }) => units * (lines[line]?.gramsPerUnit ?? 0)),
  );
  const heaviest = lines.reduce((sum, line) => sum + line.units * line.gramsPerUnit, 0);
  const below = sources.map(({ rate }) => lineBelow(rate, lightest, heaviest));
  const tables = {
    unitCost: [] as number[],
    lateDays: [] as number[],
    mayTake: [] as boolean[],
    unitsOf: [] as number[],
  };
  for (const [place, source] of sources.entries()) {
    const [, microPerGram] = below[place] as BelowLine;
    const delivery = toEpochDay(source.deliveryDate);
    for (const line of lines) {
      const late =
        line.requestedDate === null ? 0 : Math.max(0, delivery - toEpochDay(line.requestedDate));
      tables.unitCost.push(
        microPerGram * line.gramsPerUnit + source.handlingPerUnitMinor * MICRO_PER_MINOR,
      );
      tables.lateDays.push(late);
      tables.mayTake.push(
        source.takes.has(line.skuId) &&
          (line.promisedDate === null || source.deliveryDate <= line.promisedDate),
      );
      tables.unitsOf.push(shared.unitsOf(source.nodeId, line.skuId));
    }
  }
  return {
    order,
    shipmentsMax: order.shipmentsMax ?? sources.length,
    below,
    openCost: sources.map(
      (source, place) =>
        (below[place] as BelowLine)[0] +
        source.handlingPerOrderMinor * MICRO_PER_MINOR +
        splitPenalty,
    ),
    lineCost: sources.map((source) => source.handlingPerLineMinor * MICRO_PER_MINOR),
    workOf: sources.map((source) => shared.workOf(source.nodeId, source.shipDate)),
    splitPenalty,
    ...tables,
  };
}

/** What a choice of parts comes to: its cost, its lateness and what it needs of the shared things. */
export function writeColumn(tables: OrderTables, parts: readonly WindowPart[]): Column {
  const { order, openCost, lineCost, unitCost, lateDays, unitsOf, workOf } = tables;
  const lineCount = order.lines.length;
  const needs = new Map<number, number>();
  const opened = new Set<number>();
  const need = (shared: number, amount: number) => {
    if (shared >= 0) {
      needs.set(shared, (needs.get(shared) ?? 0) + amount);
    }
  };
  let late = 0;
  let cost = 0;
  for (const { line, source, units } of parts) {
    assert(units > 0, "a part has units");
    const cell = source * lineCount + line;
    late += units * (lateDays[cell] as number);
    cost += units * (unitCost[cell] as number) + (lineCost[source] as number);
    const day = workOf[source] as DayWork;
    if (!opened.has(source)) {
      opened.add(source);
      cost += openCost[source] as number;
      need(day.orders, 1);
    }
    need(unitsOf[cell] as number, units);
    need(day.lines, 1);
    need(day.units, units);
  }
  cost -= opened.size > 0 ? tables.splitPenalty : 0;
  cost += surplusOf(tables, parts);
  return { parts, late, cost, uses: [...needs.keys()], amounts: [...needs.values()] };
}

/** What the shipments of these parts cost above the lines below their freight. */
export function surplusOf({ order, below }: OrderTables, parts: readonly WindowPart[]): number {
  const grams = new Map<number, number>();
  for (const { line, source, units } of parts) {
    const own = units * (order.lines[line]?.gramsPerUnit ?? 0);
    grams.set(source, (grams.get(source) ?? 0) + own);
  }
  let surplus = 0;
  for (const [source, weight] of grams) {
    const { rate } = order.sources[source] as WindowSource;
    surplus += surplusAt(rate, below[source] as BelowLine, weight);
  }
  return surplus;
}

/** Whether a line can be divided there without breaking a pack. */
export const packOf = (line: WindowLine): number =>
  multipleOf({ quantity: line.units, packMultiple: line.packMultiple });
