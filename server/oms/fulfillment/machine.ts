import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/** Life of the work order that one node has for one sales order. It moves as a whole. */
export const fulfillmentOrderMachine = defineMachine({
  scheduled: { open: "open", cancel: "cancelled" },
  open: { accept: "accepted", reject: "rejected", hold: "on_hold", cancel: "cancelled" },
  accepted: { start_picking: "picking", reject: "rejected", hold: "on_hold", cancel: "cancelled" },
  picking: { finish_packing: "packed", reject: "rejected", hold: "on_hold", cancel: "cancelled" },
  packed: { ship: "shipped", reopen: "picking" },
  on_hold: { resume: "open", cancel: "cancelled" },
  shipped: {},
  rejected: {},
  cancelled: {},
});

export type FulfillmentOrderState = StateOf<typeof fulfillmentOrderMachine>;
export type FulfillmentOrderEvent = EventOf<typeof fulfillmentOrderMachine>;

/**
 * Life of what leaves a node in one go. A label is not a shipment: `shipped` is said at the node's
 * ship confirmation or the first carrier scan.
 */
export const shipmentMachine = defineMachine({
  draft: { label: "labelled", void: "voided" },
  labelled: { manifest: "manifested", ship: "shipped", void: "voided" },
  manifested: { ship: "shipped", void: "voided" },
  shipped: { deliver: "delivered" },
  delivered: {},
  voided: {},
});

export type ShipmentState = StateOf<typeof shipmentMachine>;
export type ShipmentEvent = EventOf<typeof shipmentMachine>;
