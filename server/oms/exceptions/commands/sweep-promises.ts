import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { decidePromiseTrouble, type LateCause, type LateLine } from "../decide-promise";
import {
  closeExceptions,
  lockFreeOrders,
  type NewException,
  openExceptions,
  undecided,
} from "../store";

/** A promised day counts as over once it is over everywhere on earth. */
const HOURS_UNTIL_OVER_EVERYWHERE = 12;

/**
 * Compare every open promise with what is known now, and say where they part: lines and orders are
 * marked missed or at risk, exceptions open, and what came right again is unmarked and closed.
 *
 * A line is missed when its promised day is over and units of it are not delivered; the components
 * of a kit have the promise of the last of them. It is at risk
 * when units should have left their node already, wait for supply that comes later than planned,
 * or are in a parcel that is late or stuck. Orders that somebody works on at this moment are left
 * for the next sweep.
 */
export const sweepPromises = defineCommand({
  name: "exceptions.sweep_promises",
  input: z.object({}),
  wall: "staff",
  run: async (env) => {
    const late = await lateOrders(env.sql, env.now);
    const settled = await settledExceptions(
      env.sql,
      late.map((order) => order.orderId),
    );
    const free = await lockFreeOrders(env.sql, [
      ...late.map((order) => order.orderId),
      ...settled.map((each) => each.orderId),
    ]);
    const workable = late.filter((order) => free.has(order.orderId));
    const cleared = settled.filter((each) => free.has(each.orderId));
    await markLines(env.sql, workable);
    await unmarkLines(env.sql, [...free], workable);
    await markOrders(env.sql, [...free]);
    const troubles = workable.map((order) => ({ order, ...decidePromiseTrouble(order) }));
    const told = troubles.map(
      ({ order, type, severity, sentence }): NewException => ({
        type,
        severity,
        sentence,
        causeKey: order.orderId,
        orderId: order.orderId,
        detail: { lines: order.lines.map(({ causes, ...line }) => ({ ...line, causes })) },
      }),
    );
    await openExceptions(env, await undecided(env, told));
    const changed = troubles.map(({ order, type }) => ({
      type: type === "promise_missed" ? ("promise_at_risk" as const) : ("promise_missed" as const),
      causeKey: order.orderId,
    }));
    await closeExceptions(env, changed, "The promise stands differently now");
    await closeExceptions(env, cleared, "The promise is kept, or a new one was made");
    return { late: workable.length, cleared: cleared.length };
  },
});

type LateRow = {
  readonly orderId: string;
  readonly number: string;
  readonly lines: readonly (LateLine & { readonly lineId: string })[];
};

/** Orders with at least one late line, each late line with what keeps it. */
function lateOrders(sql: RawTx, now: Date): Promise<LateRow[]> {
  const over = new Date(now.getTime() - HOURS_UNTIL_OVER_EVERYWHERE * 3_600_000)
    .toISOString()
    .slice(0, 10);
  return sql<LateRow[]>`
    with open_line as materialized (
      select l.id, l.order_id, l.line_number,
        case when l.kit_group is null then l.current_promise else
          max(l.current_promise) over (partition by l.order_id, l.kit_group) end
          as current_promise,
        l.ordered - l.cancelled - l.delivered as open_units
      from sales_order o join order_line l on l.order_id = o.id
      where o.status in ('confirmed', 'in_fulfillment')
        and l.ordered - l.cancelled > l.delivered and l.current_promise is not null),
    cause as (
      ${overdueAllocations(sql, now)}
      union all ${lateSupplies(sql, now)}
      union all ${lateParcels(sql)}),
    late as (
      select l.*, l.current_promise < ${over}::date as is_missed,
        coalesce(c.causes, '[]'::jsonb) as causes
      from open_line l
      left join (select line_id, jsonb_agg(jsonb_build_object('kind', kind, 'units', units,
          'node', node, 'date', day) order by kind, day, node) as causes
        from cause group by line_id) c on c.line_id = l.id
      where l.current_promise < ${over}::date or c.causes is not null)
    select o.id as "orderId", o.number, jsonb_agg(jsonb_build_object('lineId', l.id,
        'lineNumber', l.line_number, 'promise', l.current_promise, 'openUnits', l.open_units,
        'isMissed', l.is_missed, 'causes', l.causes) order by l.line_number) as lines
    from late l join sales_order o on o.id = l.order_id
    group by o.id, o.number order by o.id`;
}

