import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockOrder } from "../../orders/store";
import { decideChange } from "../decide-change";
import { applyChangeInput } from "../schema";
import { audienceOf, readChangeFacts, readProgress, requireOpenChange } from "../store";
import { carryOut, tellChanged } from "../store-apply";

/**
 * Apply an order's open change: money, stock, promise and work at once, or nothing of it.
 *
 * @throws NOT_FOUND; STALE when the change was closed, or the order moved since the preview that the
 *   caller saw; ORDER_REFUSED when it may no longer be changed so
 */
export const applyChange = defineCommand({
  name: "changes.apply_change",
  input: applyChangeInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, { orderId, changeId, orderVersion }) => {
    const { sql, actor, now } = env;
    await lockOrder(sql, orderId);
    const { content, reason } = await requireOpenChange(sql, { orderId, changeId });
    const order = await readProgress(sql, orderId);
    if (order.version !== orderVersion) {
      throw new DomainError(
        "STALE",
        `${order.number} moved on since this was previewed; look at the preview again`,
        { orderVersion: order.version },
      );
    }
    const facts = await readChangeFacts(env, order, content, audienceOf(actor));
    const plan = decideChange(order, content, facts);
    if (!plan.ok) {
      const message = plan.error[0]?.message ?? "The order can no longer be changed so";
      throw new DomainError("ORDER_REFUSED", message, { faults: plan.error });
    }
    const outcome = await carryOut(env, order, plan.value);
    await sql`
      update order_change set state = 'applied', closed_by = ${actor.id}, closed_at = ${now},
        outcome = ${sql.typed(outcome, 3802)}
      where id = ${changeId}`;
    tellChanged(env, order, outcome, reason, changeId);
    if (outcome.isCancelled) {
      env.emit({
        type: "sales_order.cancelled",
        subject: { kind: "sales_order", id: orderId },
        orderId,
        reason,
        payload: { number: order.number, units: plan.value.taken.reduce((n, t) => n + t.units, 0) },
      });
    }
    const { valueAfter, promiseAfter, isCancelled } = outcome;
    return { number: order.number, valueAfter, promiseAfter, isCancelled };
  },
});
