import type { CommandEnv } from "@/server/shell/command";
import { DomainError } from "../kernel/errors";
import { sum } from "../kernel/quantity";
import { refreshOrders } from "../orders/store";
import { freeDays, type TakenHold, takeOffSupply } from "./store-take-off";

/**
 * Cancel the units of an order that wait, of one line, of one SKU or all: what is promised from supply
 * is free for others. Components of kits stay: a kit is cancelled whole.
 *
 * @throws STALE when nothing waits
 */
export async function cancelWaiting(
  env: CommandEnv,
  {
    orderId,
    orderLineId,
    skuId,
  }: { orderId: string; orderLineId: string | null; skuId: string | null },
  reason: string,
): Promise<number> {
  const { sql, now } = env;
  const lines = await sql<CancelledLine[]>`
    select l.id, l.backordered as units, s.code as sku
    from order_line l join sku s on s.id = l.sku_id
    where l.order_id = ${orderId} and l.backordered > 0 and l.kit_group is null
      and (${orderLineId}::uuid is null or l.id = ${orderLineId})
      and (${skuId}::uuid is null or l.sku_id = ${skuId})
    order by l.line_number`;
  const units = sum(lines.map((line) => line.units));
  if (units === 0) {
    throw new DomainError("STALE", "Nothing that may be cancelled waits", { orderId });
  }
  const ids = lines.map(({ id }) => id);
  const pegs = await sql<TakenHold[]>`
    select id, order_line_id as "orderLineId", sku_id as "skuId", node_id as "nodeId",
      inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate", quantity,
      quantity as units
    from allocation where order_line_id = any(${ids}::uuid[]) and state = 'promised'
    order by id for no key update`;
  await takeOffSupply(env, pegs, reason);
  await sql`
    update order_line set cancelled = cancelled + backordered, backordered = 0,
      promise_state = case when allocated + released > 0 then 'firm' else promise_state end
    where id = any(${ids}::uuid[])`;
  await refreshOrders(sql, [orderId], now);
  await tellCancelled(env, orderId, lines, reason);
  await freeDays(sql, pegs);
  return units;
}

type CancelledLine = {
  readonly id: string;
  readonly units: number;
  readonly sku: string;
};

/** Say what was cancelled of an order, or that this was all there was of it. */
async function tellCancelled(
  { sql, emit }: CommandEnv,
  orderId: string,
  lines: readonly CancelledLine[],
  reason: string,
): Promise<void> {
  const [order] = await sql<{ number: string; status: string }[]>`
    select number, status from sales_order where id = ${orderId}`;
  emit({
    type: order?.status === "cancelled" ? "sales_order.cancelled" : "order_line.cancelled",
    subject: { kind: "sales_order", id: orderId },
    orderId,
    reason,
    payload: {
      number: order?.number ?? "",
      units: sum(lines.map((line) => line.units)),
      lines: lines.map(({ sku, units: quantity }) => ({ sku, quantity })),
    },
  });
}
