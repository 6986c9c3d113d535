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
/** One parcel in so many is not taken at the door the first time. */
const NOT_TAKEN_ONE_IN = 40;
/** On a long way a parcel is scanned at a depot this often. */
const DEPOT_EVERY_MS = 40 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** What a carrier does wrong with a whole shipment. */
type Mishap = "uncollected" | "silent" | "stuck";

/**
 * Of what left in these hours before the end, so many shipments: a van did not come and a dozen stayed at the
 * dock, the scans of a few stopped halfway, a label or two was damaged.
 */
const MISHAPS: readonly {
  readonly kind: Mishap;
  readonly from: number;
  readonly until: number;
  readonly most: number;
}[] = [
  { kind: "uncollected", from: 146, until: 26, most: 12 },
  { kind: "stuck", from: 290, until: 146, most: 2 },
  { kind: "silent", from: 290, until: 146, most: 2 },
];

/** Which shipments have a mishap: the first of their time, until there are enough. */
export class Mishaps {
  readonly #end: Date;
  readonly #of = new Map<string, Mishap | null>();

  constructor(end: Date) {
    this.#end = end;
  }

  /** The mishap of a parcel's shipment; never one of the demo's own buyer. */
  of(parcel: Pick<Parcel, "name" | "shippedAt" | "isOwn">): Mishap | null {
    const shipment = parcel.name.replace(/ \d+$/, "");
    const known = this.#of.get(shipment);
    if (known !== undefined) {
      return known;
    }
    const hoursAgo = (this.#end.getTime() - parcel.shippedAt.getTime()) / HOUR_MS;
    const had = [...this.#of.values()];
    const found = MISHAPS.find(
      ({ kind, from, until, most }) =>
        hoursAgo < from && hoursAgo >= until && had.filter((one) => one === kind).length < most,
    );
    const mishap = parcel.isOwn ? null : (found?.kind ?? null);
    this.#of.set(shipment, mishap);
    return mishap;
  }
}

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

/** All that the carrier will say of a parcel until it has arrived; the second try succeeds. */
export function scansOf(parcel: Parcel, mishap: Mishap | null): Scan[] {
  if (mishap === "uncollected") {
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
  if (mishap === "silent") {
    return [gone];
  }
  if (mishap === "stuck") {
    const half = left + (morning - left) / 2;
    return [gone, scan(half, "exception", "", "Damaged label, being sorted by hand")];
  }
  const depots: Scan[] = [];
  for (let at = left + DEPOT_EVERY_MS; at < morning; at += DEPOT_EVERY_MS) {
    depots.push(scan(at, "in_transit", "", "Passed a depot"));
  }
  const onItsWay = scan(morning, "out_for_delivery", parcel.to, "With the driver");
  const tried = scan(door, "failed_attempt", parcel.to, "Nobody took the parcel in");
  const isNotTaken = pickBelow(NOT_TAKEN_ONE_IN, "not taken", name) === 0;
  return isNotTaken
    ? [gone, ...depots, onItsWay, tried, scan(door + DAY_MS, "delivered", parcel.to, "Signed for")]
    : [gone, ...depots, onItsWay, scan(door, "delivered", parcel.to, "Signed for")];
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
