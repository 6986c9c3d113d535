import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { kitOfLine } from "../orders/store-kit";
import type { HoldTransaction, LineKit } from "../orders/types";
import type { FulfillmentOrderState, ShipmentState } from "./machine";
import type { RejectReason, ShipToAddress, TrackingStatus, WorkLine } from "./types";

type WorkHead = {
  readonly id: string;
  readonly number: string;
  readonly state: FulfillmentOrderState;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly companyName: string;
  readonly customerPo: string | null;
  readonly orderNote: string;
  readonly shipPolicy: string;
  readonly shipTo: ShipToAddress;
  readonly nodeId: string;
  readonly nodeCode: string;
  readonly nodeName: string;
  readonly timeZone: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly carrier: string;
  readonly cutOff: string | null;
  readonly shipBy: LocalDate;
  /** Work of other orders to the same address that leaves with it. */
  readonly leavesWith: readonly {
    readonly number: string;
    readonly orderNumber: string;
    readonly state: FulfillmentOrderState;
  }[];
  readonly releasedAt: Date;
  readonly acceptedAt: Date | null;
  readonly pickingAt: Date | null;
  readonly packedAt: Date | null;
  readonly shippedAt: Date | null;
  readonly closedReason: RejectReason | null;
  readonly closedNote: string | null;
  /** Why this node: the supply that its units came with, or the sentence of the routing decision. */
  readonly why: string | null;
};

/** A line as the floor sees it: where it lies, and by which codes it may be scanned. */
export type FloorLine = WorkLine & {
  readonly lineNumber: number;
  readonly bin: string | null;
  readonly baseUnit: string;
  readonly gtin: string | null;
  readonly customerPart: string | null;
  readonly kit: LineKit | null;
  readonly gramsPerUnit: number;
};

export type ParcelItem = {
  readonly lineId: string;
  readonly sku: string;
  readonly name: string;
  readonly customerPart: string | null;
  readonly kit: LineKit | null;
  readonly quantity: number;
};

export type Parcel = {
  readonly id: string;
  readonly packageNumber: number;
  readonly sscc: string;
  readonly grams: number;
  readonly trackingNumber: string | null;
  readonly trackingStatus: TrackingStatus;
  readonly deliveredAt: Date | null;
  readonly items: readonly ParcelItem[];
};

export type WorkShipment = {
  readonly id: string;
  readonly number: string;
  readonly state: ShipmentState;
  readonly freightCost: number | null;
  readonly currency: string;
  readonly estimatedDelivery: LocalDate | null;
  readonly shippedAt: Date | null;
};

/** An open hold `h` of type `t` stops a step of the work on one fulfillment order. */
export const holdConcerns = (sql: RawSql, workId: PendingQuery<Row[]>) => sql`
  h.released_at is null and t.blocks && '{pick,pack,ship}'
  and (t.stops_order or h.fulfillment_order_id = ${workId}
    or (h.fulfillment_order_id is null and (h.order_line_id is null or h.order_line_id in (
      select w.order_line_id from fulfillment_order_line w
      where w.fulfillment_order_id = ${workId}))))`;

/** Everything the page of a work order shows. */
export const findFulfillmentOrder = defineQuery({
  name: "fulfillment.find_fulfillment_order",
  input: z.object({ number: z.string().trim().min(1).max(40) }),
  wall: { of: ({ number }) => ({ fulfillmentOrderNumber: number }) },
  run: async ({ sql, now }, { number }) => {
    const head = await readHead(sql, number);
    const [lines, shipments, holds, others, events] = await Promise.all([
      readFloorLines(sql, head.id),
      readShipments(sql, head.id),
      sql<
        { type: string; typeName: string; reason: string; blocks: HoldTransaction[]; setAt: Date }[]
      >`
        select h.type, t.name as "typeName", h.reason, t.blocks, h.set_at as "setAt"
        from hold h join hold_type t on t.code = h.type
        where h.order_id = ${head.orderId} and ${holdConcerns(sql, sql`${head.id}::uuid`)}
        order by h.set_at`,
      sql<{ number: string; state: FulfillmentOrderState; nodeName: string; units: number }[]>`
        select f.number, f.state, n.name as "nodeName", f.unit_count as units
        from fulfillment_order f join node n on n.id = f.node_id
        where f.order_id = ${head.orderId} and f.id <> ${head.id} order by f.id`,
      readEvents(sql, head.id),
    ]);
    const shipment = shipments.at(-1) ?? null;
    const parcels = shipment === null ? [] : await readParcelsOf(sql, shipment.id);
    return { ...head, now, lines, shipment, parcels, holds, others, events };
  },
});

