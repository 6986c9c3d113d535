import { formatCount, formatDate, formatInstant } from "@/components/format";
import { statusLook } from "@/components/status";
import type { TrackedOrder, TrackedParcel } from "@/server/oms/notifications/types";

/** The sentences of the tracking page. Built per parcel, never from an order's own word. */

const isDelivered = (parcel: TrackedParcel) => parcel.status === "delivered";
const isMoving = ({ status }: TrackedParcel) =>
  status === "in_transit" || status === "out_for_delivery" || status === "available_for_pickup";

function dayOf(date: string, today: string): string {
  return date === today ? "today" : formatDate(date, today);
}

/** What a parcel does that does not simply move, in the words of its recipient. */
function standstillOf(parcel: TrackedParcel): string {
  switch (parcel.status) {
    case "pre_transit":
      return "Preparing — label ready, waiting for carrier pick-up";
    case "failed_attempt":
      return "Delivery was attempted — the carrier will try again";
    case "exception":
      return "Delayed — the carrier reports a problem";
    case "return_to_sender":
      return "Going back to the sender";
    case "available_for_pickup":
      return "Ready to collect from the carrier";
    case "in_transit":
    case "out_for_delivery":
    case "delivered":
      return statusLook("tracking", parcel.status, "customer").word;
    default:
      return parcel.status satisfies never;
  }
}

/** Where one parcel is: `On its way — arriving Tue 24 Nov`. */
export function parcelSentence(parcel: TrackedParcel, today: string): string {
  const { status, arrivesOn, deliveredAt, timeZone } = parcel;
  if (status === "delivered" && deliveredAt !== null) {
    return `Delivered ${formatInstant(deliveredAt, timeZone, today)}`;
  }
  if (status === "out_for_delivery") {
    return "Out for delivery today";
  }
  if (status !== "in_transit" || arrivesOn === null) {
    return standstillOf(parcel);
  }
  return arrivesOn < today
    ? `On its way — later than ${formatDate(arrivesOn, today)}, the day that was expected`
    : `On its way — arriving ${dayOf(arrivesOn, today)}`;
}

/** The whole order in one sentence: what comes next, and which part of it that is. */
export function headlineOf(order: TrackedOrder): string {
  const open = order.parcels.filter((parcel) => !isDelivered(parcel));
  if (order.parcels.length === 0) {
    return beforeParcels(order);
  }
  if (open.length === 0) {
    return allDelivered(order);
  }
  const moving = open.filter(isMoving);
  const [first] = open;
  if (moving.length === 0 && first !== undefined) {
    return `${standstillOf(first)}${shareOf(order, open.length)}`;
  }
  return nextArrival(order, moving);
}

function beforeParcels({ status, toCome, today }: TrackedOrder): string {
  if (status === "cancelled" || status === "rejected" || status === "expired") {
    return "This order was cancelled";
  }
  const [first] = toCome;
  if (first === undefined) {
    return "This order is complete";
  }
  if (first.arrivesOn === null) {
    return "Being prepared — the day is not known yet";
  }
  const verb = toCome.length > 1 ? "the first part arrives" : "arriving";
  return first.arrivesOn < today
    ? "Being prepared — later than planned"
    : `Being prepared — ${verb} ${dayOf(first.arrivesOn, today)}`;
}

function allDelivered({ parcels, toCome, today }: TrackedOrder): string {
  const last = parcels
    .flatMap(({ deliveredAt, timeZone }) =>
      deliveredAt === null ? [] : [{ deliveredAt, timeZone }],
    )
    .sort((a, b) => b.deliveredAt.getTime() - a.deliveredAt.getTime())[0];
  const [rest] = toCome;
  if (rest !== undefined) {
    const when = rest.arrivesOn === null ? "follows" : `arrives ${dayOf(rest.arrivesOn, today)}`;
    return `${formatCount(parcels.length, "parcel")} delivered — the rest ${when}`;
  }
  if (parcels.length > 1) {
    return `All ${formatCount(parcels.length, "parcel")} delivered`;
  }
  return last === undefined
    ? "Delivered"
    : `Delivered ${formatInstant(last.deliveredAt, last.timeZone, today)}`;
}

function nextArrival(order: TrackedOrder, moving: readonly TrackedParcel[]): string {
  const { today } = order;
  const out = moving.filter((parcel) => parcel.status === "out_for_delivery");
  if (out.length > 0) {
    return `Arriving today${shareOf(order, out.length)}`;
  }
  const days = moving.flatMap((parcel) => parcel.arrivesOn ?? []).sort();
  const [day] = days;
  if (day === undefined) {
    return `On its way${shareOf(order, moving.length)}`;
  }
  const count = days.filter((each) => each === day).length;
  return day < today
    ? `Delayed — was expected ${formatDate(day, today)}${shareOf(order, count)}`
    : `Arriving ${dayOf(day, today)}${shareOf(order, count)}`;
}

/** ` — 1 of 2 parcels`: said whenever the sentence is not about all there is. */
function shareOf({ parcels, toCome }: TrackedOrder, count: number): string {
  if (parcels.length === 1) {
    return toCome.length === 0 ? "" : " — more will follow";
  }
  const delivered = parcels.filter(isDelivered).length;
  const done = delivered === 0 ? "" : `, ${delivered} delivered already`;
  return ` — ${count} of ${parcels.length} parcels${done}`;
}
