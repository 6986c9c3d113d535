import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { lockOrder } from "../../orders/store";
import { allocationHold } from "../../orders/store-holds";
import type { OpenLine } from "../store-demand";
import { resourceLines } from "./resource-lines";

/**
 * Give an order its stock once the day has come from which stock is kept for it. What is short then
 * is a backorder like any other, dated by supply or lead time; the customer hears of it when the
 * promise moves.
 *
 * @returns whether it was due; an order that another worker served, that is over, or that a hold keeps
 *   from stock, is not
 * @throws NOT_FOUND
 */
export const allocateDue = defineCommand({
  name: "allocation.allocate_due",
  input: z.object({ orderId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId }) => {
    await lockOrder(env.sql, orderId);
    if ((await allocationHold(env.sql, orderId)) !== null) {
      return { isDue: false };
    }
    const taken = await env.sql`
      update sales_order set allocate_from = null
      where id = ${orderId} and allocate_from <= (${env.now}::timestamptz at time zone 'UTC')::date
        and status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')`;
    if (taken.count === 0) {
      return { isDue: false };
    }
    const lines = await readOpenLines(env, orderId);
    if (lines.length > 0) {
      const trigger = "horizon_reached";
      await resourceLines(env, { orderId, lines, excludedNodeIds: [], trigger });
    }
    return { isDue: true };
  },
});

/** Units that neither stock nor supply is kept for. */
const readOpenLines = ({ sql }: CommandEnv, orderId: string) => sql<OpenLine[]>`
  select l.id as "orderLineId", (l.backordered - p.pegged)::int as quantity
  from order_line l
  cross join lateral (select coalesce(sum(a.quantity), 0) as pegged from allocation a
    where a.order_line_id = l.id and a.state = 'promised') p
  where l.order_id = ${orderId} and l.backordered > p.pegged
  order by l.line_number`;
