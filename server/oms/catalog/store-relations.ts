import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import { inOrder } from "./decide-relation";
import type { Alternative } from "./types";

/**
 * What may ship instead of some SKUs on a day, by the SKU that is asked for and in the order in which it is
 * offered; with what follows the followers, so that a chain of supersessions can be walked. A mutual
 * substitution stands under both of its SKUs.
 */
export async function readAlternatives(
  sql: RawSql | RawTx,
  skuIds: readonly string[],
  today: LocalDate,
): Promise<Map<string, Alternative[]>> {
  const found = new Map<string, Alternative[]>();
  if (skuIds.length === 0) {
    return found;
  }
  const rows = await sql<Alternative[]>`
    with recursive live as (
      select kind, sku_id, instead_sku_id, ratio_numerator as n, ratio_denominator as d, is_mutual,
        rank, price, timing
      from sku_relation
      where coalesce(valid_from <= ${today}::date, true) and coalesce(valid_to >= ${today}::date, true)),
    reached as (
      select unnest(${[...new Set(skuIds)]}::uuid[]) as id
      union
      select l.instead_sku_id from reached r
      join live l on l.sku_id = r.id and l.kind = 'supersession'),
    facing as (
      select l.* from live l join reached r on r.id = l.sku_id
      union all
      select l.kind, l.instead_sku_id, l.sku_id, l.d, l.n, l.is_mutual, l.rank, l.price, l.timing
      from live l join reached r on r.id = l.instead_sku_id
      where l.is_mutual and not exists (select from live own where own.kind = l.kind
        and own.sku_id = l.instead_sku_id and own.instead_sku_id = l.sku_id))
    select f.kind, f.sku_id as "skuId", s.code as sku, f.instead_sku_id as "insteadSkuId",
      i.code as "insteadSku", json_build_object('numerator', f.n, 'denominator', f.d) as ratio,
      f.rank, f.price, f.timing,
      case when f.timing = 'when_out' then (
        select coalesce(sum(greatest(0, l.on_hand - l.allocated)), 0)::bigint from stock_level l
        where l.sku_id = f.sku_id and l.status = 'sellable') end as "freeUnits"
    from facing f join sku s on s.id = f.sku_id join sku i on i.id = f.instead_sku_id`;
  for (const row of rows) {
    found.set(row.skuId, [...(found.get(row.skuId) ?? []), row]);
  }
  return new Map([...found].map(([skuId, list]) => [skuId, inOrder(list)]));
}
