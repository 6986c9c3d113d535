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
  "pick_overdue",
  "pack_mismatch",
  "label_failed",
  "carrier_missed_pickup",
  "in_transit_stalled",
  "delivery_failed",
  "supply_late",
  "promise_at_risk",
  "promise_missed",
  "cutoff_missed",
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

/** Working views of the queue: what is open, what of it nobody has in hand, what was closed. */
export const exceptionViews = ["open", "unowned", "closed"] as const;
export type ExceptionView = (typeof exceptionViews)[number];

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
