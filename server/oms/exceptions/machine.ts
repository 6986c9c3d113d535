import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/** Life of what a person must decide. It closes itself when its cause clears. */
export const exceptionMachine = defineMachine({
  open: {
    acknowledge: "acknowledged",
    start: "in_progress",
    resolve: "resolved",
    clear: "auto_closed",
    dismiss: "dismissed",
  },
  acknowledged: {
    start: "in_progress",
    resolve: "resolved",
    clear: "auto_closed",
    dismiss: "dismissed",
  },
  in_progress: { resolve: "resolved", clear: "auto_closed", dismiss: "dismissed" },
  resolved: {},
  auto_closed: {},
  dismissed: {},
});

export type ExceptionState = StateOf<typeof exceptionMachine>;
export type ExceptionEvent = EventOf<typeof exceptionMachine>;
