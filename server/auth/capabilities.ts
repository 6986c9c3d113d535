import type { Role } from "@/server/oms/customers/types";
import type { Actor } from "@/server/shell/actor";

/**
 * Which commands and queries a role may use, by their names. This is the whole vocabulary of
 * rights: a name that stands in no list can be used by the system only.
 */
const BUYER = [
  "catalog.search_skus",
  "catalog.resolve_skus",
  "customers.find_my_company",
  "customers.list_locations",
  "inventory.availability",
  "inventory.reserve_stock",
  "inventory.extend_reservation",
  "inventory.release_reservation",
  "inventory.find_reservation",
  "network.list_services",
  "orders.quote_lines",
  "orders.save_draft",
  "orders.find_draft",
  "orders.list_drafts",
  "orders.discard_draft",
  "orders.check_duplicate_po",
  "orders.place_order",
  "orders.list_orders",
  "orders.count_orders",
  "orders.find_order",
  "orders.list_purchased_skus",
  "orders.list_recent_orders",
  "notifications.find_tracking_link",
  "orders.cancel_order",
  "live.watch",
] as const;

const APPROVER = [...BUYER, "orders.approve_order", "orders.reject_order"] as const;

const STAFF_READ = [
  "catalog.search_skus",
  "catalog.resolve_skus",
  "catalog.list_skus",
  "customers.search_companies",
  "customers.list_companies",
  "customers.find_company",
  "customers.list_locations",
  "inventory.availability",
  "inventory.list_stock",
  "inventory.find_sku_stock",
  "inventory.list_movements",
  "inventory.list_sku_reservations",
  "network.list_nodes",
  "network.list_channels",
  "network.list_services",
  "orders.list_orders",
  "orders.count_orders",
  "orders.find_order",
  "orders.list_purchased_skus",
  "orders.list_recent_orders",
  "notifications.find_tracking_link",
  "sourcing.find_decisions",
  "fulfillment.list_shipments",
  "fulfillment.find_shipment",
  "exceptions.list_exceptions",
  "notifications.list_mail",
  "notifications.find_mail",
  "search.find_anything",
  "live.watch",
] as const;

const REP = [
  ...STAFF_READ,
  "inventory.reserve_stock",
  "inventory.extend_reservation",
  "inventory.release_reservation",
  "inventory.transfer_reservation",
  "inventory.find_reservation",
  "orders.quote_lines",
  "orders.save_draft",
  "orders.find_draft",
  "orders.list_drafts",
  "orders.discard_draft",
  "orders.check_duplicate_po",
  "orders.place_order",
  "orders.cancel_order",
  "customers.account_summary",
  "orders.comment_on_order",
] as const;

const WAREHOUSE = [
  "network.list_nodes",
  "fulfillment.list_board",
  "fulfillment.find_fulfillment_order",
  "fulfillment.accept_fulfillment_order",
  "fulfillment.reject_fulfillment_order",
  "fulfillment.reject_lines",
  "fulfillment.start_picking",
  "fulfillment.pick_line",
  "fulfillment.unpick_line",
  "fulfillment.report_short_pick",
  "fulfillment.open_package",
  "fulfillment.pack_item",
  "fulfillment.unpack_item",
  "fulfillment.remove_package",
  "fulfillment.finish_packing",
  "fulfillment.reopen_packing",
  "fulfillment.find_label_request",
  "fulfillment.label_shipment",
  "fulfillment.ship",
  "fulfillment.find_shipment",
  "fulfillment.list_shipments",
  "inventory.list_inbound",
  "inventory.receive_supply",
  "live.watch",
] as const;

const OPS = [
  ...REP,
  ...WAREHOUSE,
  "orders.place_orders",
  "orders.approve_order",
  "orders.reject_order",
  "orders.set_hold",
  "orders.release_hold",
  "allocation.release_due",
  "allocation.allocate_due",
  "allocation.resource_line",
  "fulfillment.record_tracking_event",
  "fulfillment.confirm_delivery",
  "catalog.set_kit",
  "inventory.adjust_stock",
  "inventory.count_stock",
  "inventory.apply_feed",
  "inventory.list_sources",
  "inventory.list_feed_runs",
  "inventory.find_feed_run",
  "inventory.list_feed_rejections",
  "inventory.change_inbound",
  "inventory.list_availability_rules",
  "inventory.preview_availability_rule",
  "inventory.save_availability_rule",
  "inventory.retire_availability_rule",
  "exceptions.resolve_exception",
  "exceptions.retry_job",
  "tracking.revoke_link",
  "reporting.today",
  "live.watch",
] as const;

const ADMIN = [
  ...OPS,
  "inventory.set_source",
  "auth.list_users",
  "auth.create_user",
  "auth.set_roles",
  "auth.set_access",
  "auth.create_key",
  "auth.revoke_key",
  "auth.list_keys",
] as const;

export const CAPABILITIES: Readonly<Record<Role, readonly string[]>> = {
  buyer: BUYER,
  approver: APPROVER,
  company_admin: APPROVER,
  rep: REP,
  warehouse: WAREHOUSE,
  ops: OPS,
  admin: ADMIN,
};

/** What needs no account. */
const PUBLIC_CAPABILITIES: ReadonlySet<string> = new Set(["tracking.find_parcels"]);

/** Whoever comes without an account, or to a page that asks for none. */
export const anonymousActor: Actor = {
  id: "anonymous",
  kind: "anonymous",
  name: "Anonymous",
  capabilities: PUBLIC_CAPABILITIES,
  companyId: null,
  nodeIds: null,
  contactId: null,
  onBehalfOf: null,
};

export const capabilitiesOf = (roles: readonly Role[]): ReadonlySet<string> =>
  new Set(roles.flatMap((role) => CAPABILITIES[role]));
