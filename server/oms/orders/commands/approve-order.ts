import type { RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { next } from "../../kernel/machine";
import { type SalesOrderState, salesOrderMachine } from "../machine";
import { orderDecisionInput } from "../schema";
import { lockOrder, refreshOrders } from "../store";

/**
 * Let an order that was above its buyer's spending limit go on: from now on it may be released.
 *
 * @throws ILLEGAL_TRANSITION when it does not wait for approval; FORBIDDEN for one's own order, or
 *   when it is above the approver's own limit too
 */
export const approveOrder = defineCommand({
  name: "orders.approve_order",
  input: orderDecisionInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async ({ sql, now, actor, emit }, { orderId, reason }) => {
    const order = await lockOrder(sql, orderId);
    const approved = next(salesOrderMachine, order.status as SalesOrderState, "approve");
    if (!approved.ok) {
      throw new DomainError("ILLEGAL_TRANSITION", `${order.number} does not wait for approval`, {
        from: order.status,
      });
    }
    await requireApprover(sql, actor, orderId);
    await sql`update sales_order set status = ${approved.value} where id = ${orderId}`;
    await refreshOrders(sql, [orderId], now);
    emit({
      type: "sales_order.approved",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason: reason === "" ? null : reason,
      payload: { number: order.number },
    });
    return { orderId, number: order.number };
  },
});

type Question = { contactId: string | null; owed: number; limit: number | null };

/** Four eyes: somebody else of the company, within their own limit. Staff may approve any. */
async function requireApprover(sql: RawTx, actor: Actor, orderId: string): Promise<void> {
  if (actor.contactId === null) {
    return;
  }
  const [question] = await sql<Question[]>`
    select o.contact_id as "contactId", o.subtotal - o.cancelled_total as owed, k.spending_limit as limit
    from sales_order o cross join contact k
    where o.id = ${orderId} and k.id = ${actor.contactId}`;
  if (question === undefined || question.contactId === actor.contactId) {
    throw new DomainError("FORBIDDEN", "Somebody else has to approve your own order");
  }
  if (question.limit !== null && question.owed > question.limit) {
    throw new DomainError("FORBIDDEN", "This order is above your own spending limit too", {
      limit: question.limit,
      subtotal: question.owed,
    });
  }
}
