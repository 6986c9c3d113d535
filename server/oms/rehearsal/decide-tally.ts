import type { LocalDate } from "../kernel/local-date";
import { NO_WORK } from "../network/decide-capacity";
import type { DayLimits, DayWork } from "../network/types";
import type { NodeLoad, Pair, Route, RouteTotals } from "./types";

const counters = () => ({
  orders: 0,
  units: 0,
  openUnits: 0,
  ordersOpen: 0,
  ordersWithoutNode: 0,
  ordersShipping: 0,
  ordersSplit: 0,
  shipments: 0,
  freightMinor: 0,
  handlingMinor: 0,
  splitPenaltyMinor: 0,
  costMinor: 0,
  ordersUndated: 0,
  ordersWanted: 0,
  ordersLate: 0,
  shipmentsMeasured: 0,
  miles: 0,
});

/** Figures of orders under one profile, added up one after the other. */
export class Tally {
  private readonly sums = counters();
  /** Orders per number of days: as exact as the list of all, and never longer than a year or so. */
  private readonly promiseDays = new Map<number, number>();

  add(route: Route): void {
    const { sums } = this;
    const { shipments, promiseDays, lateDays } = route;
    sums.orders += 1;
    sums.units += route.units;
    sums.openUnits += route.openUnits;
    sums.ordersOpen += route.openUnits > 0 ? 1 : 0;
    sums.ordersWithoutNode += route.hasNoNode ? 1 : 0;
    sums.ordersShipping += shipments.length > 0 ? 1 : 0;
    sums.ordersSplit += shipments.length > 1 ? 1 : 0;
    sums.shipments += shipments.length;
    sums.freightMinor += route.freightMinor;
    sums.handlingMinor += route.handlingMinor;
    sums.splitPenaltyMinor += route.splitPenaltyMinor;
    sums.costMinor += route.costMinor;
    sums.ordersWanted += lateDays === null ? 0 : 1;
    sums.ordersLate += lateDays !== null && lateDays > 0 ? 1 : 0;
    for (const { miles } of shipments) {
      sums.shipmentsMeasured += miles === null ? 0 : 1;
      sums.miles += miles ?? 0;
    }
    if (promiseDays === null) {
      sums.ordersUndated += 1;
    } else {
      this.promiseDays.set(promiseDays, (this.promiseDays.get(promiseDays) ?? 0) + 1);
    }
  }

  totals(): RouteTotals {
    return { ...this.sums, promiseDays: spreadOf(this.promiseDays) };
  }
}

/** Mean and percentiles (nearest rank) of numbers that are given with how often each occurs. */
function spreadOf(counts: ReadonlyMap<number, number>): RouteTotals["promiseDays"] {
  const sorted = [...counts].toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) {
    return null;
  }
  const atRank = (rank: number): number => {
    let seen = 0;
    for (const [value, count] of sorted) {
      seen += count;
      if (seen >= rank) {
        return value;
      }
    }
    return sorted.at(-1)?.[0] ?? 0;
  };
  const weighted = sorted.reduce((sum, [value, count]) => sum + value * count, 0);
  return {
    mean: weighted / total,
    p50: atRank(Math.ceil(total * 0.5)),
    p90: atRank(Math.ceil(total * 0.9)),
  };
}

const noLoad = () => ({ orders: 0, shipments: 0, lines: 0, units: 0, freightMinor: 0 });

/** What each node is given under one profile, by day. */
export class Loads {
  private readonly sums = new Map<string, ReturnType<typeof noLoad>>();
  private readonly byDay = new Map<string, Map<LocalDate, DayWork>>();

  add(route: Route): void {
    for (const { nodeId, shipDate, lines, units, freightMinor } of route.shipments) {
      const sums = this.sums.get(nodeId) ?? noLoad();
      sums.orders += 1;
      sums.shipments += 1;
      sums.lines += lines;
      sums.units += units;
      sums.freightMinor += freightMinor;
      this.sums.set(nodeId, sums);
      const days = this.byDay.get(nodeId) ?? new Map<LocalDate, DayWork>();
      const work = days.get(shipDate) ?? NO_WORK;
      days.set(shipDate, {
        orders: work.orders + 1,
        lines: work.lines + lines,
        units: work.units + units,
      });
      this.byDay.set(nodeId, days);
    }
  }

  /** @param limits what the node takes on a day */
  of(nodeId: string, limits: DayLimits): NodeLoad {
    const days = [...(this.byDay.get(nodeId)?.values() ?? [])];
    return {
      ...(this.sums.get(nodeId) ?? noLoad()),
      daysOver: days.filter((work) => isOver(work, limits)).length,
      linesMost: Math.max(0, ...days.map((work) => work.lines)),
    };
  }

  linesOn(nodeId: string, day: LocalDate): number {
    return this.byDay.get(nodeId)?.get(day)?.lines ?? 0;
  }

  daysOf(nodeId: string): Iterable<LocalDate> {
    return this.byDay.get(nodeId)?.keys() ?? [];
  }
}

const MEASURES = ["orders", "lines", "units"] as const;

const isOver = (work: DayWork, limits: DayLimits): boolean =>
  MEASURES.some((measure) => work[measure] > (limits[measure] ?? Number.POSITIVE_INFINITY));

/** Days on which either side gives the node lines, in their order. */
export function daysOf(
  nodeId: string,
  loads: Pair<Loads>,
): readonly (readonly [LocalDate, number, number])[] {
  const days = new Set([...loads.before.daysOf(nodeId), ...loads.after.daysOf(nodeId)]);
  return [...days]
    .toSorted()
    .map((day) => [day, loads.before.linesOn(nodeId, day), loads.after.linesOn(nodeId, day)]);
}
