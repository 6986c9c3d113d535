import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/**
 * Life of a transfer between two nodes. It can be cancelled only while nothing of it was received:
 * then it turns round, and all of it is back where it came from. `close` ends it with what came,
 * whatever is missing.
 */
export const transferMachine = defineMachine({
  in_transit: {
    receive: "partially_received",
    complete: "received",
    close: "received",
    cancel: "cancelled",
  },
  partially_received: { receive: "partially_received", complete: "received", close: "received" },
  received: {},
  cancelled: {},
});

export type TransferState = StateOf<typeof transferMachine>;
export type TransferEvent = EventOf<typeof transferMachine>;

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
