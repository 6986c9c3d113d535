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

/**
 * Life of an allocation run: looked at and edited, approved, and then applied; or put aside. One that
 * is decided again after its approval waits for another.
 */
export const allocationRunMachine = defineMachine({
  simulated: {
    edit: "simulated",
    refresh: "simulated",
    approve: "approved",
    dismiss: "dismissed",
  },
  approved: { refresh: "simulated", apply: "applied", dismiss: "dismissed" },
  applied: {},
  dismissed: {},
});

export type AllocationRunState = StateOf<typeof allocationRunMachine>;

/**
 * Life of a window run: orders that nobody works on yet are planned together, and what comes of it is
 * proposed. `left_as_it_was`: nothing was to be gained; `replaced`: a later run looked again.
 */
export const windowRunMachine = defineMachine({
  planning: { propose: "proposed", find_nothing: "left_as_it_was", fail: "failed" },
  proposed: { apply: "applied", dismiss: "dismissed", replace: "replaced" },
  applied: {},
  dismissed: {},
  replaced: {},
  left_as_it_was: {},
  failed: {},
});

export type WindowRunState = StateOf<typeof windowRunMachine>;
