import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/**
 * Life of a sales order as a whole. Quantities live in the lines' buckets; holds and exceptions
 * are rows beside the order, never a state of it.
 */
export const salesOrderMachine = defineMachine({
  draft: { submit: "submitted", discard: "cancelled" },
  submitted: {
    request_approval: "pending_approval",
    confirm: "confirmed",
    reject: "rejected",
    cancel: "cancelled",
  },
  pending_approval: {
    approve: "confirmed",
    reject: "rejected",
    expire: "expired",
    cancel: "cancelled",
  },
  confirmed: {
    start_fulfillment: "in_fulfillment",
    complete: "completed",
    cancel: "cancelled",
  },
  in_fulfillment: { complete: "completed", cancel: "cancelled" },
  completed: {},
  cancelled: {},
  rejected: {},
  expired: {},
});

export type SalesOrderState = StateOf<typeof salesOrderMachine>;
export type SalesOrderEvent = EventOf<typeof salesOrderMachine>;
