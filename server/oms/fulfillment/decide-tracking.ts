import type { TrackingStatus } from "./types";

export type TrackingFact = { readonly status: TrackingStatus; readonly occurredAt: Date };

/** Order of facts that carry the same time: the one further along is taken as the later. */
const STEP: Readonly<Record<TrackingStatus, number>> = {
  pre_transit: 0,
  in_transit: 1,
  exception: 2,
  failed_attempt: 3,
  out_for_delivery: 4,
  available_for_pickup: 5,
  return_to_sender: 6,
  delivered: 7,
};

/**
 * Where a parcel is, from all that was said of it.
 *
 * The facts are read in the order in which they happened, not in which they arrived, so a late
 * message about an earlier scan changes nothing. A parcel may go back from "out for delivery" to
 * "in transit" (it does, after a failed attempt), but never from moving to not yet collected, and
 * never away from delivered or returned.
 */
export function decideTrackingStatus(facts: readonly TrackingFact[]): TrackingStatus {
  const inOrder = facts.toSorted(
    (a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || STEP[a.status] - STEP[b.status],
  );
  let status: TrackingStatus = "pre_transit";
  for (const fact of inOrder) {
    if (status === "delivered" || status === "return_to_sender") {
      return status;
    }
    status = fact.status === "pre_transit" ? status : fact.status;
  }
  return status;
}

/** Did the carrier have the parcel in hand? A label or an announcement is not yet a scan. */
export const isCarrierScan = (status: TrackingStatus): boolean => status !== "pre_transit";
