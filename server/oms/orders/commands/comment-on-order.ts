import { defineCommand } from "@/server/shell/command";
import { commentOnOrderInput } from "../schema";
import { lockOrder } from "../store";

/** Say something about an order where everybody who works on it reads it: in its timeline. */
export const commentOnOrder = defineCommand({
  name: "orders.comment_on_order",
  input: commentOnOrderInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async ({ sql, emit }, { orderId, text }) => {
    const order = await lockOrder(sql, orderId);
    emit({
      type: "sales_order.commented",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      payload: { number: order.number, text },
    });
    return { orderId };
  },
});
