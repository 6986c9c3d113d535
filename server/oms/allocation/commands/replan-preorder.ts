import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { lockPositions } from "../../inventory/store";
import { isOpenOrder } from "../../orders/decide";
import { lockOrder, refreshOrders } from "../../orders/store";
import type { OpenLine } from "../store-demand";
import { freeDays, type TakenHold, takeOffStock, takeOffSupply } from "../store-take-off";
import { resourceLines } from "./resource-lines";

/**
 * Date what an order has of a SKU anew, after the day on which it comes out moved: what was promised
 * to it from supply is promised by the new day, what it held on a shelf it holds no more before that
 * day. A promise that moved is one event, of which the customer is told once.
 *
 * @returns units that were dated again
 * @throws NOT_FOUND
 */
export const replanPreorder = defineCommand({
  name: "allocation.replan_preorder",
  input: z.object({ orderId: z.uuid(), skuId: z.uuid(), why: z.string().min(1).max(500) }),
  wall: "staff",
  run: async (env, { orderId, skuId, why }) => {
    const { sql, now } = env;
    const { status } = await lockOrder(sql, orderId);
    if (!isOpenOrder(status)) {
      return { units: 0 };
    }
    await lockPositions(sql, [skuId]);
    const holds = await lockHolds(sql, orderId, skuId);
    const isOnStock = ({ state }: Hold) => state === "allocated";
    await takeOffStock(env, holds.filter(isOnStock), why);
    await takeOffSupply(
      env,
      holds.filter((hold) => !isOnStock(hold)),
      why,
    );
    const lines = await sql<OpenLine[]>`
      select id as "orderLineId", backordered as quantity from order_line
      where order_id = ${orderId} and sku_id = ${skuId} and backordered > 0 order by line_number`;
    if (lines.length > 0) {
      await resourceLines(env, {
        ...{ orderId, lines, excludedNodeIds: [], trigger: "day_moved" },
        ...{ keepsHorizon: true, why },
      });
    }
    await freeDays(sql, holds);
    await refreshOrders(sql, [orderId], now);
    return { units: lines.reduce((units, { quantity }) => units + quantity, 0) };
  },
});

type Hold = TakenHold & { readonly state: "promised" | "allocated" };

const lockHolds = (sql: RawTx, orderId: string, skuId: string) => sql<Hold[]>`
  select id, order_line_id as "orderLineId", sku_id as "skuId", node_id as "nodeId",
    case when state = 'promised' then inbound_supply_id end as "inboundSupplyId",
    ship_date::text as "shipDate", quantity, quantity as units, state, is_by_hand as "isByHand"
  from allocation
  where order_id = ${orderId} and sku_id = ${skuId} and state in ('promised', 'allocated')
  order by id for no key update`;
