import type { ApiRight } from "@/server/oms/customers/types";
import { inWords } from "./words";

/** What a key may do, as the person reads it who gives it out. */
const RIGHTS: Record<ApiRight, string> = {
  "orders.place_order": "Place orders",
  "orders.place_orders": "Place orders in batches",
  "orders.find_order": "Read orders",
  "inventory.availability": "Read availability",
  "inventory.apply_feed": "Post stock feeds",
  "inventory.find_feed_run": "Read stock feeds",
  "fulfillment.record_tracking_event": "Post tracking events",
};

export const rightInWords = (right: string): string =>
  Object.entries(RIGHTS).find(([known]) => known === right)?.[1] ??
  inWords(right.replace(/^\w+\./, ""));
