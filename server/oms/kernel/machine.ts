import { err, ok, type Result } from "./result";

/** state → event → next state. A state without events is final. */
export type TransitionTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Closed: each target is itself a state of the table. */
type Closed<T extends TransitionTable> = {
  readonly [S in keyof T]: { readonly [E in keyof T[S]]: keyof T & string };
};

export type StateOf<T extends TransitionTable> = keyof T & string;
export type EventOf<T extends TransitionTable> = { [S in keyof T]: keyof T[S] }[keyof T] & string;

export type IllegalTransition = {
  readonly code: "ILLEGAL_TRANSITION";
  readonly from: string;
  readonly event: string;
};

export const defineMachine = <const T extends TransitionTable>(table: T & Closed<T>): T => table;

export const statesOf = <T extends TransitionTable>(table: T) =>
  Object.keys(table) as [StateOf<T>, ...StateOf<T>[]];

export function next<T extends TransitionTable>(
  table: T,
  from: StateOf<T>,
  event: EventOf<T>,
): Result<StateOf<T>, IllegalTransition> {
  const to = table[from]?.[event];
  return to === undefined ? err({ code: "ILLEGAL_TRANSITION", from, event }) : ok(to);
}

/** What a screen may offer in this state: the same table that the server enforces. */
export function eventsFrom<T extends TransitionTable>(table: T, from: StateOf<T>): EventOf<T>[] {
  return Object.keys(table[from] ?? {}) as EventOf<T>[];
}
