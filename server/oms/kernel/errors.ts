/** Why a command did not run, in the words of the domain. Closed: a new code is a decision. */
export type ErrorCode =
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "INVALID_INPUT"
  | "ILLEGAL_TRANSITION"
  | "SHORT_SUPPLY"
  | "ORDER_REFUSED"
  | "DUPLICATE"
  | "WRONG_CODE"
  | "ON_HOLD"
  | "STALE"
  | "KEY_REUSED"
  | "RATE_LIMITED"
  | "UPSTREAM_FAILED";

/** One thing that is wrong with an input, where it is and what to do about it. */
export type Fault = {
  /** Path of the field, as in `lines.2.quantity`. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
};

/** Thrown by the shell only: the throw is what rolls the transaction back. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
