import { defineMachine, type StateOf } from "../kernel/machine";

/** Life of a change of a placed order: written down, looked at, then applied or put aside. */
export const orderChangeMachine = defineMachine({
  open: { apply: "applied", discard: "discarded" },
  applied: {},
  discarded: {},
});

export type OrderChangeState = StateOf<typeof orderChangeMachine>;
