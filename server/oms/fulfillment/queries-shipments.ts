import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { statesOf } from "../kernel/machine";
import { kitOfLine } from "../orders/store-kit";
import type { LineKit } from "../orders/types";
import { type ShipmentState, shipmentMachine } from "./machine";
import { readParcelsOf } from "./queries";
import type { ShipToAddress, TrackingStatus } from "./types";

export type ShipmentListRow = {
  readonly id: string;
  readonly number: string;
  readonly state: ShipmentState;
  readonly orderNumber: string;
  readonly workNumber: string;
  readonly companyName: string;
  readonly nodeCode: string;
  readonly nodeName: string;
  readonly carrier: string;
  readonly serviceCode: string;
  readonly packages: number;
  readonly freightCost: number | null;
  readonly currency: string;
  readonly estimatedDelivery: LocalDate | null;
  readonly createdAt: Date;
  readonly shippedAt: Date | null;
  readonly deliveredAt: Date | null;
};

const states = statesOf(shipmentMachine);

/** Shipments, newest first, a page at a time; voided ones only when asked for. */
export const listShipments = defineQuery({
  name: "fulfillment.list_shipments",
  input: z.object({
    companyId: z.uuid().optional(),
    orderNumber: z.string().trim().max(40).optional(),
    nodeCodes: z.array(z.string().trim().max(40)).max(100).default([]),
    /** Words that are no state are ignored, as a list's address may say anything. */
    states: z.array(z.string().max(40)).max(20).default([]),
    /** Beginning of a shipment, order or tracking number. */
    text: z.string().trim().max(60).default(""),
    after: z.string().max(400).nullish(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "company",
  run: async ({ sql, actor, companyId }, input) => {
    const asked = states.filter((state) => input.states.includes(state));
    const shown = asked.length > 0 ? asked : states.filter((state) => state !== "voided");
    const prefix = `${input.text.toUpperCase().replace(/[\\%_]/g, "\\$&")}%`;
    const [createdAt = null, id = null] = (decodeCursor(input.after, 2) ?? []).map(String);
    const rows = await sql<ShipmentListRow[]>`
      select s.id, s.number, s.state, o.number as "orderNumber", f.number as "workNumber",
        c.name as "companyName", n.code as "nodeCode", n.name as "nodeName", s.carrier,
        s.service_code as "serviceCode", s.freight_cost as "freightCost", s.currency,
        (select count(*) from package p where p.shipment_id = s.id)::int as packages,
        s.estimated_delivery as "estimatedDelivery", s.created_at as "createdAt",
        s.shipped_at as "shippedAt", s.delivered_at as "deliveredAt"
      from shipment s
      join sales_order o on o.id = s.order_id
      join company c on c.id = o.company_id
      join node n on n.id = s.node_id
      join fulfillment_order f on f.id = s.fulfillment_order_id
      where s.state = any(${shown}::text[])
        and (${companyId}::uuid is null or o.company_id = ${companyId})
        and (${actor.nodeIds === null} or s.node_id = any(${[...(actor.nodeIds ?? [])]}::uuid[]))
        and (${input.nodeCodes.length === 0} or n.code = any(${input.nodeCodes}::text[]))
        and (${input.orderNumber ?? null}::text is null or o.number = ${input.orderNumber ?? null})
        and (${input.text === ""} or upper(s.number) like ${prefix} or upper(o.number) like ${prefix}
          or exists (select 1 from package p
            where p.shipment_id = s.id and upper(p.tracking_number) like ${prefix}))
        and (${createdAt}::timestamptz is null
          or (s.created_at, s.id) < (${createdAt}::timestamptz, ${id}::uuid))
      order by s.created_at desc, s.id desc
      limit ${input.limit + 1}`;
    return pageOf(rows, input.limit, (last) => [last.createdAt.toISOString(), last.id]);
  },
});

type ShipmentHead = Omit<ShipmentListRow, "packages"> & {
  readonly orderId: string;
  readonly customerPo: string | null;
  readonly orderNote: string;
  readonly placedAt: Date;
  readonly serviceName: string;
  readonly timeZone: string;
  readonly shipTo: ShipToAddress;
  readonly shipFrom: ShipToAddress;
};

/** What of the order does not travel in this shipment, and when it does. */
export type StillToCome = {
  readonly lineNumber: number;
  readonly sku: string;
  readonly name: string;
  readonly customerPart: string | null;
  readonly kit: LineKit | null;
  /** Not shipped in any shipment yet. */
  readonly units: number;
  readonly promise: LocalDate | null;
};

export type ParcelFact = {
  readonly packageId: string;
  readonly status: TrackingStatus;
  readonly occurredAt: Date;
  readonly place: string;
  readonly description: string;
  readonly source: string;
};

/** One shipment with its parcels, what the carrier said of them, and what is still to come. */
export const findShipment = defineQuery({
  name: "fulfillment.find_shipment",
  input: z.object({ number: z.string().trim().min(1).max(40) }),
  wall: { of: ({ number }) => ({ shipmentNumber: number }) },
  run: async ({ sql, now }, { number }) => {
    const [head] = await sql<ShipmentHead[]>`
      select s.id, s.number, s.state, s.order_id as "orderId", o.number as "orderNumber",
        f.number as "workNumber", c.name as "companyName", n.code as "nodeCode", n.name as "nodeName",
        n.time_zone as "timeZone", s.carrier, s.service_code as "serviceCode",
        v.name as "serviceName", s.freight_cost as "freightCost", s.currency,
        s.estimated_delivery as "estimatedDelivery", s.created_at as "createdAt",
        s.shipped_at as "shippedAt", s.delivered_at as "deliveredAt",
        o.customer_po as "customerPo", o.note as "orderNote", o.placed_at as "placedAt",
        o.ship_to as "shipTo",
        jsonb_build_object('name', n.name, 'address1', n.address1, 'address2', '',
          'city', n.city, 'region', n.region, 'postalCode', n.postal_code,
          'country', n.country) as "shipFrom"
      from shipment s
      join sales_order o on o.id = s.order_id
      join company c on c.id = o.company_id
      join node n on n.id = s.node_id
      join fulfillment_order f on f.id = s.fulfillment_order_id
      join carrier_service v on v.code = s.service_code
      where s.number = ${number}`;
    if (head === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such shipment", { number });
    }
    const [parcels, facts, toCome] = await Promise.all([
      readParcelsOf(sql, head.id),
      sql<ParcelFact[]>`
        select e.package_id as "packageId", e.status, e.occurred_at as "occurredAt", e.place,
          e.description, e.source
        from tracking_event e join package p on p.id = e.package_id
        where p.shipment_id = ${head.id} order by e.occurred_at desc, e.id desc`,
      sql<StillToCome[]>`
        select l.line_number as "lineNumber", s.code as sku, s.name,
          l.customer_part as "customerPart", ${kitOfLine(sql, "l")} as kit,
          (l.allocated + l.backordered + l.released
            - coalesce(h.units, 0))::int as units, l.current_promise as promise
        from order_line l
        join sku s on s.id = l.sku_id
        left join lateral (
          select sum(i.quantity) as units from package_item i
          join package p on p.id = i.package_id
          where i.order_line_id = l.id and p.shipment_id = ${head.id}
            and ${head.shippedAt === null}) h on true
        where l.order_id = ${head.orderId}
          and l.allocated + l.backordered + l.released - coalesce(h.units, 0) > 0
        order by l.line_number`,
    ]);
    return { ...head, now, parcels, facts, toCome };
  },
});
