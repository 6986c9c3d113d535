import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";

type Sql = RawSql | RawTx;

/** A day has begun at every node, so that wherever a unit leaves it does not leave before that day. */
export const isDayEverywhere = (sql: Sql, day: PendingQuery<Row[]>, now: Date) => sql`
  ${day} <= (select coalesce(min((${now}::timestamptz at time zone n.time_zone)::date),
    (${now}::timestamptz at time zone 'UTC')::date) from node n where n.retired_at is null)`;

/** Open orders that have units of a SKU which no node was given yet, in the order they were placed. */
export async function findPreordered(sql: Sql, skuId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from sales_order o
    where o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
      and o.id in (select order_id from order_line
        where sku_id = ${skuId} and backordered + allocated > 0)
    order by o.placed_at, o.id`;
  return rows.map(({ id }) => id);
}
