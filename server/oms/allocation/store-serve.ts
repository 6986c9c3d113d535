import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { resourceLines } from "./commands/resource-lines";
import { type PlannedPart, planOnStock } from "./decide-plan";
import { readDemand } from "./store-demand";
import { chooseHolds, freeDays, type TakenHold, takeOffSupply } from "./store-take-off";
import { lockWorld } from "./store-world";
import type { DecisionTrigger } from "./types";

export type WaitingOrder = { readonly orderId: string; readonly skuId: string };

/**
 * Orders that wait for units of these SKUs, the oldest first, where some node has units that nobody
 * holds. Whether that node may serve the order is found out when it is tried.
 */
export const findWaiting = (sql: RawSql | RawTx, skuIds: readonly string[], limit: number) => sql<
  WaitingOrder[]
>`
  select l.order_id as "orderId", l.sku_id as "skuId"
  from order_line l
  join sales_order o on o.id = l.order_id and o.status in ('confirmed', 'in_fulfillment')
  where l.sku_id = any(${[...skuIds]}::uuid[]) and l.backordered > 0 and exists (
    select from stock_level s where s.sku_id = l.sku_id and s.status = 'sellable'
      and s.on_hand - s.allocated > s.safety_stock)
  group by l.order_id, l.sku_id, o.placed_at, o.number
  order by o.placed_at, o.number, l.sku_id limit ${limit}`;

/**
 * Give free stock to what an order waits for of a SKU: to units without a promise, and to units
 * pegged to a supply that would come later; the supply is then free for others. When no node that
 * may serve the order has any, nothing is written.
 *
 * The caller holds the order's lock.
 *
 * @returns units that found stock
 */
export async function serveOrder(
  env: CommandEnv,
  { orderId, skuId }: WaitingOrder,
  trigger: DecisionTrigger,
): Promise<number> {
  const { sql } = env;
  const waiting = await readWaitingLines(sql, { orderId, skuId });
  if (waiting.length === 0) {
    return 0;
  }
  const open = waiting.map(({ orderLineId, backordered }) => ({
    orderLineId,
    quantity: backordered,
  }));
  const { demand } = await readDemand(sql, orderId, open, []);
  const { world } = await lockWorld(env, [skuId]);
  const { parts } = planOnStock(demand, world);
  const served = waiting.map((line) => servedOf(line, parts));
  const units = sum(served.map((each) => each.units));
  if (units === 0) {
    return 0;
  }
  const overtaken = served.flatMap(({ pegs }) => pegs);
  await takeOffSupply(env, overtaken, "stock was there earlier");
  await resourceLines(env, {
    orderId,
    lines: served
      .filter((each) => each.units > 0)
      .map((each) => ({ orderLineId: each.orderLineId, quantity: each.units })),
    excludedNodeIds: [],
    trigger,
  });
  await freeDays(sql, overtaken);
  return units;
}

type WaitingLine = {
  readonly orderLineId: string;
  readonly backordered: number;
  /** What is promised from supply, the latest first. */
  readonly pegs: readonly (Omit<TakenHold, "units"> & { readonly deliveryDate: LocalDate })[];
};

const readWaitingLines = (sql: RawTx, { orderId, skuId }: WaitingOrder) => sql<WaitingLine[]>`
  select l.id as "orderLineId", l.backordered,
    coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'orderLineId', a.order_line_id,
        'skuId', a.sku_id, 'nodeId', a.node_id, 'inboundSupplyId', a.inbound_supply_id,
        'shipDate', a.ship_date, 'deliveryDate', a.delivery_date, 'quantity', a.quantity)
        order by a.delivery_date desc, a.id)
      from allocation a where a.order_line_id = l.id and a.state = 'promised'), '[]') as pegs
  from order_line l
  where l.order_id = ${orderId} and l.sku_id = ${skuId} and l.backordered > 0
  order by l.line_number`;

/** What stock gives a line, and which of its pegs that overtakes: only those that come later. */
function servedOf(
  { orderLineId, backordered, pegs }: WaitingLine,
  parts: readonly PlannedPart[],
): { readonly orderLineId: string; readonly units: number; readonly pegs: readonly TakenHold[] } {
  const own = parts.filter(({ lineId }) => lineId === orderLineId);
  const filled = sum(own.map(({ units }) => units));
  const unpegged = backordered - sum(pegs.map(({ quantity }) => quantity));
  const lastDelivery = own
    .map(({ deliveryDate }) => deliveryDate)
    .toSorted()
    .at(-1);
  const later = pegs.filter(
    ({ deliveryDate }) => lastDelivery !== undefined && deliveryDate > lastDelivery,
  );
  const overtaken = chooseHolds(later, Math.max(0, filled - unpegged));
  const units = Math.min(filled, unpegged + sum(overtaken.map((peg) => peg.units)));
  return { orderLineId, units, pegs: overtaken };
}
