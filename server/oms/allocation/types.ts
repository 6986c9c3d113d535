/**
 * What made the network be asked for a place: an order was placed, a node would not, supply came or
 * will not come, stock turned out to be there or not to be there, an order came within the horizon, a node was turned
 * off, a person wished it.
 */
export const decisionTriggers = [
  "placed",
  "node_rejected",
  "supply_received",
  "supply_lost",
  "stock_found",
  "stock_lost",
  "horizon_reached",
  "node_off",
  "manual",
] as const;
export type DecisionTrigger = (typeof decisionTriggers)[number];
