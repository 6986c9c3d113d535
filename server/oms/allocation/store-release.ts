import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import { newId } from "@/server/shell/new-id";
import { isOut } from "../catalog/store-out";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { isUnblocked } from "../orders/store-holds";
import {
  type DueAllocation,
  type DueNode,
  type OrderedLine,
  type Release,
  releaseKey,
} from "./decide-release";

/**
 * The day on which an allocation leaves: its own, or the last of those of its kit, which leave
 * together. Each is dated by its own stock; the units of a kit wait at their nodes for the others.
 */
const leaves = (sql: RawSql | RawTx) => sql`
  select case when own.kit_group is null then a.ship_date else (
    select max(x.ship_date) from order_line part join allocation x on x.order_line_id = part.id
    where part.order_id = own.order_id and part.kit_group = own.kit_group
      and x.state = 'allocated') end as ship_date, own.kit_group
  from order_line own where own.id = a.order_line_id`;

/**
 * Which allocations may be handed to their nodes: of SKUs that are out, of orders that go on, under no hold, of orders
 * that ship complete only when nothing of them waits for supply, and of kits only when none of
 * their components does, so that they leave together.
 */
const mayBeReleased = (sql: RawSql | RawTx, due: readonly DueNode[]) => sql`
  from allocation a
  join unnest(${due.map((d) => d.nodeId)}::uuid[], ${due.map((d) => d.dueBy)}::date[],
      ${due.map((d) => String(d.services.areOff))}::text[],
      ${due.map((d) => d.services.codes.join(" "))}::text[])
    as d(node_id, due_by, are_off, services) on d.node_id = a.node_id and a.ship_date <= d.due_by
      and (a.service_code = any(string_to_array(d.services, ' '))) <> d.are_off::boolean
  join sales_order o on o.id = a.order_id
  cross join lateral (${leaves(sql)}) leaves
  where a.state = 'allocated' and o.status in ('confirmed', 'in_fulfillment')
    and ${isOut(sql, sql`a.sku_id`)}
    and ${isUnblocked(sql, "release", {
      orderId: sql`a.order_id`,
      lineId: sql`a.order_line_id`,
      kitGroup: sql`leaves.kit_group`,
      shipPolicy: sql`o.ship_policy`,
    })}
    and (o.ship_policy <> 'complete' or not exists (select 1 from order_line l
      where l.order_id = a.order_id and l.backordered > 0))
    and leaves.ship_date <= d.due_by
    and (leaves.kit_group is null or not exists (select 1 from order_line part
      where part.order_id = a.order_id and part.kit_group = leaves.kit_group
        and part.backordered > 0))`;

/** Whether anything may be released at all: a look that writes and locks nothing. */
export async function hasDueAllocations(sql: RawSql, due: readonly DueNode[]): Promise<boolean> {
  const [row] = await sql<{ isDue: boolean }[]>`
    select exists (select 1 ${mayBeReleased(sql, due)}) as "isDue"`;
  return row?.isDue === true;
}

/**
 * Lock the orders with the most urgent due allocations. Orders that somebody else is changing are
 * left for the next time.
 */
export async function lockDueOrders(
  sql: RawTx,
  due: readonly DueNode[],
  limit: number,
): Promise<string[]> {
  const candidates = await sql<{ id: string }[]>`
    select a.order_id as id ${mayBeReleased(sql, due)}
    group by a.order_id order by min(a.ship_date), a.order_id limit ${limit}`;
  const ids = candidates.map(({ id }) => id);
  const locked = await sql<{ id: string }[]>`
    select id from sales_order where id = any(${ids}::uuid[])
    order by id for no key update skip locked`;
  return locked.map(({ id }) => id);
}

/** Keep what some orders hold from being put off to a day to come until the transaction ends. */
export const keepOut = (sql: RawTx, orderIds: readonly string[]) => sql`
  select 1 from sku where id in (select sku_id from allocation
    where order_id = any(${[...orderIds]}::uuid[]) and state = 'allocated')
  order by id for key share`;

/** The due allocations of locked orders, asked again now that nobody else changes them. */
export async function readDueAllocations(
  sql: RawTx,
  due: readonly DueNode[],
  orderIds: readonly string[],
): Promise<DueAllocation[]> {
  return await sql<DueAllocation[]>`
    select a.id, a.order_id as "orderId", a.order_line_id as "orderLineId", a.sku_id as "skuId",
      a.node_id as "nodeId", a.quantity, leaves.ship_date as "shipDate",
      a.delivery_date::text as "deliveryDate", a.service_code as "serviceCode",
      o.ship_policy as "shipPolicy", null as "hostOrderId"
    ${mayBeReleased(sql, due)} and a.order_id = any(${[...orderIds]}::uuid[])
    order by a.order_id, leaves.ship_date, a.id`;
}

