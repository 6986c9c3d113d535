import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { type SalesOrderState, salesOrderMachine } from "../../orders/machine";
import { lockOrder, refreshOrders } from "../../orders/store";
import { requireUnblocked } from "../../orders/store-holds";
import { freeCapacity, giveBack } from "../store-give-back";

/**
 * Cancel what has not left of an order, and give its stock, supply and node capacity back.
 *
 * A node that has begun to pick must be asked first: such an order is refused with the place that
 * holds it. Buyers may cancel until the first release to a node, staff until picking begins.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when the order is over, all of it has left, or it is too far gone for the asker;
 *   ON_HOLD when a hold on it forbids that
 */
export const cancelOrder = defineCommand({
  name: "orders.cancel_order",
  input: z.object({
    orderId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, { orderId, reason }) => {
    const order = await lockOrder(env.sql, orderId);
    const to = next(salesOrderMachine, order.status as SalesOrderState, "cancel");
    if (!to.ok) {
      throw new DomainError("ILLEGAL_TRANSITION", `${order.number} is ${order.status} already`, {
        from: order.status,
      });
    }
    await requireUnblocked(env.sql, order, "cancel");
    await refuseWhenTooFar(env, orderId);
    await cancelWork(env, orderId);
    const { units, held } = await giveBack(env, orderId, "order cancelled");
    if (units === 0) {
      const message = `All of ${order.number} has left; nothing of it can be cancelled any more`;
      throw new DomainError("ILLEGAL_TRANSITION", message, { from: order.status });
    }
    await env.sql`
      update sales_order set status = 'cancelled', cancelled_at = ${env.now}
      where id = ${orderId} and not exists (
        select 1 from order_line where order_id = ${orderId} and shipped > 0)`;
    await refreshOrders(env.sql, [orderId], env.now);
    await freeCapacity(env.sql, held);
    env.emit({
      type: "sales_order.cancelled",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: { number: order.number, units },
    });
    return { number: order.number, units };
  },
});

async function refuseWhenTooFar({ sql, actor }: CommandEnv, orderId: string): Promise<void> {
  const states =
    actor.companyId === null
      ? ["picking", "packed"]
      : ["open", "accepted", "picking", "packed", "shipped"];
  const [work] = await sql<{ number: string; state: string; node: string }[]>`
    select f.number, f.state, n.name as node from fulfillment_order f join node n on n.id = f.node_id
    where f.order_id = ${orderId} and f.state = any(${states}::text[])
    order by f.id limit 1 for no key update of f`;
  if (work !== undefined) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${work.node} has the order in hand (${work.number} is ${work.state}); it can no longer be cancelled here`,
      { fulfillmentOrder: work.number, state: work.state },
    );
  }
}

async function cancelWork({ sql, now, emit }: CommandEnv, orderId: string): Promise<void> {
  const cancelled = await sql<{ id: string; number: string }[]>`
    update fulfillment_order set state = 'cancelled', closed_note = 'order cancelled'
    where order_id = ${orderId} and state in ('scheduled', 'open', 'accepted', 'on_hold')
    returning id, number`;
  for (const { id, number } of cancelled) {
    emit({
      type: "fulfillment_order.cancelled",
      subject: { kind: "fulfillment_order", id },
      orderId,
      payload: { number, at: now.toISOString() },
    });
  }
}
