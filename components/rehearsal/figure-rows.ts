import { formatMoney, formatPercent, formatQuantity, UNKNOWN } from "@/components/format";
import type { RouteTotals } from "@/server/oms/rehearsal/types";

/** One line of the comparison: how it reads, and the number by which the two sides differ. */
export type FigureRow = {
  readonly label: string;
  /** Over a column; only of lines that slices are told by. */
  readonly short?: string;
  readonly of: (totals: RouteTotals, currency: string) => string;
  /** Null where there is nothing to compare. */
  readonly value: (totals: RouteTotals) => number | null;
  readonly delta: (difference: number, currency: string) => string;
  /** Which way is good news. */
  readonly good: "less" | "more" | "neither";
};

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const percent = (value: number | null): string =>
  value === null ? UNKNOWN : formatPercent(value, 1);

const decimal = (value: number | null, digits: number): string =>
  value === null ? UNKNOWN : value.toFixed(digits);

const points = (difference: number): string => `${(difference * 100).toFixed(1)} pts`;

const count = (
  label: string,
  value: (totals: RouteTotals) => number,
  good: FigureRow["good"],
): FigureRow => ({
  label,
  of: (totals) => formatQuantity(value(totals)),
  value,
  delta: (difference) => formatQuantity(difference),
  good,
});

const money = (label: string, value: (totals: RouteTotals) => number): FigureRow => ({
  label,
  of: (totals, currency) => formatMoney(value(totals), currency),
  value,
  delta: (difference, currency) => formatMoney(difference, currency),
  good: "less",
});

const share = (
  label: string,
  value: (totals: RouteTotals) => number | null,
  good: FigureRow["good"],
): FigureRow => ({
  label,
  of: (totals) => percent(value(totals)),
  value,
  delta: points,
  good,
});

const days = (label: string, value: (totals: RouteTotals) => number | null): FigureRow => ({
  label,
  of: (totals) => decimal(value(totals), 1),
  value,
  delta: (difference) => `${difference.toFixed(1)} days`,
  good: "less",
});

/** What two versions of routing are compared by, as people ask for it. */
export const FIGURE_ROWS: readonly FigureRow[] = [
  {
    ...count("Units that no node ships from stock", (t) => t.openUnits, "less"),
    short: "Open units",
  },
  count("Orders with such units", (t) => t.ordersOpen, "less"),
  count("Orders that no node may ship", (t) => t.ordersWithoutNode, "less"),
  share("Orders in more than one shipment", (t) => ratio(t.ordersSplit, t.ordersShipping), "less"),
  {
    label: "Shipments per order",
    short: "Shipments",
    of: (t) => decimal(ratio(t.shipments, t.ordersShipping), 2),
    value: (t) => ratio(t.shipments, t.ordersShipping),
    delta: (difference) => difference.toFixed(2),
    good: "less",
  },
  money("Freight", (t) => t.freightMinor),
  money("Handling", (t) => t.handlingMinor),
  { ...money("Freight and handling", (t) => t.freightMinor + t.handlingMinor), short: "Cost" },
  money("With what a split is charged", (t) => t.costMinor),
  {
    ...days("Days to the promise, mean", (t) => t.promiseDays?.mean ?? null),
    short: "Days to promise",
  },
  days("Days to the promise, median", (t) => t.promiseDays?.p50 ?? null),
  days("Days to the promise, p90", (t) => t.promiseDays?.p90 ?? null),
  {
    ...share("Promised after the day wanted", (t) => ratio(t.ordersLate, t.ordersWanted), "less"),
    short: "Late",
  },
  {
    label: "Miles per shipment",
    of: (t) => decimal(ratio(t.miles, t.shipmentsMeasured), 0),
    value: (t) => ratio(t.miles, t.shipmentsMeasured),
    delta: (difference) => difference.toFixed(0),
    good: "less",
  },
];

/** The lines that a channel or a tier is told by. */
export const SLICE_ROWS: readonly FigureRow[] = FIGURE_ROWS.filter(({ short }) => short);

export type Difference = { readonly text: string; readonly isGood: boolean | null };

/** How the second side differs from the first; null where one is not known. */
export function differenceOf(
  row: FigureRow,
  before: RouteTotals,
  after: RouteTotals,
  currency: string,
): Difference | null {
  const [from, to] = [row.value(before), row.value(after)];
  if (from === null || to === null) {
    return null;
  }
  const difference = to - from;
  const words = row.delta(Math.abs(difference), currency);
  if (!/[1-9]/.test(words)) {
    return { text: "same", isGood: null };
  }
  const isLess = difference < 0;
  return {
    text: `${isLess ? "−" : "+"}${words}`,
    isGood: row.good === "neither" ? null : isLess === (row.good === "less"),
  };
}
