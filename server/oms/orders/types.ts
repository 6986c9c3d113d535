import type { HoldRule } from "./decide-hold-rule";
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

/**
 * `complete`: nothing leaves before everything is there. `as_available`: what is there leaves.
 * `with_next`: what is there leaves, and what had to wait leaves with the next shipment to its address,
 * or after some days alone.
 */
export const shipPolicies = ["as_available", "with_next", "complete"] as const;
export type ShipPolicy = (typeof shipPolicies)[number];

/** Why a customer is credited; what takes a credit back carries its reason. */
export const creditReasons = [
  "late",
  "short",
  "damaged",
  "wrong_item",
  "price",
  "goodwill",
] as const;
export type CreditReason = (typeof creditReasons)[number];

/** How sure a promise is: firm = on hand, expected = pegged or by lead time. */
export const promiseStates = ["firm", "expected", "at_risk", "missed", "unknown"] as const;
export type PromiseState = (typeof promiseStates)[number];

/** What a hold can stop. `allocate`: stock is given; `change`: what was ordered is altered. */
export const holdTransactions = [
  "allocate",
  "release",
  "pick",
  "pack",
  "ship",
  "change",
  "cancel",
] as const;
export type HoldTransaction = (typeof holdTransactions)[number];

export const holdLevels = ["order", "line", "fulfillment_order"] as const;
export type HoldLevel = (typeof holdLevels)[number];

/** Rights that a type of hold may ask of whoever lifts it. */
export const holdReleaseRights = ["orders.release_hold", "orders.release_credit_hold"] as const;
export type HoldReleaseRight = (typeof holdReleaseRights)[number];

export const holdReleaseKinds = ["by_hand", "cause_cleared"] as const;
export type HoldReleaseKind = (typeof holdReleaseKinds)[number];

/** What a kind of hold stops, and who may lift it. */
export type HoldTypeRow = {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly blocks: readonly HoldTransaction[];
  readonly level: HoldLevel;
  readonly stopsOrder: boolean;
  readonly releaseRight: HoldReleaseRight;
  readonly autoRelease: boolean;
  readonly isActive: boolean;
  readonly version: number;
};

/** What stands about holds at one moment. */
export type HoldBook = {
  readonly types: ReadonlyMap<string, HoldTypeRow>;
  /** Those in force, in their order. */
  readonly rules: readonly HoldRule[];
};

/** A hold that nobody lifted yet, with what its type stops. */
export type OpenHold = {
  readonly id: string;
  readonly type: string;
  readonly typeName: string;
  readonly reason: string;
  /** Of a hold on one line; null: of the whole order, or of one fulfillment order. */
  readonly orderLineId: string | null;
  readonly fulfillmentOrderId: string | null;
  readonly blocks: readonly HoldTransaction[];
  /** It stops the whole order from wherever it is set. */
  readonly stopsOrder: boolean;
};

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

/** Days ahead in which what waits is due to leave. */
export const BACKORDER_DUE_DAYS = 7;

/** Working views of the order list; each is a condition that the database knows by index. */
export const orderViews = [
  "all",
  "attention",
  "late",
  "due_soon",
  "backordered",
  "backorders_due",
  "preordered",
  "ready",
  "on_hold",
  "approval",
  "placed_today",
  "shipped_today",
] as const;
export type OrderView = (typeof orderViews)[number];

/** Days since an order was placed, counted by days of UTC. */
export const orderAges = ["0-7", "8-14", "15-30", "31-60", "over-60"] as const;
export type OrderAge = (typeof orderAges)[number];

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
  /** Of all that was ordered, in minor units. */
  readonly subtotal: number;
  /** Of what is not cancelled of it. */
  readonly owed: number;
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
    /** Of the backordered units, those of SKUs that are not out yet. */
    readonly preordered: number;
    readonly released: number;
    readonly shipped: number;
    readonly delivered: number;
  };
};
