import type { SalesOrderState } from "./machine";

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
  /** Beyond the allocation horizon: nothing is kept for it yet, and it is nobody's backorder. */
  "promised",
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

/** A kit line as it was asked for. */
export type LineKit = {
  /** Its components' lines share this number. */
  readonly group: number;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  /** Kits ordered. */
  readonly quantity: number;
  readonly customerPart: string | null;
};

/** Working views of the order list; each is a condition that the database knows by index. */
export const orderViews = [
  "all",
  "attention",
  "late",
  "due_soon",
  "backordered",
  "ready",
  "on_hold",
  "approval",
  "placed_today",
  "shipped_today",
] as const;
export type OrderView = (typeof orderViews)[number];

export const orderSorts = ["placed_at", "number", "promise", "value"] as const;
export type OrderSort = (typeof orderSorts)[number];

export type OrderRow = {
  readonly id: string;
  readonly number: string;
  readonly placedAt: Date;
  readonly company: string;
  readonly companyId: string;
  readonly tier: string;
  readonly channel: string;
  readonly customerPo: string | null;
  readonly status: SalesOrderState;
  readonly fulfillmentStatus: FulfillmentStatus;
  readonly paymentStatus: PaymentStatus;
  readonly shipPolicy: ShipPolicy;
  readonly lineCount: number;
  readonly unitCount: number;
  readonly subtotal: number;
  readonly currency: string;
  readonly originalPromise: string | null;
  readonly currentPromise: string | null;
  readonly promiseState: PromiseState;
  readonly holdCount: number;
  readonly openExceptionCount: number;
  readonly buckets: {
    readonly ordered: number;
    readonly cancelled: number;
    readonly allocated: number;
    readonly backordered: number;
    readonly released: number;
    readonly shipped: number;
    readonly delivered: number;
  };
};