/** Where a parcel goes, so that two orders to one place are found, however their buyers wrote it. */
const placeOf = (sql: RawSql | RawTx, order: PendingQuery<Row[]>) => sql`
  lower(concat_ws('|', ${order} ->> 'address1', ${order} ->> 'address2', ${order} ->> 'city',
    ${order} ->> 'region', ${order} ->> 'postalCode', ${order} ->> 'country'))`;

/**
 * Units that waited, and that leave with one of these releases: of the same customer, from the same
 * node to the same address by the same service, on a later day by themselves. Each goes with the release
 * that leaves first. Their orders are locked; those that somebody else is changing are left out.
 */
export async function lockRiders(
  sql: RawTx,
  releases: readonly Release[],
  due: readonly DueNode[],
): Promise<(DueAllocation & { readonly dueDate: LocalDate })[]> {
  const hosts = releases.map(({ orderId, nodeId, serviceCode, shipBy, allocations }) => ({
    order_id: orderId,
    node_id: nodeId,
    service: serviceCode,
    ship_by: shipBy,
    delivery: allocations
      .map(({ deliveryDate }) => deliveryDate)
      .toSorted()
      .at(-1),
  }));
  const riding = sql`
    from jsonb_to_recordset(${sql.typed(hosts, 3802)}::jsonb)
      as r(order_id uuid, node_id uuid, service text, ship_by date, delivery date)
    join sales_order h on h.id = r.order_id
    join sales_order o on o.company_id = h.company_id
      and ${placeOf(sql, sql`o.ship_to`)} = ${placeOf(sql, sql`h.ship_to`)}
      and o.status in ('confirmed', 'in_fulfillment')
      and (o.ship_after is null or o.ship_after <= r.ship_by)
    join allocation a on a.order_id = o.id and a.state = 'allocated' and a.is_remainder
      and a.node_id = r.node_id and a.service_code = r.service and a.ship_date > r.ship_by
      and ${isOut(sql, sql`a.sku_id`)}`;
  const found = await sql<{ id: string }[]>`select distinct o.id ${riding}`;
  const locked = await sql<{ id: string }[]>`
    select id from sales_order where id = any(${found.map(({ id }) => id)}::uuid[])
    order by id for no key update skip locked`;
  // A node that is off takes nothing along either: what may be released at all says the same of both.
  const nodeIds = due.map(({ nodeId }) => nodeId);
  return locked.length === 0
    ? []
    : sql<(DueAllocation & { dueDate: LocalDate })[]>`
        select distinct on (a.id) a.id, a.order_id as "orderId", a.order_line_id as "orderLineId",
          a.sku_id as "skuId", a.node_id as "nodeId", a.quantity, r.ship_by::text as "shipDate",
          r.delivery::text as "deliveryDate", a.service_code as "serviceCode",
          o.ship_policy as "shipPolicy", h.id as "hostOrderId", a.ship_date::text as "dueDate"
        ${riding}
        where o.id = any(${locked.map(({ id }) => id)}::uuid[])
          and a.node_id = any(${nodeIds}::uuid[])
        order by a.id, r.ship_by, (h.id = o.id) desc, h.id`;
}

/** The lines of some orders, with the kits that they leave in. */
export async function readLeavingLines(
  sql: RawTx,
  orderIds: readonly string[],
): Promise<OrderedLine[]> {
  return orderIds.length === 0
    ? []
    : sql<OrderedLine[]>`
        select id, order_id as "orderId", kit_group as "kitGroup" from order_line
        where order_id = any(${[...orderIds]}::uuid[])`;
}

export type ReleasedWork = {
  readonly id: string;
  readonly number: string;
  readonly orderId: string;
  readonly nodeCode: string;
  readonly nodeName: string;
  readonly shipBy: LocalDate;
  readonly lines: number;
  readonly units: number;
  /** The work order with which it leaves, of another order to the same address. */
  readonly shipsWith: string | null;
};

/**
 * Hand allocations to their nodes: each release becomes a work order, or joins the one that its
 * node has not accepted yet. The allocations are released and their units move to that bucket.
 */
