import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { lockPositions } from "../../inventory/store";
import { settleOversold } from "../../inventory/store-oversold";
import { lockOrder } from "../../orders/store";
import { complainOfHandPlaced } from "../store-hand-lost";
import { chooseHolds, freeDays, type TakenHold, takeOffStock } from "../store-take-off";
import { resourceLines } from "./resource-lines";

/**
 * Units of an order that a count found missing are sourced again: from another node, from supply, or
 * dated by lead time. Only so many as are oversold at the position, and only those that no node works
 * on yet: what was released stays, with its exception, for a person. What a person placed there goes
 * last, and an exception says what became of it.
 *
 * @returns units that were taken off, and how many are oversold after it
 * @throws NOT_FOUND
 */
export const resourceOversold = defineCommand({
  name: "allocation.resource_oversold",
  input: z.object({
    orderId: z.uuid(),
    skuId: z.uuid(),
    nodeId: z.uuid(),
    /** Units that a person placed there stay: others are asked first. */
    keepsByHand: z.boolean().default(false),
  }),
  wall: "staff",
  run: async (env, { orderId, skuId, nodeId, keepsByHand }) => {
    const { sql } = env;
    const order = await lockOrder(sql, orderId);
    await lockPositions(sql, [skuId]);
    const { oversold, sku, node } = await readOversold(sql, skuId, nodeId);
    const held = await readHolds(sql, { orderId, skuId, nodeId });
    const holds = chooseHolds(
      held.filter(({ isByHand }) => !(keepsByHand && isByHand)),
      oversold,
    );
    const units = holds.reduce((all, hold) => all + hold.units, 0);
    if (units === 0) {
      return { units, oversold };
    }
    const reason = `${node} has less ${sku} than was counted on`;
    await takeOffStock(env, holds, reason);
    await settleOversold(env, [{ skuId, nodeId }]);
    env.emit({
      type: "order_line.deallocated",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: { number: order.number, sku, node, units },
    });
    await resourceLines(env, {
      orderId,
      lines: [...new Set(holds.map((hold) => hold.orderLineId))].map((orderLineId) => ({
        orderLineId,
        quantity: holds
          .filter((hold) => hold.orderLineId === orderLineId)
          .reduce((all, hold) => all + hold.units, 0),
      })),
      excludedNodeIds: [],
      trigger: "stock_lost",
    });
    await freeDays(sql, holds);
    await complainOfHandPlaced(env, orderId, holds, reason);
    return { units, oversold: oversold - units };
  },
});

async function readOversold(sql: RawTx, skuId: string, nodeId: string) {
  const [row] = await sql<{ oversold: number; sku: string; node: string }[]>`
    select l.oversold, s.code as sku, n.name as node
    from stock_level l join sku s on s.id = l.sku_id join node n on n.id = l.node_id
    where l.sku_id = ${skuId} and l.node_id = ${nodeId} and l.status = 'sellable'`;
  return row ?? { oversold: 0, sku: "", node: "" };
}

/**
 * The order's holds on the position that no node works on: those with the most time left first, and
 * what a person placed there last.
 */
const readHolds = (
  sql: RawTx,
  at: { readonly orderId: string; readonly skuId: string; readonly nodeId: string },
) => sql<Omit<TakenHold, "units">[]>`
  select id, order_line_id as "orderLineId", sku_id as "skuId", node_id as "nodeId",
    inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate", quantity,
    is_by_hand as "isByHand"
  from allocation
  where order_id = ${at.orderId} and sku_id = ${at.skuId} and node_id = ${at.nodeId}
    and state = 'allocated'
  order by is_by_hand, delivery_date desc, id desc for no key update`;
