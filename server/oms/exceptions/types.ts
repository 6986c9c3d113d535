export const exceptionTypes = [
  "address_invalid",
  "sku_unknown",
  "price_variance",
  "duplicate_po",
  "credit_hold",
  "payment_failed",
  "fraud_review",
  "inventory_short",
  "oversold",
  "unfillable",
  "node_rejected",
  "pick_short",
  "hand_placement_lost",
  "pick_overdue",
  "pack_mismatch",
  "label_failed",
  "carrier_missed_pickup",
  "in_transit_stalled",
  "delivery_failed",
  "supply_late",
  "promise_at_risk",
  "promise_missed",
  "cutoff_at_risk",
  "cutoff_missed",
  "order_stuck",
  "supplier_no_ack",
  "edi_rejected",
  "integration_failed",
  "stock_drift",
  "return_overdue",
  "return_mismatch",
  "refund_failed",
] as const;
export type ExceptionType = (typeof exceptionTypes)[number];

export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/**
 * Working views of the queue: what is open; what of it is one's own, has no owner, or has not been
 * decided in its time; what sleeps until a moment; what was closed. What sleeps is in no other view.
 */
export const exceptionViews = ["open", "mine", "unowned", "breached", "snoozed", "closed"] as const;
export type ExceptionView = (typeof exceptionViews)[number];

/** What the queue is sorted by; alike ones stand together when it is the type, the SKU or the node. */
export const exceptionSorts = ["severity", "due", "type", "sku", "node"] as const;
export type ExceptionSort = (typeof exceptionSorts)[number];

/** Minutes in which an exception of a severity is to be decided. */
export type SlaMinutes = Readonly<Record<Severity, number>>;

/** How exceptions of a type are handled: in what time, at what cost, by whom. */
export type ExceptionPolicy = {
  readonly type: ExceptionType;
  readonly slaMinutes: SlaMinutes;
  /** What one costs that a person handles, in minor units. */
  readonly costMinor: number;
  readonly currency: string;
  /** Whose work it is, as people say it: "Purchasing". */
  readonly team: string;
  /** A user who is given it at once; null: it waits for somebody to take it. */
  readonly ownerId: string | null;
};

/** How long things may stand still before it is somebody's work, each in minutes. */
export const timers = [
  "approval",
  "on_hold",
  "not_released",
  "accept",
  "start_picking",
  "finish_packing",
  "before_cut_off",
  "label",
  "first_scan",
  "next_scan",
  "supplier_answer",
  "before_supply",
] as const;
export type Timer = (typeof timers)[number];

/** What the detail of a `stock_drift` says of its position. */
export type DriftedPosition = {
  readonly skuId: string;
  readonly nodeId: string;
  readonly status: "sellable" | "damaged" | "quarantine";
  readonly sku: string;
  readonly node: string;
  readonly counter: { readonly onHand: number; readonly allocated: number };
  readonly ledger: { readonly onHand: number; readonly allocated: number };
  readonly held: number;
};
