import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { Severity } from "./types";

/** Why units will not, or may not, be there on the promised day. */
export type LateCause = {
  readonly kind: "not_shipped" | "supply_late" | "parcel_late" | "parcel_stuck";
  readonly units: number;
  /** Where they should have left, or are to leave. */
  readonly node: string;
  /** The day that passed, or the later day that is now expected. */
  readonly date: LocalDate | null;
};

export type LateLine = {
  readonly lineNumber: number;
  readonly promise: LocalDate;
  /** Units still to be delivered. */
  readonly openUnits: number;
  readonly isMissed: boolean;
  readonly causes: readonly LateCause[];
};

export type LateOrder = { readonly number: string; readonly lines: readonly LateLine[] };

export type PromiseTrouble = {
  readonly type: "promise_missed" | "promise_at_risk";
  readonly severity: Severity;
  readonly sentence: string;
};

/**
 * What to say of an order with late lines: missed when the day of any is over, else at risk.
 * Always in numbers: how many units, which day, and what keeps them.
 *
 * @param order at least one line
 */
export function decidePromiseTrouble(order: LateOrder): PromiseTrouble {
  const missed = order.lines.filter((line) => line.isMissed);
  const isMissed = missed.length > 0;
  const told = isMissed ? missed : order.lines;
  const units = sum(told.map((line) => line.openUnits));
  const promise = told.map((line) => line.promise).reduce((a, b) => (a < b ? a : b));
  const head = isMissed
    ? `${order.number}: ${countOf(units)} promised for ${promise} ${isAre(units)} not delivered`
    : `${order.number}: ${countOf(units)} promised for ${promise} may come later`;
  const reasons = reasonsOf(told.flatMap((line) => line.causes));
  return {
    type: isMissed ? "promise_missed" : "promise_at_risk",
    severity: isMissed ? "high" : "medium",
    sentence: reasons === "" ? head : `${head}: ${reasons}`,
  };
}

const countOf = (units: number) => (units === 1 ? "1 unit" : `${units} units`);
const isAre = (units: number) => (units === 1 ? "is" : "are");

/** One clause per kind, place and day, so that ten lines with one cause read as one. */
function reasonsOf(causes: readonly LateCause[]): string {
  const groups = new Map<string, LateCause>();
  for (const cause of causes) {
    const key = `${cause.kind} ${cause.node} ${cause.date}`;
    const known = groups.get(key);
    groups.set(key, { ...cause, units: cause.units + (known?.units ?? 0) });
  }
  return [...groups.values()].map(causeWords).join("; ");
}

/** A cause as one clause: `40 wait at Reno for supply now due 2026-11-24`. */
export function causeWords({ kind, units, node, date }: LateCause): string {
  switch (kind) {
    case "not_shipped":
      return `${units} should have left ${node} by ${date}`;
    case "supply_late":
      return `${units} ${units === 1 ? "waits" : "wait"} at ${node} for supply now due ${date}`;
    case "parcel_late":
      return `${units} from ${node} ${isAre(units)} expected on ${date}`;
    case "parcel_stuck":
      return `${units} from ${node} ${isAre(units)} in a parcel that the carrier cannot deliver`;
    default:
      return kind satisfies never;
  }
}
