import type { TrackingStatus } from "../fulfillment/types";
import type { LocalDate } from "../kernel/local-date";
import { itemOf, itemsToCome } from "./decide-to-come";
import {
  type Milestone,
  type MilestoneName,
  milestoneNames,
  type OrderFacts,
  type ParcelFacts,
  type TrackedItem,
  type TrackedOrder,
  type TrackedParcel,
} from "./types";

/** How long a link goes on working after the last parcel was delivered. */
const LINK_DAYS = 90;

/** How far each word of the carrier is along the way; a parcel that is stuck is with the carrier. */
const STEPS: Readonly<Record<TrackingStatus, number>> = {
  pre_transit: 0,
  in_transit: 1,
  exception: 1,
  return_to_sender: 1,
  out_for_delivery: 2,
  available_for_pickup: 2,
  failed_attempt: 2,
  delivered: 3,
};

/**
 * An order as anybody with its link may see it. What is not here cannot leak: no street, no price,
 * no name, no free text of a carrier.
 *
 * @param today the day where the goods leave
 */
export function decideTracking(order: OrderFacts, today: LocalDate): TrackedOrder {
  return {
    number: order.number,
    status: order.status,
    city: order.shipTo.city,
    postalPrefix: postalPrefix(order.shipTo.postalCode),
    country: order.shipTo.country,
    today,
    parcels: order.parcels.map((parcel, index) => trackedParcel(order, parcel, index + 1)),
    toCome: isOver(order) ? [] : toComeByDay(order),
  };
}

/** The part of a postal code that names an area and not a street. */
export function postalPrefix(postalCode: string): string {
  const code = postalCode.trim();
  const space = code.indexOf(" ");
  return space > 0 ? code.slice(0, space) : code.slice(0, Math.ceil(code.length / 2));
}

const isOver = (order: OrderFacts) =>
  order.status === "cancelled" || order.status === "rejected" || order.status === "expired";

function trackedParcel(order: OrderFacts, parcel: ParcelFacts, position: number): TrackedParcel {
  const lines = new Map(order.lines.map((line) => [line.lineId, line]));
  const items = parcel.items.flatMap(({ lineId, units }): TrackedItem[] => {
    const line = lines.get(lineId);
    return line === undefined ? [] : [trackedItem(itemOf(line, units))];
  });
  return {
    position,
    carrier: parcel.carrier,
    trackingNumber: parcel.trackingNumber,
    status: parcel.trackingStatus,
    arrivesOn: parcel.arrivesOn,
    deliveredAt: parcel.deliveredAt,
    timeZone: parcel.timeZone,
    milestones: milestonesOf(parcel),
    items,
    checkpoints: [...parcel.checkpoints].reverse(),
  };
}

const trackedItem = ({ description, unit, units, comesOutOn }: TrackedItem): TrackedItem => ({
  description,
  unit,
  units,
  ...(comesOutOn === undefined ? {} : { comesOutOn }),
});

/** The four steps of a parcel; the first event that reached a step gives it its moment. */
export function milestonesOf(parcel: ParcelFacts): Milestone[] {
  const reached = STEPS[parcel.trackingStatus];
  return milestoneNames.map((name: MilestoneName, step) => {
    const told = parcel.checkpoints.find((checkpoint) => STEPS[checkpoint.status] >= step);
    const isExactly = told !== undefined && STEPS[told.status] === step;
    const own =
      name === "label_ready" ? parcel.labelledAt : name === "delivered" ? parcel.deliveredAt : null;
    return {
      name,
      isReached: step <= reached,
      at: step > reached ? null : (own ?? (isExactly ? told.at : null)),
    };
  });
}

function toComeByDay(order: OrderFacts): TrackedOrder["toCome"] {
  const days = new Map<LocalDate | null, TrackedItem[]>();
  for (const { arrivesOn, ...item } of itemsToCome(order)) {
    days.set(arrivesOn, [...(days.get(arrivesOn) ?? []), trackedItem(item)]);
  }
  return [...days].map(([arrivesOn, items]) => ({ arrivesOn, items }));
}

/**
 * The moment from which an order's link answers nothing any more; null while it is under way. An
 * order that was never to arrive ends with its cancellation.
 */
export function trackingEndsAt(order: OrderFacts): Date | null {
  const isUnderWay = order.parcels.some((parcel) => parcel.deliveredAt === null && parcel.hasLeft);
  const end = isOver(order) ? (order.cancelledAt ?? order.placedAt) : order.completedAt;
  if (isUnderWay || end === null) {
    return null;
  }
  const last = Math.max(
    end.getTime(),
    ...order.parcels.map((parcel) => parcel.deliveredAt?.getTime() ?? 0),
  );
  return new Date(last + LINK_DAYS * 86_400_000);
}
