import type { QuantityBuckets } from "@/components/signature/quantity-segments";
import type { KitView, OrderLineView } from "./types";

/** A line as it was asked for: one of its own, or a kit with the lines of its components. */
export type AskedRow =
  | { readonly kit: null; readonly line: OrderLineView }
  | { readonly kit: KitView; readonly lines: readonly OrderLineView[] };

/** The lines of an order, those of one kit together, each where its first line stands. */
export function askedRows(lines: readonly OrderLineView[]): AskedRow[] {
  const isFirst = (line: OrderLineView, at: number) =>
    lines.findIndex(({ kit }) => kit?.group === line.kit?.group) === at;
  return lines.flatMap((line, at): AskedRow[] => {
    const { kit } = line;
    if (kit === null) {
      return [{ kit, line }];
    }
    return isFirst(line, at)
      ? [{ kit, lines: lines.filter((each) => each.kit?.group === kit.group) }]
      : [];
  });
}

/**
 * Where the kits of a line are. A kit has come as far as the least of its components: three kits
 * have shipped when the units of three have, of every component.
 */
export function kitBuckets(
  { quantity }: KitView,
  lines: readonly OrderLineView[],
): QuantityBuckets {
  const kitsOf = (units: (buckets: QuantityBuckets) => number) =>
    Math.min(
      ...lines.map(({ buckets }) => Math.floor((units(buckets) * quantity) / buckets.ordered)),
    );
  const delivered = kitsOf((b) => b.delivered ?? 0);
  const shipped = kitsOf((b) => b.shipped);
  const released = kitsOf((b) => b.shipped + b.released);
  const allocated = kitsOf((b) => b.shipped + b.released + b.allocated);
  const cancelled = kitsOf((b) => b.cancelled);
  return {
    ordered: quantity,
    delivered,
    shipped,
    released: released - shipped,
    allocated: allocated - released,
    cancelled,
    backordered: quantity - cancelled - allocated,
    ...(lines.some(({ buckets }) => buckets.isPromised) && { isPromised: true }),
  };
}

const SURENESS = ["firm", "expected", "unknown", "at_risk", "missed"] as const;

/** When the last component comes, and how sure the least sure of them is. */
export function kitPromise(lines: readonly OrderLineView[]): OrderLineView["promise"] {
  const latest = (days: readonly (string | null)[]) =>
    days.reduce((last, day) => (last === null || day === null ? null : day > last ? day : last));
  const worst = Math.max(...lines.map(({ promise }) => SURENESS.indexOf(promise.state)));
  return {
    date: latest(lines.map(({ promise }) => promise.date)),
    original: latest(lines.map(({ promise }) => promise.original)),
    state: SURENESS[worst] ?? "unknown",
  };
}
