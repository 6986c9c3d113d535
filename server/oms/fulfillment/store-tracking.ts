import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { DomainError } from "../kernel/errors";
import { refreshOrders } from "../orders/store";
import { decideTrackingStatus, isCarrierScan, type TrackingFact } from "./decide-tracking";
import type { Work } from "./store";
import { lockShipment, type ShipmentRow, shipmentStateAfter, shipOut } from "./store-shipping";
import type { TrackingStatus } from "./types";

export type NewTrackingEvent = {
  readonly packageId: string;
  readonly status: TrackingStatus;
  readonly occurredAt: Date;
  readonly place: string;
  readonly description: string;
  readonly source: string;
  readonly externalId: string | null;
};

export type ParcelRow = {
  readonly id: string;
  readonly packageNumber: number;
  readonly trackingNumber: string | null;
  readonly trackingStatus: TrackingStatus;
  readonly deliveredAt: Date | null;
};

/** The shipment that a tracking number travels in. @throws NOT_FOUND */
export async function parcelByTracking(
  sql: RawTx,
  trackingNumber: string,
): Promise<{ packageId: string; shipmentId: string }> {
  const [parcel] = await sql<{ packageId: string; shipmentId: string }[]>`
    select id as "packageId", shipment_id as "shipmentId" from package
    where upper(tracking_number) = ${trackingNumber.toUpperCase()}`;
  if (parcel === undefined) {
    throw new DomainError("NOT_FOUND", "There is no parcel with this tracking number", {
      trackingNumber,
    });
  }
  return parcel;
}

export async function readParcels(sql: RawTx, shipmentId: string): Promise<ParcelRow[]> {
  return await sql<ParcelRow[]>`
    select id, package_number as "packageNumber", tracking_number as "trackingNumber",
      tracking_status as "trackingStatus", delivered_at as "deliveredAt"
    from package where shipment_id = ${shipmentId} order by package_number`;
}

/**
 * Write down what was said of a parcel.
 *
 * @returns false when this source told of it before, under the same id
 */
export async function insertTrackingEvent(
  { sql, now }: CommandEnv,
  event: NewTrackingEvent,
): Promise<boolean> {
  const written = await sql`
    insert into tracking_event (package_id, status, occurred_at, place, description, source,
      external_id, recorded_at)
    values (${event.packageId}, ${event.status}, ${event.occurredAt}, ${event.place},
      ${event.description}, ${event.source}, ${event.externalId}, ${now})
    on conflict (source, external_id) where external_id is not null do nothing
    returning id`;
  return written.length > 0;
}

/**
 * Take a parcel to where all that was said of it puts it, and with it its shipment and order: the
 * carrier's first scan ships what only had labels, the delivery of a parcel delivers its units,
 * the last parcel the shipment.
 *
 * @returns the parcel's status afterwards
 */
export async function followParcel(
  env: CommandEnv,
  held: { readonly work: Work; readonly shipment: ShipmentRow },
  event: NewTrackingEvent,
): Promise<TrackingStatus> {
  const { sql } = env;
  const parcel = (await readParcels(sql, held.shipment.id)).find(
    ({ id }) => id === event.packageId,
  );
  const facts = await sql<TrackingFact[]>`
    select status, occurred_at as "occurredAt" from tracking_event
    where package_id = ${event.packageId}`;
  const before = parcel?.trackingStatus ?? "pre_transit";
  const status = before === "delivered" ? before : decideTrackingStatus(facts);
  await sql`update package set tracking_status = ${status} where id = ${event.packageId}`;
  let { work, shipment } = held;
  if (
    isCarrierScan(event.status) &&
    shipment.state !== "shipped" &&
    shipment.state !== "delivered"
  ) {
    await shipOut(env, { work, shipment }, null);
    ({ work, shipment } = await lockShipment(sql, shipment.id));
  }
  env.emit({
    type: "package.tracked",
    subject: { kind: "package", id: event.packageId },
    orderId: work.orderId,
    payload: {
      shipmentNumber: shipment.number,
      packageNumber: parcel?.packageNumber ?? null,
      trackingNumber: parcel?.trackingNumber ?? null,
      status: event.status,
      statusBefore: before,
      statusAfter: status,
      occurredAt: event.occurredAt.toISOString(),
      place: event.place,
      description: event.description,
      source: event.source,
    },
  });
  if (status === "delivered" && before !== "delivered") {
    await deliverParcel(env, { work, shipment }, event);
  }
  return status;
}

/** The units of a delivered parcel are delivered; with its last parcel the shipment is. */
async function deliverParcel(
  env: CommandEnv,
  { work, shipment }: { readonly work: Work; readonly shipment: ShipmentRow },
  { packageId, occurredAt }: NewTrackingEvent,
): Promise<void> {
  const { sql, now } = env;
  await sql`update package set delivered_at = ${occurredAt} where id = ${packageId}`;
  await sql`
    update order_line l set delivered = l.delivered + i.units
    from (select order_line_id, sum(quantity)::int as units from package_item
      where package_id = ${packageId} group by order_line_id) i
    where l.id = i.order_line_id`;
  const parcels = await readParcels(sql, shipment.id);
  if (parcels.every(({ deliveredAt }) => deliveredAt !== null)) {
    const delivered = shipmentStateAfter(shipment, "deliver", "delivered");
    await sql`
      update shipment set state = ${delivered}, delivered_at = (
        select max(delivered_at) from package where shipment_id = ${shipment.id})
      where id = ${shipment.id}`;
    env.emit({
      type: "shipment.delivered",
      subject: { kind: "shipment", id: shipment.id },
      orderId: work.orderId,
      payload: {
        number: shipment.number,
        carrier: shipment.carrier,
        packages: parcels.length,
        deliveredAt: occurredAt.toISOString(),
      },
    });
  }
  await refreshOrders(sql, [work.orderId], now);
}
