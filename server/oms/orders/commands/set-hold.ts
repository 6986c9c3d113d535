import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { lockOrder, refreshOrders } from "../store";

/** Stop an order by hand: nothing more of it is released until the hold is lifted. */
export const setHold = defineCommand({
  name: "orders.set_hold",
  input: z.object({
    orderId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { orderId, reason }) => {
    const order = await lockOrder(sql, orderId);
    if (!["submitted", "pending_approval", "confirmed", "in_fulfillment"].includes(order.status)) {
      throw new DomainError("ILLEGAL_TRANSITION", `${order.number} is ${order.status} already`, {
        from: order.status,
      });
    }
    const holdId = newId(now.getTime());
    await sql`
      insert into hold (id, order_id, type, reason, set_by, set_at)
      values (${holdId}, ${orderId}, 'manual', ${reason}, ${actor.id}, ${now})`;
    await refreshOrders(sql, [orderId], now);
    emit({
      type: "hold.set",
      subject: { kind: "hold", id: holdId },
      orderId,
      reason,
      payload: { type: "manual" },
    });
    return { holdId };
  },
});
