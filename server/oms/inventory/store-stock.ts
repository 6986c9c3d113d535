import type { RawSql, RawTx } from "@/db/client";
import type { StockPosition } from "./decide";
import { lockPositions } from "./store";
import type { Owner } from "./types";

export type StockRow = StockPosition & {
  readonly skuId: string;
  readonly nodeId: string;
  /** Units that the asker holds, which `reserved` leaves out. */
  readonly own?: number;
};

/** Units that live holds keep of the position `l` of a statement. */
export const heldUnits = (sql: RawSql | RawTx, now: Date) => sql`(
  select coalesce(sum(r.quantity), 0)::int from reservation r
  where r.sku_id = l.sku_id and r.node_id = l.node_id and r.state = 'active'
    and r.expires_at > ${now})`;

/**
 * The sellable positions of some SKUs with what is held on them, as they stand, unlocked: for
 * quotes and answers.
 *
 * @param own whose holds do not count, since nobody is in their own way
 */
export const readStock = (
  sql: RawSql | RawTx,
  skuIds: readonly string[],
  now: Date,
  own?: Owner,
) => sql<StockRow[]>`
  select l.sku_id as "skuId", l.node_id as "nodeId", l.on_hand as "onHand", l.allocated,
    h.reserved, h.own, l.safety_stock as "safetyStock"
  from stock_level l
  cross join lateral (
    select coalesce(sum(r.quantity) filter (where not r.is_own), 0)::int as reserved,
      coalesce(sum(r.quantity) filter (where r.is_own), 0)::int as own
    from (
      select quantity, owner_kind = ${own?.kind ?? ""} and owner_ref = ${own?.ref ?? ""} as is_own
      from reservation where sku_id = l.sku_id and node_id = l.node_id and state = 'active'
        and expires_at > ${now}) r) h
  where l.sku_id = any(${[...skuIds]}::uuid[]) and l.status = 'sellable'`;

/**
 * The same, locked in the one order of all commands (`lockPositions`). Holds are read by a statement
 * of their own after the lock was had: they are only made under it, so none is missed.
 */
export async function lockStock(
  sql: RawTx,
  skuIds: readonly string[],
  now: Date,
): Promise<StockRow[]> {
  const [positions, held] = await Promise.all([
    lockPositions(sql, skuIds),
    sql<{ skuId: string; nodeId: string; reserved: number }[]>`
      select sku_id as "skuId", node_id as "nodeId", sum(quantity)::int as reserved
      from reservation
      where sku_id = any(${[...skuIds]}::uuid[]) and state = 'active' and expires_at > ${now}
      group by sku_id, node_id`,
  ]);
  const reserved = new Map(held.map((row) => [`${row.skuId} ${row.nodeId}`, row.reserved]));
  return positions.map((row) => ({
    ...row,
    reserved: reserved.get(`${row.skuId} ${row.nodeId}`) ?? 0,
  }));
}