export async function writeReleases(
  sql: RawTx,
  releases: readonly Release[],
  now: Date,
): Promise<ReleasedWork[]> {
  const open = await readOpenWork(sql, releases);
  const work = releases.map((release) => ({
    release,
    id: open.get(releaseKey(release)) ?? newId<string>(now.getTime()),
  }));
  const released = await writeWorkOrders(sql, work, now);
  const lines = work.flatMap(({ id, release }) =>
    release.allocations.map((a) => ({
      id: newId<string>(now.getTime()),
      work_id: id,
      allocation_id: a.id,
      order_line_id: a.orderLineId,
      sku_id: a.skuId,
      quantity: a.quantity,
    })),
  );
  await sql`
    with lines as (
      select * from jsonb_to_recordset(${sql.typed(lines, 3802)}::jsonb) as l(id uuid, work_id uuid,
        allocation_id uuid, order_line_id uuid, sku_id uuid, quantity int)),
    written as (
      insert into fulfillment_order_line (id, fulfillment_order_id, order_line_id, allocation_id,
        sku_id, quantity)
      select id, work_id, order_line_id, allocation_id, sku_id, quantity from lines),
    moved as (
      update allocation a set state = 'released', fulfillment_order_id = l.work_id
      from lines l where a.id = l.allocation_id)
    update order_line o set allocated = o.allocated - l.units, released = o.released + l.units
    from (select order_line_id, sum(quantity)::int as units from lines group by order_line_id) l
    where o.id = l.order_line_id`;
  return released;
}

/** Work orders of these orders that nobody has accepted yet, by what they have in common. */
async function readOpenWork(
  sql: RawTx,
  releases: readonly Release[],
): Promise<Map<string, string>> {
  const orderIds = [...new Set(releases.map(({ orderId }) => orderId))];
  const rows = await sql<(Omit<Release, "allocations"> & { id: string })[]>`
    select id, order_id as "orderId", node_id as "nodeId", ship_by as "shipBy",
      service_code as "serviceCode"
    from fulfillment_order where order_id = any(${orderIds}::uuid[]) and state = 'open'`;
  return new Map(rows.map((row) => [releaseKey(row), row.id]));
}

type Work = { readonly id: string; readonly release: Release };

/** The work order with which a release leaves that is of nothing but units that waited. */
function shipsWith({ allocations, nodeId, shipBy, serviceCode }: Release, work: readonly Work[]) {
  const [first] = allocations;
  const hostOrderId = allocations.every(({ hostOrderId: host }) => host !== null)
    ? (first?.hostOrderId ?? null)
    : null;
  return (
    hostOrderId &&
    work.find(({ release }) => {
      const key = { orderId: hostOrderId, nodeId, shipBy, serviceCode };
      return hostOrderId !== first?.orderId && releaseKey(release) === releaseKey(key);
    })?.id
  );
}

async function writeWorkOrders(
  sql: RawTx,
  work: readonly Work[],
  now: Date,
): Promise<ReleasedWork[]> {
  const rows = work.map(({ id, release }) => ({
    id,
    order_id: release.orderId,
    node_id: release.nodeId,
    service_code: release.serviceCode,
    ship_by: release.shipBy,
    ships_with: shipsWith(release, work),
    lines: release.allocations.length,
    units: sum(release.allocations.map(({ quantity }) => quantity)),
  }));
  return await sql<ReleasedWork[]>`
    with work as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as w(id uuid,
        order_id uuid, node_id uuid, service_code text, ship_by date, ships_with uuid, lines int,
        units int)),
    written as (
      insert into fulfillment_order as f (id, number, order_id, node_id, state, service_code,
        ship_by, ships_with_id, released_at, line_count, unit_count)
      select id, 'FO-' || nextval('fulfillment_order_number'), order_id, node_id, 'open',
        service_code, ship_by, ships_with, ${now}, lines, units
      from work order by ships_with nulls first
      on conflict (id) do update set line_count = f.line_count + excluded.line_count,
        unit_count = f.unit_count + excluded.unit_count
      returning id, number, ships_with_id)
    select r.id, r.number, w.order_id as "orderId", n.code as "nodeCode", n.name as "nodeName",
      w.ship_by as "shipBy", w.lines, w.units, h.number as "shipsWith"
    from written r join work w on w.id = r.id join node n on n.id = w.node_id
    left join written h on h.id = r.ships_with_id
    order by r.number`;
}
