/** Only `sellable` stock feeds availability. */
export const stockStatuses = ["sellable", "damaged", "quarantine"] as const;
export type StockStatus = (typeof stockStatuses)[number];

export const movementKinds = [
  "received",
  "adjusted",
  "allocated",
  "deallocated",
  "picked_short",
  "shipped",
  "transferred",
  "returned",
] as const;
export type MovementKind = (typeof movementKinds)[number];

export const inboundKinds = ["purchase_order", "transfer", "production"] as const;
export type InboundKind = (typeof inboundKinds)[number];

export const inboundStatuses = ["open", "received", "cancelled"] as const;
export type InboundStatus = (typeof inboundStatuses)[number];
