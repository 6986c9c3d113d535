import type { LocalDate } from "../kernel/local-date";
import type { FulfillmentStatus, LineBuckets, PromiseState } from "./types";

const total = (lines: readonly LineBuckets[], bucket: keyof LineBuckets) =>
  lines.reduce((sum, line) => sum + line[bucket], 0);

/**
 * The furthest word that is true of all units still wanted of an order (or of one line).
 *
 * @param lines one or more lines whose buckets add up
 * @param isBeyondHorizon nothing is kept for the order before a day to come: what waits is promised
 */
export function decideFulfillmentStatus(
  lines: readonly LineBuckets[],
  isBeyondHorizon = false,
): FulfillmentStatus {
  const wanted = total(lines, "ordered") - total(lines, "cancelled");
  const shipped = total(lines, "shipped");
  const delivered = total(lines, "delivered");
  const released = total(lines, "released");
  const allocated = total(lines, "allocated");
  if (wanted === 0) {
    return "cancelled";
  }
  if (delivered > 0) {
    return delivered === wanted ? "delivered" : "partially_delivered";
  }
  if (shipped > 0) {
    return shipped === wanted ? "shipped" : "partially_shipped";
  }
  if (released > 0) {
    return "released";
  }
  if (allocated > 0) {
    return allocated === wanted ? "allocated" : "partially_allocated";
  }
  if (total(lines, "backordered") > 0) {
    return isBeyondHorizon ? "promised" : "backordered";
  }
  return "unallocated";
}

export type LinePromise = {
  readonly date: LocalDate | null;
  readonly state: PromiseState;
};

const WORSE: readonly PromiseState[] = ["firm", "expected", "unknown", "at_risk", "missed"];

/** An order's promise: the latest date of its lines, and the least sure of their states. */
export function decideOrderPromise(lines: readonly LinePromise[]): LinePromise {
  let date: LocalDate | null = null;
  let state: PromiseState = "firm";
  for (const line of lines) {
    if (line.date !== null && (date === null || line.date > date)) {
      date = line.date;
    }
    if (WORSE.indexOf(line.state) > WORSE.indexOf(state)) {
      state = line.state;
    }
  }
  return lines.length === 0 ? { date: null, state: "unknown" } : { date, state };
}

/** The states of an order that still goes on. */
export const openOrderStates = ["submitted", "pending_approval", "confirmed", "in_fulfillment"];

export const isOpenOrder = (status: string): boolean => openOrderStates.includes(status);
