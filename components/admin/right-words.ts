import type { ApiRight } from "@/server/oms/customers/types";
import { inWords } from "./words";

/** What a key may do, as the person reads it who gives it out. */
const RIGHTS: Record<ApiRight, string> = {
  "orders.place_order": "Place orders",
  "orders.place_orders": "Place orders in batches",
  "orders.find_order": "Read orders",
  "inventory.availability": "Read availability",
  "inventory.send_sellable": "Export sellable stock",
  "inventory.list_sellable": "Read exported sellable stock",
  "inventory.reserve_stock": "Hold stock",
  "inventory.extend_reservation": "Hold stock for longer",
  "inventory.release_reservation": "Give held stock up",
  "inventory.transfer_reservation": "Hold stock at another node",
  "inventory.find_reservation": "Read held stock",
  "inventory.apply_feed": "Post stock feeds",
  "inventory.find_feed_run": "Read stock feeds",
  "imports.open_feed_job": "Begin stock snapshots",
  "imports.add_feed_part": "Send rows of stock snapshots",
  "imports.finish_feed_job": "Finish stock snapshots",
  "imports.dismiss_feed_job": "Give up stock snapshots",
  "imports.find_feed_job": "Read stock snapshots",
  "fulfillment.record_tracking_event": "Post tracking events",
  "customers.set_receivables": "Post what customers owe",
  "catalog.list_relations": "Read what may ship instead of what",
  "catalog.set_relations": "Say what may ship instead of what",
  "inventory.set_supply": "Say what is to come from suppliers and plants",
  "sourcing.list_decisions": "Read why orders were routed as they were",
  "sourcing.export_profile": "Read the routing profile",
  "sourcing.check_profile": "Check a routing document",
  "sourcing.import_profile": "Send a routing document as a draft",
  "webhooks.list_subscriptions": "Read webhooks",
  "webhooks.list_deliveries": "Read what webhooks were sent",
  "webhooks.save_subscription": "Make and change webhooks",
  "webhooks.rotate_secret": "Exchange secrets of webhooks",
  "webhooks.send_test": "Test webhooks",
  "webhooks.replay_message": "Send webhook messages again",
};

export const rightInWords = (right: string): string =>
  Object.entries(RIGHTS).find(([known]) => known === right)?.[1] ??
  inWords(right.replace(/^\w+\./, ""));
