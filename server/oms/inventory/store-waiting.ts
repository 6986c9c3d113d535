import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import type { WaitingDemand, WaitingUnits } from "./decide-owed";
import { stillRefuses } from "./store-refusals";

type Sql = RawSql | RawTx;
type Fragment = PendingQuery<Row[]>;

/** As `waitingOf` gives it: channel, nodes that refused it, units. */
export type WaitingFigures = readonly (readonly [string, readonly string[], number])[];

/** An order that adds units, or is dated: what it waits for itself is not in its way. */
export type Apart = {
  readonly exceptOrderId?: string | null;
  /** Only what was placed before that order counts. */
  readonly isBefore?: boolean;
};

/**
 * Units of a SKU that accepted orders wait for without a supply that will bring them, as JSON by channel
 * and by the nodes that refused them; null where nobody waits. Orders beyond the horizon wait for
 * nothing yet; those that are due and those that a hold keeps from stock do.
 *
 * @param apart whose lines do not count
 */
export const waitingOf = (
  sql: Sql,
  skuId: Fragment,
  now: Date,
  { exceptOrderId = null, isBefore = false }: Apart = {},
): Fragment => sql`(
  select json_agg(json_build_array(w.channel, w.refused, w.units)) from (
    select c.code as channel, x.refused, sum(b.backordered - x.pegged)::int as units
    from order_line b
    join sales_order o on o.id = b.order_id and (o.allocate_from is null
      or o.allocate_from <= (${now}::timestamptz at time zone 'UTC')::date)
    join channel c on c.id = o.channel_id
    cross join lateral (
      select coalesce(sum(a.quantity) filter (where a.state = 'promised'), 0) as pegged,
        coalesce(array_agg(distinct a.node_id) filter (where ${stillRefuses(sql, sql`a`)}), '{}')
          as refused
      from allocation a where a.order_line_id = b.id) x
    where b.sku_id = ${skuId} and b.backordered > 0 and b.backordered > x.pegged
      and (${exceptOrderId}::uuid is null or b.order_id <> ${exceptOrderId})
      and (not ${isBefore} or (o.placed_at, o.id) < (
        select own.placed_at, own.id from sales_order own where own.id = ${exceptOrderId}))
    group by 1, 2 order by 1, 2) w)`;

/**
 * Units that orders wait for by SKU, of SKUs that have any which could be promised: elsewhere they change
 * no number. Who may have them is left open.
 */
export const waitingBySku = (sql: Sql, now: Date): Fragment => sql`
  select b.sku_id, sum(b.backordered - x.pegged)::int as units
  from order_line b
  join sales_order o on o.id = b.order_id and (o.allocate_from is null
    or o.allocate_from <= (${now}::timestamptz at time zone 'UTC')::date)
  cross join lateral (select coalesce(sum(a.quantity), 0) as pegged from allocation a
    where a.order_line_id = b.id and a.state = 'promised') x
  where b.backordered > 0 and b.backordered > x.pegged and ${hasFree(sql, sql`b.sku_id`)}
  group by b.sku_id`;

const hasFree = (sql: Sql, skuId: Fragment): Fragment => sql`exists (
  select from stock_level l where l.sku_id = ${skuId} and l.status = 'sellable'
    and l.on_hand - l.allocated > l.safety_stock)`;

/** Nobody waits: the same list each time, so that answers are known to be of the same facts. */
const NOBODY: readonly WaitingDemand[] = [];

export const waitingDemand = (figures: WaitingFigures | null): readonly WaitingDemand[] =>
  figures === null
    ? NOBODY
    : figures.map(([channel, refusedBy, units]) => ({ channel, refusedBy, units }));

/**
 * What a new order comes behind, of the SKUs that have any unit which could be promised. In a
 * transaction that plans, this is read after the positions were locked: who begins to wait holds that
 * lock.
 */
export async function readWaiting(
  sql: Sql,
  skuIds: readonly string[],
  now: Date,
  apart: Apart = {},
): Promise<WaitingUnits> {
  const rows = await sql<{ skuId: string; waiting: WaitingFigures | null }[]>`
    select s.id as "skuId", case when ${hasFree(sql, sql`s.id`)}
      then ${waitingOf(sql, sql`s.id`, now, apart)} end as waiting
    from unnest(${[...skuIds]}::uuid[]) as s(id)`;
  return new Map(
    rows.flatMap(({ skuId, waiting }) =>
      waiting === null ? [] : [[skuId, waitingDemand(waiting)] as const],
    ),
  );
}
