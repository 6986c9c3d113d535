import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/**
 * Life of a rehearsal. A worker that takes it may die; then another takes it again, from the
 * beginning: nothing of it is kept before it is finished.
 */
export const rehearsalMachine = defineMachine({
  queued: { take: "running", cancel: "cancelled" },
  running: { take: "running", finish: "done", fail: "failed", cancel: "cancelled" },
  done: {},
  cancelled: {},
  failed: {},
});

export type RehearsalState = StateOf<typeof rehearsalMachine>;
export type RehearsalEvent = EventOf<typeof rehearsalMachine>;
