/** The tracking axis: what the carrier says, apart from the shipment's own state. */
export const trackingStatuses = [
  "pre_transit",
  "in_transit",
  "out_for_delivery",
  "available_for_pickup",
  "delivered",
  "failed_attempt",
  "exception",
  "return_to_sender",
] as const;
export type TrackingStatus = (typeof trackingStatuses)[number];

/** Why a node refuses work, and what that says about its stock. */
export const rejectReasons = {
  not_in_stock: "on hand at this node becomes 0",
  stock_mismatch: "on hand is lowered by the quantity refused",
  damaged: "the quantity refused becomes unsellable",
  no_capacity: "stock stays as it is",
  other: "stock stays as it is",
} as const;
export type RejectReason = keyof typeof rejectReasons;
export const rejectReasonWords = Object.keys(rejectReasons) as [RejectReason, ...RejectReason[]];
