import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/**
 * Life of a hard hold: a quantity of one line at one node. `promised` is pegged to inbound supply,
 * `allocated` stands on stock, `released` is in the hands of the node, `consumed` has left it.
 */
export const allocationMachine = defineMachine({
  promised: { receive: "allocated", deallocate: "deallocated" },
  allocated: { release: "released", deallocate: "deallocated" },
  released: { ship: "consumed", reject: "rejected", deallocate: "deallocated" },
  consumed: {},
  deallocated: {},
  rejected: {},
});

export type AllocationState = StateOf<typeof allocationMachine>;
export type AllocationEvent = EventOf<typeof allocationMachine>;
