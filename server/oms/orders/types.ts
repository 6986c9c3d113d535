export const channelKinds = [
  "portal",
  "phone",
  "rep",
  "edi",
  "csv",
  "api",
  "webshop",
  "marketplace",
  "pos",
] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Derived from the lines' buckets and kept on the order for search. */
export const fulfillmentStatuses = [
  "unallocated",
  "backordered",
  "partially_allocated",
  "allocated",
  "released",
  "partially_shipped",
  "shipped",
  "partially_delivered",
  "delivered",
  "cancelled",
] as const;
export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

export const paymentStatuses = [
  "not_due",
  "awaiting",
  "authorized",
  "partially_paid",
  "paid",
  "partially_refunded",
  "refunded",
  "on_terms",
  "overdue",
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** `complete`: nothing leaves before everything is there. `as_available`: what is there leaves. */
export const shipPolicies = ["as_available", "complete"] as const;
export type ShipPolicy = (typeof shipPolicies)[number];

/** How sure a promise is: firm = on hand, expected = pegged or by lead time. */
export const promiseStates = ["firm", "expected", "at_risk", "missed", "unknown"] as const;
export type PromiseState = (typeof promiseStates)[number];

export const holdTypes = [
  "credit",
  "address",
  "duplicate_po",
  "price_variance",
  "payment",
  "fraud",
  "manual",
] as const;
export type HoldType = (typeof holdTypes)[number];

/** Where the units of a line are. Each unit is in exactly one of allocated … shipped, or cancelled. */
export type LineBuckets = {
  readonly ordered: number;
  readonly cancelled: number;
  readonly allocated: number;
  readonly backordered: number;
  readonly released: number;
  readonly picked: number;
  readonly packed: number;
  readonly shipped: number;
  readonly delivered: number;
};
