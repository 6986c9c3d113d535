import { defineMachine, type StateOf } from "../kernel/machine";

/**
 * Life of a soft hold. `active` counts only while it has not expired, before anybody sweeps it; one
 * that was swept can be taken up again by its owner, as a new one.
 */
export const reservationMachine = defineMachine({
  active: { convert: "converted", release: "released", expire: "expired" },
  converted: {},
  released: {},
  expired: { release: "released" },
});

export type ReservationState = StateOf<typeof reservationMachine>;
