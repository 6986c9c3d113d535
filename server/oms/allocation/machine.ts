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

/** Life of a version of the allocation policy: one of them is active. */
export const allocationPolicyMachine = defineMachine({
  draft: { activate: "active", retire: "retired" },
  active: { retire: "retired" },
  retired: {},
});

/** Life of an allocation run: looked at and edited, then applied or put aside. */
export const allocationRunMachine = defineMachine({
  simulated: { apply: "applied", dismiss: "dismissed" },
  applied: {},
  dismissed: {},
});

export type AllocationRunState = StateOf<typeof allocationRunMachine>;
