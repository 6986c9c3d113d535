/** A promise between our own functions was broken: a bug, never a user's mistake. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) {
    throw new InvariantViolation(promise);
  }
}

/** The value that must be there by construction; its absence is a bug with a name. */
export function present<T>(value: T | null | undefined, promise: string): T {
  if (value === null || value === undefined) {
    throw new InvariantViolation(promise);
  }
  return value;
}