/**
 * Units whose day of leaving is over in their node's calendar. Units of a kit that wait for another
 * component are not late by themselves: what is late is that component.
 */
const overdueAllocations = (sql: RawTx, now: Date) => sql<{ lineId: string }[]>`
  select a.order_line_id as line_id, ${"not_shipped" satisfies LateCause["kind"]}::text as kind,
    a.quantity as units, n.name as node, a.ship_date as day
  from allocation a join node n on n.id = a.node_id
  where a.state in ('allocated', 'released')
    and a.ship_date < (${now}::timestamptz at time zone n.time_zone)::date
    and not exists (select 1 from order_line own join order_line part
        on part.order_id = own.order_id and part.kit_group = own.kit_group
      where a.state = 'allocated' and own.id = a.order_line_id and part.backordered > 0)`;

/** Units pegged to supply that is overdue, or that can be picked later only than was planned. */
const lateSupplies = (sql: RawTx, now: Date) => sql<{ lineId: string }[]>`
  select a.order_line_id, ${"supply_late" satisfies LateCause["kind"]}::text, a.quantity, n.name,
    s.eta + s.dock_to_stock_days
  from allocation a
  join inbound_supply s on s.id = a.inbound_supply_id
  join node n on n.id = a.node_id
  where a.state = 'promised' and (s.eta + s.dock_to_stock_days > a.ship_date
    or s.eta < (${now}::timestamptz at time zone n.time_zone)::date)`;

/** Units in a parcel that comes after the promised day, or that the carrier cannot deliver. */
const lateParcels = (sql: RawTx) => sql<{ lineId: string }[]>`
  select i.order_line_id,
    case when p.tracking_status in ('failed_attempt', 'exception', 'return_to_sender')
      then ${"parcel_stuck" satisfies LateCause["kind"]}
      else ${"parcel_late" satisfies LateCause["kind"]} end,
    i.quantity, n.name, s.estimated_delivery
  from shipment s
  join package p on p.shipment_id = s.id and p.delivered_at is null
  join package_item i on i.package_id = p.id
  join order_line l on l.id = i.order_line_id
  join node n on n.id = s.node_id
  where s.state = 'shipped' and (s.estimated_delivery > l.current_promise
    or p.tracking_status in ('failed_attempt', 'exception', 'return_to_sender'))`;

/** Open promise exceptions of orders that are not late any more. */
function settledExceptions(sql: RawTx, lateIds: readonly string[]) {
  return sql<{ type: "promise_missed" | "promise_at_risk"; causeKey: string; orderId: string }[]>`
    select type, cause_key as "causeKey", order_id as "orderId" from exception
    where closed_at is null and type in ('promise_missed', 'promise_at_risk')
      and order_id <> all(${[...lateIds]}::uuid[])`;
}

async function markLines(sql: RawTx, orders: readonly LateRow[]): Promise<void> {
  const lines = orders.flatMap((order) => order.lines);
  await sql`
    update order_line l set promise_state = m.state
    from unnest(${lines.map((line) => line.lineId)}::uuid[],
      ${lines.map((line) => (line.isMissed ? "missed" : "at_risk"))}::text[]) as m(id, state)
    where l.id = m.id and l.promise_state <> m.state`;
}

/** A line that was delivered too late stays missed: that is what happened. */
async function unmarkLines(
  sql: RawTx,
  orderIds: readonly string[],
  late: readonly LateRow[],
): Promise<void> {
  const lateLines = late.flatMap((order) => order.lines.map((line) => line.lineId));
  await sql`
    update order_line set promise_state = case when backordered = 0 then 'firm' else 'expected' end
    where order_id = any(${[...orderIds]}::uuid[]) and id <> all(${lateLines}::uuid[])
      and (promise_state = 'at_risk'
        or (promise_state = 'missed' and ordered - cancelled > delivered))`;
}

/** An order is as sure as its least sure line. */
async function markOrders(sql: RawTx, orderIds: readonly string[]): Promise<void> {
  await sql`
    update sales_order o set promise_state = w.state
    from (
      select order_id, (array['firm', 'expected', 'unknown', 'at_risk', 'missed'])[1 + max(
        case promise_state when 'firm' then 0 when 'expected' then 1 when 'unknown' then 2
          when 'at_risk' then 3 else 4 end)] as state
      from order_line
      where order_id = any(${[...orderIds]}::uuid[]) and ordered > cancelled
      group by order_id) w
    where o.id = w.order_id and o.promise_state <> w.state`;
}
