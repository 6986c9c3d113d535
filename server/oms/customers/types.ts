export const companyStatuses = ["active", "blocked"] as const;
export type CompanyStatus = (typeof companyStatuses)[number];

export const companyTiers = ["gold", "silver", "bronze"] as const;
export type CompanyTier = (typeof companyTiers)[number];

export const contactRoles = ["buyer", "approver", "company_admin"] as const;
export type ContactRole = (typeof contactRoles)[number];

export const staffRoles = ["rep", "warehouse", "ops", "finance", "admin"] as const;
export type StaffRole = (typeof staffRoles)[number];
export type Role = ContactRole | StaffRole;

/** Working views of what customers owe: over their limit, with overdue amounts, with held orders. */
export const creditViews = ["all", "over", "overdue", "held"] as const;
export type CreditView = (typeof creditViews)[number];

export const PASSWORD_LENGTH_MIN = 10;

/** What a key of the public API is made for, by the names of the commands and queries behind it. */
export const apiRights = [
  "orders.place_order",
  "orders.place_orders",
  "orders.find_order",
  "inventory.availability",
  "inventory.send_sellable",
  "inventory.list_sellable",
  "inventory.reserve_stock",
  "inventory.extend_reservation",
  "inventory.release_reservation",
  "inventory.transfer_reservation",
  "inventory.find_reservation",
  "inventory.apply_feed",
  "inventory.find_feed_run",
  "imports.open_feed_job",
  "imports.add_feed_part",
  "imports.finish_feed_job",
  "imports.dismiss_feed_job",
  "imports.find_feed_job",
  "fulfillment.record_tracking_event",
  "customers.set_receivables",
  "catalog.list_relations",
  "catalog.set_relations",
  "inventory.set_supply",
  "sourcing.list_decisions",
  "sourcing.export_profile",
  "sourcing.check_profile",
  "sourcing.import_profile",
  "webhooks.list_subscriptions",
  "webhooks.list_deliveries",
  "webhooks.save_subscription",
  "webhooks.rotate_secret",
  "webhooks.send_test",
  "webhooks.replay_message",
] as const;
export type ApiRight = (typeof apiRights)[number];

/** Working views of the accounts: who may sign in as staff or as buyer, and who no longer may. */
export const userViews = ["staff", "buyers", "closed"] as const;
export type UserView = (typeof userViews)[number];

/** Days that what had to wait may wait on for the next shipment, where nothing else was agreed. */
export const REMAINDER_DAYS = 14;
