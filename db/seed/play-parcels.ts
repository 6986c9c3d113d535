import type { Connection } from "@/db/client";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import type { TrackingStatus } from "@/server/oms/fulfillment/types";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { systemActor } from "@/server/shell/actor";
import { pickBelow } from "./chance";
import { demoId } from "./demo-id";
import { DEMO_COMPANY } from "./load-accounts";
import { companyIdOf } from "./load-customers";
import { ctxAt } from "./play-orders";

/** Something that the carrier will say of a parcel. */
export type Scan = {
  at: Date;
  trackingNumber: string;
  status: TrackingStatus;
  place: string;
  description: string;
};

type Parcel = {
  trackingNumber: string;
  carrier: string;
  shippedAt: Date;
  arrivesOn: LocalDate;
  from: string;
  to: string;
  name: string;
  /** Of the demo's own buyer: what they see arrives. */
  isOwn: boolean;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** One parcel in so many is not taken at the door the first time, or gets stuck on its way. */
const NOT_TAKEN_ONE_IN = 40;
const STUCK_ONE_IN = 90;
/**
 * In the days before the end a carrier's vans did not come, and the scans of others stopped; told in
 * hours before the end at which a parcel left.
 */
const UNSCANNED_HOURS = { from: 146, until: 26 } as const;
const SILENT_HOURS = { from: 260, until: 146 } as const;
const SILENT_ONE_IN = 6;
/** Of three shipments that left in those days, so many were not collected. */
const UNSCANNED_OF_THREE = 2;
const NOT_DELIVERED_ONE_IN = 4;
const DAY_MS = 24 * HOUR_MS;

const carrierActor = systemActor("Carrier");

/** The parcels of a shipment that left, with the words in which scans are told. */
export function readParcels({ sql }: Pick<Connection, "sql">, shipmentId: string) {
  return sql<Parcel[]>`
    select p.tracking_number as "trackingNumber", s.carrier, s.shipped_at as "shippedAt",
      s.estimated_delivery as "arrivesOn", n.city || ', ' || n.region as "from",
      concat_ws(', ', o.ship_to ->> 'city', o.ship_to ->> 'region') as "to",
      o.customer_po || ' ' || n.code || ' ' || p.package_number as name,
      o.company_id = ${companyIdOf(DEMO_COMPANY)} as "isOwn"
    from package p join shipment s on s.id = p.shipment_id
    join node n on n.id = s.node_id join sales_order o on o.id = s.order_id
    where s.id = ${shipmentId} order by p.package_number`;
}

type Hours = { readonly from: number; readonly until: number };

/**
 * All that the carrier will say of a parcel until it has arrived; the second try succeeds. What left in
 * some days before the end was never collected, of what left before that some fell silent.
 */
export function scansOf(parcel: Parcel, end: Date): Scan[] {
  const hoursAgo = (end.getTime() - parcel.shippedAt.getTime()) / HOUR_MS;
  const leftIn = ({ from, until }: Hours) => !parcel.isOwn && hoursAgo >= until && hoursAgo < from;
  const shipment = parcel.name.replace(/ \d+$/, "");
  if (leftIn(UNSCANNED_HOURS) && pickBelow(3, "unscanned", shipment) < UNSCANNED_OF_THREE) {
    return [];
  }
  const { trackingNumber, shippedAt, arrivesOn, name } = parcel;
  const left = shippedAt.getTime();
  const planned = Date.parse(`${arrivesOn}T15:00:00Z`) + pickBelow(120, "van", name) * MINUTE_MS;
  const morning = Math.max(planned, left + 12 * HOUR_MS);
  const door = morning + (60 + pickBelow(240, "door", name)) * MINUTE_MS;
  const scan = (at: number, status: TrackingStatus, place: string, description: string): Scan => ({
    at: new Date(at),
    trackingNumber,
    status,
    place,
    description,
  });
  const gone = scan(left + 2 * HOUR_MS, "in_transit", parcel.from, "Left the carrier's depot");
  const onItsWay = scan(morning, "out_for_delivery", parcel.to, "With the driver");
  if (leftIn(SILENT_HOURS) && pickBelow(SILENT_ONE_IN, "silent", shipment) === 0) {
    return [gone];
  }
  const stuckOneIn = leftIn(SILENT_HOURS) ? NOT_DELIVERED_ONE_IN : STUCK_ONE_IN;
  if (pickBelow(stuckOneIn, "stuck", name) === 0) {
    const half = left + (morning - left) / 2;
    return [gone, scan(half, "exception", "", "Damaged label, being sorted by hand")];
  }
  if (pickBelow(NOT_TAKEN_ONE_IN, "not taken", name) === 0) {
    return [
      gone,
      onItsWay,
      scan(door, "failed_attempt", parcel.to, "Nobody took the parcel in"),
      scan(door + DAY_MS, "delivered", parcel.to, "Signed for"),
    ];
  }
  return [gone, onItsWay, scan(door, "delivered", parcel.to, "Signed for")];
}

/** Write down what the carrier says, at the moment at which it says it. */
export async function record(database: Connection, scan: Scan): Promise<void> {
  const { at, ...said } = scan;
  const externalId = `${scan.trackingNumber} ${scan.status} ${at.toISOString()}`;
  await recordTrackingEvent(ctxAt(database, carrierActor, at), demoId("scan", externalId), {
    ...said,
    occurredAt: at,
    source: "carrier",
    externalId,
  });
}
