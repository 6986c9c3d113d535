import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import type { OverdueLine } from "./decide-overdue";
import type { TakenHold } from "./store-take-off";

/**
 * `decideOverdue` as a condition on `sales_order o`: its cancel-after day is over in UTC, it has units
 * that end with it, and no hold keeps it from being cancelled.
 */
export const isOverdue = (sql: RawSql | RawTx, now: Date): PendingQuery<Row[]> => sql`
  o.cancel_after < (${now}::timestamptz at time zone 'UTC')::date
  and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
  and exists (select from order_line l
    where l.order_id = o.id and l.allocated + l.backordered > 0
      and (l.kit_group is null or (l.ordered - l.cancelled)::bigint * l.kit_quantity > l.ordered * (
        select max(ceil((part.ordered - part.cancelled - part.allocated - part.backordered)::numeric
          * part.kit_quantity / part.ordered))
        from order_line part
        where part.order_id = o.id and part.kit_group = l.kit_group)))
  and not exists (select from hold h join hold_type t on t.code = h.type
    where h.order_id = o.id and h.released_at is null and 'cancel' = any(t.blocks)
      and (t.stops_order or h.fulfillment_order_id is null))`;

export type OverdueOrder = {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly cancelAfter: LocalDate;
  readonly promise: LocalDate | null;
};

/**
 * Lock an order and look whether it is overdue.
 *
 * @returns null when somebody else works on it, or it is not overdue
 */
export async function lockOverdue(
  sql: RawTx,
  orderId: string,
  now: Date,
): Promise<OverdueOrder | null> {
  const locked = await sql`
    select from sales_order where id = ${orderId} for no key update skip locked`;
  if (locked.length === 0) {
    return null;
  }
  // Asked again now that nobody else changes it.
  const [order] = await sql<OverdueOrder[]>`
    select o.id, o.number, o.currency, o.cancel_after::text as "cancelAfter",
      o.current_promise::text as promise
    from sales_order o where o.id = ${orderId} and ${isOverdue(sql, now)}`;
  return order ?? null;
}

export const readOverdueLines = (sql: RawTx, orderId: string) => sql<OverdueLine[]>`
  select l.id, l.sku_id as "skuId", s.code as sku, l.kit_group as "kitGroup",
    l.kit_quantity as "kitQuantity", l.ordered, l.cancelled, l.allocated, l.backordered
  from order_line l join sku s on s.id = l.sku_id
  where l.order_id = ${orderId} order by l.line_number`;

export type OpenHolding = Omit<TakenHold, "units"> & { readonly state: "allocated" | "promised" };

/** What is kept for the lines of an order, what comes last first and supply before stock. */
export const readOpenHoldings = (sql: RawTx, orderId: string) => sql<OpenHolding[]>`
  select id, order_line_id as "orderLineId", sku_id as "skuId", node_id as "nodeId",
    inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate", quantity, state
  from allocation where order_id = ${orderId} and state in ('allocated', 'promised')
  order by state desc, delivery_date desc, ship_date desc, id for no key update`;

/** The units end; of an order that was never confirmed nothing else would say that it is over. */
export async function endUnits(
  sql: RawTx,
  orderId: string,
  taken: readonly { readonly id: string; readonly units: number }[],
  now: Date,
): Promise<void> {
  await sql`
    update order_line l set cancelled = l.cancelled + t.units,
      backordered = l.backordered - t.units
    from jsonb_to_recordset(${sql.typed(taken, 3802)}::jsonb) as t(id uuid, units int)
    where l.id = t.id`;
  await sql`
    update sales_order set status = 'cancelled', cancelled_at = ${now}
    where id = ${orderId} and status in ('submitted', 'pending_approval')
      and not exists (select from order_line where order_id = ${orderId} and ordered > cancelled)`;
}

/** What is still wanted of an order in minor units, and what became of it. The order is refreshed. */
export async function readRest(sql: RawTx, { id }: Pick<OverdueOrder, "id">) {
  const [order] = await sql<{ status: string; promise: LocalDate | null; owed: number }[]>`
    select status, current_promise::text as promise, subtotal - cancelled_total - credited_total as owed
    from sales_order where id = ${id}`;
  return {
    isCancelled: order?.status === "cancelled",
    promise: order?.promise ?? null,
    value: order?.owed ?? 0,
  };
}
