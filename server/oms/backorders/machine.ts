import { defineMachine, type StateOf } from "../kernel/machine";

/**
 * A question to a customer about a later date. `lapsed`: nobody answered, and the order goes on
 * without an answer.
 */
export const consentMachine = defineMachine({
  asked: { accept: "accepted", decline: "declined", withdraw: "withdrawn", lapse: "lapsed" },
  accepted: {},
  declined: {},
  withdrawn: {},
  lapsed: {},
});

export type ConsentState = StateOf<typeof consentMachine>;
