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

/** Working views of the stock list: all, those that lines wait for, those with nothing to promise. */
export const stockViews = ["all", "short", "out"] as const;
export type StockView = (typeof stockViews)[number];

/** The two numbers of a position that its ledger adds up to. */
export const stockCounters = ["on_hand", "allocated"] as const;
export type StockCounter = (typeof stockCounters)[number];

/** Working views of inbound supply: all that is open, what is overdue, what orders wait for. */
export const inboundViews = ["open", "overdue", "promised"] as const;
export type InboundView = (typeof inboundViews)[number];
