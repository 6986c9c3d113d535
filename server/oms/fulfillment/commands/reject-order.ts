import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { type SalesOrderState, salesOrderMachine } from "../../orders/machine";
import { rejectOrderInput } from "../../orders/schema";
import { lockOrder, refreshOrders } from "../../orders/store";
import { freeCapacity, giveBack } from "../store-give-back";

/**
 * Refuse an order that waits for approval: it is over, and what it held goes back.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it does not wait for approval
 */
export const rejectOrder = defineCommand({
  name: "orders.reject_order",
  input: rejectOrderInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, { orderId, reason }) => {
    const order = await lockOrder(env.sql, orderId);
    const rejected = next(salesOrderMachine, order.status as SalesOrderState, "reject");
    if (!rejected.ok) {
      throw new DomainError("ILLEGAL_TRANSITION", `${order.number} does not wait for approval`, {
        from: order.status,
      });
    }
    const { units, held } = await giveBack(env, orderId, "order rejected");
    await env.sql`
      update sales_order set status = ${rejected.value}, cancelled_at = ${env.now}
      where id = ${orderId}`;
    await refreshOrders(env.sql, [orderId], env.now);
    await freeCapacity(env.sql, held);
    env.emit({
      type: "sales_order.rejected",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: { number: order.number, units },
    });
    return { orderId, number: order.number };
  },
});
