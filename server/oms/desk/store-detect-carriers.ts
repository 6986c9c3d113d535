import {
  decideFailedDelivery,
  decideNotCollected,
  decideStalled,
  type FailedDelivery,
  type QuietShipment,
} from "./decide-trouble";
import type { Detector, Finding, Look } from "./store-detect";

type Row = QuietShipment & {
  readonly id: string;
  readonly orderId: string;
  readonly nodeId: string;
};

/** What every sentence about a shipment names. `since` is a moment; its day is told where it left. */
const columns = ({ sql }: Look) => sql`
  s.id, s.order_id as "orderId", s.node_id as "nodeId", s.number as shipment, o.number,
  n.name as node, s.carrier, s.estimated_delivery::text as expected, count(*)::int as parcels`;

const toFinding = <Kind extends Row>(
  { id, orderId, nodeId, ...facts }: Kind,
  trouble: Pick<Finding, "severity" | "sentence">,
): Finding => {
  const { shipment: shipmentNumber, ...rest } = facts;
  const detail = { ...rest, shipmentNumber, shipmentId: id };
  return { ...trouble, causeKey: `shipment:${id}`, orderId, nodeId, detail };
};

const missedPickup: Detector = {
  type: "carrier_missed_pickup",
  prefix: "shipment:",
  find: async (look) => {
    const { sql, now, timers } = look;
    const rows = await sql<Row[]>`
      select ${columns(look)}, (s.shipped_at at time zone n.time_zone)::date::text as since
      from package p join shipment s on s.id = p.shipment_id
      join sales_order o on o.id = s.order_id join node n on n.id = s.node_id
      where p.delivered_at is null and p.tracking_status = 'pre_transit' and s.state = 'shipped'
        and s.shipped_at < ${now}::timestamptz - make_interval(mins => ${timers.first_scan})
      group by s.id, o.id, n.id`;
    return rows.map((row) => toFinding(row, decideNotCollected(row, look.today)));
  },
};

const stalled: Detector = {
  type: "in_transit_stalled",
  prefix: "shipment:",
  find: async (look) => {
    const { sql, now, timers } = look;
    const rows = await sql<Row[]>`
      select ${columns(look)}, (min(t.at) at time zone n.time_zone)::date::text as since
      from package p join shipment s on s.id = p.shipment_id
      join sales_order o on o.id = s.order_id join node n on n.id = s.node_id
      cross join lateral (select max(e.occurred_at) as at from tracking_event e
        where e.package_id = p.id) t
      where p.delivered_at is null and p.tracking_status in ('in_transit', 'out_for_delivery')
        and s.state = 'shipped'
        and t.at < ${now}::timestamptz - make_interval(mins => ${timers.next_scan})
      group by s.id, o.id, n.id`;
    return rows.map((row) => toFinding(row, decideStalled(row, look.today)));
  },
};

const deliveryFailed: Detector = {
  type: "delivery_failed",
  prefix: "shipment:",
  find: async (look) => {
    const rows = await look.sql<(Row & FailedDelivery)[]>`
      select ${columns(look)}, max(p.tracking_status) as status,
        (max(t.occurred_at) at time zone n.time_zone)::date::text as since,
        coalesce(max(t.description), '') as said
      from package p join shipment s on s.id = p.shipment_id
      join sales_order o on o.id = s.order_id join node n on n.id = s.node_id
      cross join lateral (select e.occurred_at, e.description from tracking_event e
        where e.package_id = p.id and e.status = p.tracking_status
        order by e.occurred_at desc, e.id desc limit 1) t
      where p.delivered_at is null and s.state = 'shipped'
        and p.tracking_status in ('failed_attempt', 'exception', 'return_to_sender')
      group by s.id, o.id, n.id`;
    return rows.map((row) => toFinding(row, decideFailedDelivery(row)));
  },
};

export const carrierDetectors: readonly Detector[] = [missedPickup, stalled, deliveryFailed];
