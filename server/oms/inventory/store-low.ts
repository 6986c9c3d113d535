import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import type { LowPoints } from "./decide-low";
import { heldUnits } from "./store-stock";

type Sql = RawSql | RawTx;
type Fragment = PendingQuery<Row[]>;

/** The points of the SKU `s` of a statement, as JSON in the shape of `LowPoints`. */
export const lowPointsOf = (sql: Sql): Fragment => sql`(
  select json_build_object(
    'own', max(p.units) filter (where p.sku_id is not null and p.channel_id is null
      and p.node_id is null),
    'byChannel', coalesce(json_object_agg(c.code, p.units) filter (where c.code is not null), '{}'),
    'ofCategory', max(p.units) filter (where p.category is not null))
  from low_stock_point p left join channel c on c.id = p.channel_id
  where p.sku_id = s.id or p.category = s.category)`;

/** That a SKU `s` is low over all, or out or low at a node with a point of its own; never when it is out. */
export const isLowStock = (sql: Sql, now: Date): Fragment => {
  const available = sql`greatest(l.on_hand - l.allocated - ${heldUnits(sql, now)} - l.safety_stock, 0)`;
  return sql`exists (
    select from (
      select coalesce(sum(${available}), 0) as available,
        bool_or(${available} <= (select p.units from low_stock_point p
          where p.sku_id = l.sku_id and p.node_id = l.node_id)) as at_node
      from stock_level l where l.sku_id = s.id and l.status = 'sellable') a
    where a.available > 0 and (a.at_node or a.available <= coalesce(
      (select p.units from low_stock_point p
        where p.sku_id = s.id and p.channel_id is null and p.node_id is null),
      (select p.units from low_stock_point p where p.category = s.category))))`;
};

/** The points of some SKUs; one without any is left out. */
export async function readLowPoints(
  sql: Sql,
  skuIds: readonly string[],
): Promise<ReadonlyMap<string, LowPoints>> {
  const rows = await sql<{ skuId: string; points: LowPoints }[]>`
    select s.id as "skuId", ${lowPointsOf(sql)} as points from sku s
    where s.id = any(${[...skuIds]}::uuid[]) and exists (
      select from low_stock_point p where p.sku_id = s.id or p.category = s.category)`;
  return new Map(rows.map(({ skuId, points }) => [skuId, points]));
}
