import { defineCommand } from "@/server/shell/command";
import { lockOrder } from "../../orders/store";
import { changeInput } from "../schema";
import { requireOpenChange } from "../store";

/**
 * Put an order's open change aside; the order stays as it is.
 *
 * @throws NOT_FOUND; STALE when it was applied or put aside already
 */
export const discardChange = defineCommand({
  name: "changes.discard_change",
  input: changeInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, { orderId, changeId }) => {
    const order = await lockOrder(env.sql, orderId);
    await requireOpenChange(env.sql, { orderId, changeId });
    await env.sql`
      update order_change set state = 'discarded', closed_by = ${env.actor.id},
        closed_at = ${env.now}
      where id = ${changeId}`;
    env.emit({
      type: "sales_order.change_discarded",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      payload: { number: order.number, changeId },
    });
    return { changeId };
  },
});
