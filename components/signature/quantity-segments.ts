import { formatQuantity } from "@/components/format";
import type { Audience } from "@/components/status";

/**
 * Quantities of a line, an order or a SKU, each counting what is still there: ordered − cancelled =
 * allocated + backordered + released + shipped (+ what no decision covers yet). Delivered is a part
 * of shipped.
 */
export type QuantityBuckets = {
  ordered: number;
  shipped: number;
  /** Handed to a node: released, picked or packed. */
  released: number;
  allocated: number;
  backordered: number;
  cancelled: number;
  /** Of the cancelled, those that another line ships instead. */
  replaced?: number | undefined;
  delivered?: number | undefined;
  /** What waits is promised for a day to come, before which no stock is kept for it. */
  isPromised?: boolean | undefined;
  /** What waits is not out yet. */
  isPreorder?: boolean | undefined;
};

export type QuantitySegment = { id: string; label: string; short: string; quantity: number };

/** What buyers read: they know what is on its way and what comes later, not allocation. */
const CUSTOMER: Readonly<Record<string, { label: string; short: string }>> = {
  released: { label: "Being prepared", short: "being prepared" },
  allocated: { label: "Held for you", short: "held for you" },
  backordered: { label: "Ships later", short: "later" },
  unplaced: { label: "Being planned", short: "being planned" },
};

const PREORDERED = { label: "Pre-ordered", short: "pre-ordered" };

function waitingWords({ isPromised, isPreorder }: QuantityBuckets) {
  if (isPreorder) {
    return PREORDERED;
  }
  return isPromised
    ? { label: "Promised", short: "promised" }
    : { label: "Backordered", short: "backordered" };
}

function endedWords({ cancelled, replaced = 0 }: QuantityBuckets) {
  if (replaced === 0) {
    return { label: "Cancelled", short: "cancelled" };
  }
  return replaced === cancelled
    ? { label: "Shipped as another SKU", short: "replaced" }
    : { label: "Cancelled or shipped as another SKU", short: "cancelled or replaced" };
}

/** The non-empty parts in the order in which they are drawn, furthest along first. */
export function quantitySegments(
  buckets: QuantityBuckets,
  audience: Audience = "staff",
): QuantitySegment[] {
  const delivered = Math.min(buckets.delivered ?? 0, buckets.shipped);
  const known =
    buckets.shipped +
    buckets.released +
    buckets.allocated +
    buckets.backordered +
    buckets.cancelled;
  const segments: QuantitySegment[] = [
    { id: "delivered", label: "Delivered", short: "delivered", quantity: delivered },
    { id: "shipped", label: "Shipped", short: "shipped", quantity: buckets.shipped - delivered },
    { id: "released", label: "With the warehouse", short: "released", quantity: buckets.released },
    { id: "allocated", label: "Allocated", short: "allocated", quantity: buckets.allocated },
    {
      id: "backordered",
      ...waitingWords(buckets),
      quantity: buckets.backordered,
    },
    {
      id: "unplaced",
      label: "Not allocated",
      short: "open",
      quantity: Math.max(0, buckets.ordered - known),
    },
    { id: "cancelled", ...endedWords(buckets), quantity: buckets.cancelled },
  ];
  const read = segments.filter((segment) => segment.quantity > 0);
  return audience === "staff"
    ? read
    : read.map((segment) => ({
        ...segment,
        ...CUSTOMER[segment.id],
        ...(segment.id === "backordered" && buckets.isPreorder ? PREORDERED : {}),
      }));
}

/** The bar in words: "40 ea ordered: 26 shipped, 14 backordered". */
export function quantitySentence(
  buckets: QuantityBuckets,
  unit?: string,
  audience: Audience = "staff",
): string {
  const parts = quantitySegments(buckets, audience).map(
    (segment) => `${formatQuantity(segment.quantity)} ${segment.label.toLowerCase()}`,
  );
  const ordered = `${formatQuantity(buckets.ordered, unit)} ordered`;
  return parts.length === 0 ? ordered : `${ordered}: ${parts.join(", ")}`;
}
