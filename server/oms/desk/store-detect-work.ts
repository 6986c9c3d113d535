import {
  decideCutOffAtRisk,
  decideCutOffMissed,
  decideOverdue,
  decidePackMismatch,
  decideUnlabelled,
  type StandingWork,
  type UnequalPack,
  type UnlabelledShipment,
} from "./decide-trouble";
import type { Detector, Finding, Look } from "./store-detect";

type Ids = { readonly id: string; readonly orderId: string; readonly nodeId: string };
type WorkRow = StandingWork & Ids & { readonly localToday: string };

/** A shift begins so long before its cut-off: what was taken on the day before has not stood still overnight. */
const SHIFT_HOURS = 9;

/**
 * Work that its node has in hand and whose day has come, with where it stands: its step, whether
 * that step took too long, and how far the cut-off of its service is. A supplier's unanswered work
 * is not here: what it lacks is an answer.
 */
const standing = ({ sql, now, timers }: Look) => sql`
  select f.id, f.order_id, f.node_id, f.number, o.number as order_number, n.name as node,
    f.state, f.ship_by, f.service_code, c.local_time as cut_off,
    (${now}::timestamptz at time zone n.time_zone)::date as local_today,
    to_char(s.since at time zone n.time_zone, 'HH24:MI') as since,
      greatest(s.since, (f.ship_by + coalesce(c.local_time, '24:00'::time))::timestamp
      at time zone n.time_zone - make_interval(hours => ${SHIFT_HOURS}))
      + make_interval(mins => s.mins) < ${now} as is_overdue,
    (f.ship_by + coalesce(c.local_time, '24:00'::time))::timestamp at time zone n.time_zone as leaves_at,
    (select coalesce(sum(l.quantity - l.rejected), 0)::int from fulfillment_order_line l
      where l.fulfillment_order_id = f.id) as units
  from fulfillment_order f
  join node n on n.id = f.node_id
  join sales_order o on o.id = f.order_id
  left join node_cut_off c on c.node_id = f.node_id and c.service_code = f.service_code
  cross join lateral (select
    case f.state when 'open' then f.released_at when 'accepted' then f.accepted_at
      when 'picking' then f.picking_at else f.packed_at end as since,
    case f.state when 'open' then ${timers.accept}::int when 'accepted' then ${timers.start_picking}::int
      else ${timers.finish_packing}::int end as mins) s
  where f.state in ('open', 'accepted', 'picking', 'packed')
    and f.ship_by <= (${now}::timestamptz at time zone n.time_zone)::date
    and not (n.kind = 'dropship_supplier' and f.state = 'open')`;

const columns = ({ sql }: Look) => sql`
  w.id, w.order_id as "orderId", w.node_id as "nodeId", w.number as work,
  w.order_number as number, w.node, w.units, w.ship_by::text as "shipBy",
  w.service_code as service, to_char(w.cut_off, 'HH24:MI') as "cutOff", w.since, w.state,
  w.local_today::text as "localToday"`;

const toFinding =
  (decide: (work: WorkRow) => Pick<Finding, "severity" | "sentence">) =>
  (row: WorkRow): Finding => {
    const { id, orderId, nodeId, localToday: _, ...facts } = row;
    const { work: workNumber, ...rest } = facts;
    const detail = { ...rest, workNumber };
    return { ...decide(row), causeKey: `work:${id}`, orderId, nodeId, detail };
  };

const cutOffMissed: Detector = {
  type: "cutoff_missed",
  prefix: "work:",
  find: async (look) =>
    (
      await look.sql<WorkRow[]>`
        with w as (${standing(look)}) select ${columns(look)} from w
        where w.leaves_at <= ${look.now}`
    ).map(toFinding((row) => decideCutOffMissed(row, look.today))),
};

const cutOffAtRisk: Detector = {
  type: "cutoff_at_risk",
  prefix: "work:",
  find: async (look) =>
    (
      await look.sql<WorkRow[]>`
        with w as (${standing(look)}) select ${columns(look)} from w
        where w.leaves_at > ${look.now} and w.cut_off is not null and w.leaves_at
          <= ${look.now}::timestamptz + make_interval(mins => ${look.timers.before_cut_off})`
    ).map(toFinding(decideCutOffAtRisk)),
};

const pickOverdue: Detector = {
  type: "pick_overdue",
  prefix: "work:",
  find: async (look) =>
    (
      await look.sql<WorkRow[]>`
        with w as (${standing(look)}) select ${columns(look)} from w
        where w.is_overdue and w.state <> 'packed' and w.leaves_at
          > ${look.now}::timestamptz + make_interval(mins => ${look.timers.before_cut_off})`
    ).map(toFinding(decideOverdue)),
};

const packMismatch: Detector = {
  type: "pack_mismatch",
  prefix: "work:",
  find: async ({ sql, now, timers }) => {
    const rows = await sql<(UnequalPack & Ids)[]>`
      select f.id, f.order_id as "orderId", f.node_id as "nodeId", f.number as work,
        o.number, n.name as node, sum(l.picked)::int as picked, sum(l.packed)::int as packed,
        string_agg(l.picked - l.packed || ' × ' || s.code, ', ' order by s.code)
          filter (where l.picked > l.packed) as missing
      from fulfillment_order f
      join fulfillment_order_line l on l.fulfillment_order_id = f.id
      join sku s on s.id = l.sku_id
      join sales_order o on o.id = f.order_id join node n on n.id = f.node_id
      where f.state = 'picking'
        and f.picking_at < ${now}::timestamptz - make_interval(mins => ${timers.finish_packing})
      group by f.id, o.id, n.id
      having sum(l.picked) = sum(l.quantity - l.rejected)
        and sum(l.packed) > 0 and sum(l.packed) < sum(l.picked)`;
    return rows.map(({ id, orderId, nodeId, work, ...facts }) => ({
      ...decidePackMismatch({ work, ...facts }),
      causeKey: `work:${id}`,
      orderId,
      nodeId,
      detail: { ...facts, workNumber: work },
    }));
  },
};

const labelFailed: Detector = {
  type: "label_failed",
  prefix: "shipment:",
  find: async ({ sql, now, timers }) => {
    const rows = await sql<(UnlabelledShipment & Ids)[]>`
      select s.id, s.order_id as "orderId", s.node_id as "nodeId", s.number as shipment, o.number,
        n.name as node, s.carrier, to_char(f.packed_at at time zone n.time_zone, 'HH24:MI') as since,
        (select count(*)::int from package p where p.shipment_id = s.id) as parcels
      from fulfillment_order f
      join shipment s on s.fulfillment_order_id = f.id and s.state = 'draft'
      join sales_order o on o.id = f.order_id join node n on n.id = f.node_id
      where f.state = 'packed' and o.hold_count = 0
        and f.packed_at < ${now}::timestamptz - make_interval(mins => ${timers.label})`;
    return rows.map(({ id, orderId, nodeId, shipment, ...facts }) => ({
      ...decideUnlabelled({ shipment, ...facts }),
      causeKey: `shipment:${id}`,
      orderId,
      nodeId,
      detail: { ...facts, shipmentNumber: shipment, shipmentId: id },
    }));
  },
};

export const workDetectors: readonly Detector[] = [
  cutOffMissed,
  cutOffAtRisk,
  pickOverdue,
  packMismatch,
  labelFailed,
];