async function readHead(sql: RawSql, number: string): Promise<WorkHead> {
  const [head] = await sql<(WorkHead & { cameWith: string | null })[]>`
    select f.id, f.number, f.state, f.order_id as "orderId", o.number as "orderNumber",
      c.name as "companyName", o.customer_po as "customerPo", o.note as "orderNote",
      o.ship_policy as "shipPolicy", o.ship_to as "shipTo", f.node_id as "nodeId",
      n.code as "nodeCode", n.name as "nodeName", n.time_zone as "timeZone",
      f.service_code as "serviceCode", s.name as "serviceName", s.carrier,
      (select to_char(k.local_time, 'HH24:MI') from node_cut_off k
        where k.node_id = f.node_id and k.service_code = f.service_code) as "cutOff",
      f.ship_by as "shipBy", f.released_at as "releasedAt", f.accepted_at as "acceptedAt",
      coalesce((select json_agg(json_build_object('number', w.number, 'orderNumber', x.number,
          'state', w.state) order by w.id)
        from fulfillment_order w join sales_order x on x.id = w.order_id
        where w.state in ('open', 'accepted', 'picking', 'packed', 'shipped') and w.id <> f.id
          and coalesce(w.ships_with_id, w.id) = coalesce(f.ships_with_id, f.id)), '[]')
        as "leavesWith",
      f.picking_at as "pickingAt", f.packed_at as "packedAt", f.shipped_at as "shippedAt",
      f.closed_reason as "closedReason", f.closed_note as "closedNote",
      coalesce((select d.sentence from allocation a join sourcing_decision d on d.id = a.decision_id
        where a.fulfillment_order_id = f.id order by d.decided_at desc limit 1),
        (select r.why from allocation a join allocation_run_line r
          on r.run_id = a.run_id and r.order_line_id = a.order_line_id
        where a.fulfillment_order_id = f.id order by a.created_at desc limit 1)) as why,
      (select string_agg(distinct i.reference, ' and ')
        from allocation a join inbound_supply i on i.id = a.inbound_supply_id
        where a.fulfillment_order_id = f.id having not exists (select from allocation b
          where b.fulfillment_order_id = f.id and b.inbound_supply_id is null)) as "cameWith"
    from fulfillment_order f
    join sales_order o on o.id = f.order_id
    join company c on c.id = o.company_id
    join node n on n.id = f.node_id
    join carrier_service s on s.code = f.service_code
    where f.number = ${number}`;
  if (head === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such work order", { number });
  }
  // The decision was about what was there then: that of units that came since is their supply.
  const { cameWith, ...work } = head;
  return cameWith === null
    ? work
    : {
        ...work,
        why: `The units were promised from ${cameWith}, which came to ${work.nodeName}.`,
      };
}

/** In the order of a walk past the bins; what has no bin comes last. */
const readFloorLines = (sql: RawSql, fulfillmentOrderId: string) => sql<FloorLine[]>`
  select l.id, l.order_line_id as "orderLineId", l.allocation_id as "allocationId",
    l.sku_id as "skuId", s.code as sku, s.name, l.quantity, l.rejected, l.picked, l.packed,
    l.shipped, ol.line_number as "lineNumber", k.bin, s.base_unit as "baseUnit",
    (select a.code from sku_alias a where a.sku_id = s.id and a.kind = 'gtin'
      order by a.code limit 1) as gtin,
    ol.customer_part as "customerPart", ${kitOfLine(sql, "ol")} as kit, s.grams as "gramsPerUnit"
  from fulfillment_order_line l
  join fulfillment_order f on f.id = l.fulfillment_order_id
  join order_line ol on ol.id = l.order_line_id
  join sku s on s.id = l.sku_id
  left join stock_level k on k.sku_id = l.sku_id and k.node_id = f.node_id and k.status = 'sellable'
  where l.fulfillment_order_id = ${fulfillmentOrderId}
  order by k.bin nulls last, ol.line_number, l.id`;

const readShipments = (sql: RawSql, fulfillmentOrderId: string) => sql<WorkShipment[]>`
  select id, number, state, freight_cost as "freightCost", currency,
    estimated_delivery as "estimatedDelivery", shipped_at as "shippedAt"
  from shipment where fulfillment_order_id = ${fulfillmentOrderId} and state <> 'voided'
  order by created_at, id`;

/** The parcels of a shipment with what is in each, in their order. */
export const readParcelsOf = (sql: RawSql, shipmentId: string) => sql<Parcel[]>`
  select p.id, p.package_number as "packageNumber", p.sscc, p.grams,
    p.tracking_number as "trackingNumber", p.tracking_status as "trackingStatus",
    p.delivered_at as "deliveredAt",
    coalesce((select jsonb_agg(jsonb_build_object('lineId', i.fulfillment_order_line_id,
        'sku', s.code, 'name', s.name, 'customerPart', l.customer_part,
        'kit', ${kitOfLine(sql, "l")}, 'quantity', i.quantity) order by l.line_number)
      from package_item i join sku s on s.id = i.sku_id join order_line l on l.id = i.order_line_id
      where i.package_id = p.id), '[]') as items
  from package p where p.shipment_id = ${shipmentId} order by p.package_number`;

type WorkEvent = {
  readonly id: number;
  readonly type: string;
  readonly actorName: string;
  readonly onBehalfOf: string | null;
  readonly reason: string | null;
  readonly occurredAt: Date;
};

const readEvents = (sql: RawSql, fulfillmentOrderId: string) => sql<WorkEvent[]>`
  select id, type, actor_name as "actorName", on_behalf_of as "onBehalfOf", reason,
    occurred_at as "occurredAt"
  from event
  where subject_id = ${fulfillmentOrderId} or subject_id in (
    select id from shipment where fulfillment_order_id = ${fulfillmentOrderId})
  order by id desc limit 50`;
