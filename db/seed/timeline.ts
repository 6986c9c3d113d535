import { type EpochDay, weekdayOf } from "@/server/oms/kernel/local-date";
import { pickBelow } from "./chance";
import type { TableRow } from "./tables";

/** An order of the source, at its place in the demo's time. */
export type DemoOrder = {
  /** Its number in the source, as `SO71936`. */
  reference: string;
  customerPo: string;
  company: string;
  placedAt: Date;
  /** Price net of discount as it was then, in ten-thousandths of a dollar. */
  lines: { sku: string; units: number; unitPriceE4: number }[];
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The last four months of the source: its order dates come in monthly batches. */
const FIRST_DATE = "2012-09-28";
/** Months are longer than these orders' days, so that each working day has about five. */
const WORKING_DAYS = 86;
/** Source day that becomes the last day, for the older orders of the demo's own buyer. */
const LAST_DATE_MS = Date.parse("2012-12-28");

/** Hour of the day, UTC, at which the working day of a country begins; it lasts eight hours. */
const OPENS_AT_UTC: Readonly<Record<string, number>> = { US: 14, CA: 13, AU: 0 };
const EUROPE_OPENS_AT_UTC = 7;
const OPEN_MINUTES = 480;

/** Days before the end of the last orders of the demo's own buyer, the newest first. */
const BUYER_DAYS_AGO = [1, 6, 13] as const;

/** Minutes before the end at which the very last orders come in: today is never empty. */
const LAST_MINUTES = [12, 31, 48, 66, 95, 130, 170, 215, 265, 330] as const;

type Undated = Omit<DemoOrder, "placedAt"> & { date: string };

function ordersOf(lines: readonly TableRow[]): Undated[] {
  const orders = new Map<string, Undated>();
  for (const row of lines) {
    const reference = row.text("order_number");
    const order = orders.get(reference) ?? {
      reference,
      // Not the file's own PO number: who imports the file would have every order held as a double.
      customerPo: `PO-${reference.replace("SO", "")}`,
      company: row.text("reseller"),
      date: row.text("order_date"),
      lines: [],
    };
    order.lines.push({
      sku: row.text("sku"),
      units: row.int("quantity"),
      unitPriceE4: Math.round(Number(row.text("unit_price")) * 10_000),
    });
    orders.set(reference, order);
  }
  return [...orders.values()];
}

/** Mondays to Fridays, the newest first, from the day of `now` on backwards. */
function workingDaysBefore(now: Date, count: number): EpochDay[] {
  const days: EpochDay[] = [];
  for (let day = Math.floor(now.getTime() / DAY_MS); days.length < count; day -= 1) {
    if (weekdayOf(day) < 5) {
      days.push(day);
    }
  }
  return days;
}

/** A moment of that day in the customer's working hours, fixed by the order's number. */
function momentOn(day: EpochDay, country: string, reference: string): number {
  const opens = OPENS_AT_UTC[country] ?? EUROPE_OPENS_AT_UTC;
  const minutes = opens * 60 + pickBelow(OPEN_MINUTES, "placed", reference);
  return day * DAY_MS + minutes * MINUTE_MS;
}

/**
 * The orders of the demo, in their order of time, ending at `now`.
 *
 * The last four months of the source are spread evenly over as many working days, in their own
 * order. The buyer's company has all of its orders: the last three in the last two weeks, the
 * older ones at their own distance from the end.
 *
 * @param lines rows of orders.csv.gz
 * @param countryOf country of a company's main address
 * @param buyer code of the company whose whole history is kept
 */
export function demoTimeline(
  lines: readonly TableRow[],
  countryOf: ReadonlyMap<string, string>,
  buyer: string,
  now: Date,
): DemoOrder[] {
  const all = ordersOf(lines);
  const recent = all.filter(({ date, company }) => date >= FIRST_DATE && company !== buyer);
  const own = all.filter(({ company }) => company === buyer);
  const days = workingDaysBefore(now, WORKING_DAYS);
  const country = (order: Undated): string => countryOf.get(order.company) ?? "US";

  const dated = recent.map((order, at): DemoOrder => {
    const fromEnd = recent.length - 1 - at;
    const last = LAST_MINUTES[fromEnd];
    const day = days[Math.floor((fromEnd * WORKING_DAYS) / recent.length)] ?? 0;
    const moment =
      last === undefined
        ? Math.min(
            momentOn(day, country(order), order.reference),
            now.getTime() - (LAST_MINUTES.at(-1) ?? 0) * MINUTE_MS - fromEnd * MINUTE_MS,
          )
        : now.getTime() - last * MINUTE_MS;
    return withoutDate(order, moment);
  });
  const past = own.map((order, at): DemoOrder => {
    const daysBack =
      BUYER_DAYS_AGO[own.length - 1 - at] ??
      Math.round((LAST_DATE_MS - Date.parse(order.date)) / DAY_MS);
    const day = Math.floor(now.getTime() / DAY_MS) - daysBack;
    return withoutDate(order, momentOn(day, country(order), order.reference));
  });
  return [...past, ...dated].sort(
    (a, b) => a.placedAt.getTime() - b.placedAt.getTime() || (a.reference < b.reference ? -1 : 1),
  );
}

function withoutDate({ date: _, ...order }: Undated, moment: number): DemoOrder {
  return { ...order, placedAt: new Date(moment) };
}
