import type { RawSql, RawTx } from "@/db/client";
import { isOut } from "../catalog/store-out";
import { DomainError } from "../kernel/errors";

/** SKUs that somebody waits for, those with the most units first. */
export async function findShortSkus(sql: RawSql | RawTx, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select l.sku_id as id from order_line l join sales_order o on o.id = l.order_id
      and o.status in ('confirmed', 'in_fulfillment') and o.allocate_from is null
    where l.backordered > 0 and ${isOut(sql, sql`l.sku_id`)} group by l.sku_id
    order by sum(l.backordered) desc, l.sku_id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/**
 * @throws INVALID_INPUT with one fault per code that does not exist
 */
export async function resolveSkus(
  sql: RawSql | RawTx,
  codes: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(codes)];
  const rows = await sql<{ id: string; code: string }[]>`
    select id, code from sku where code = any(${wanted}::text[]) order by id`;
  const known = new Set(rows.map(({ code }) => code));
  const faults = wanted
    .filter((code) => !known.has(code))
    .map((code) => ({ field: "skus", code: "unknown", message: `There is no SKU “${code}”` }));
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "Some SKUs do not exist", { faults });
  }
  return rows.map(({ id }) => id);
}
