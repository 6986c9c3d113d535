import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import type { OrderChangeId } from "../../kernel/ids";
import { lockOrder } from "../../orders/store";
import { decideChange } from "../decide-change";
import { proposeChangeInput } from "../schema";
import { audienceOf, readChangeFacts, readOpenChange, readProgress } from "../store";

/**
 * Write a change of a placed order down, to be looked at before it is applied. At most one is open
 * per order: who wrote it may write it anew, others see it and apply it or put it aside first.
 *
 * @throws NOT_FOUND; ORDER_REFUSED with a fault per field that cannot change so; ILLEGAL_TRANSITION
 *   when somebody else has a change of it open
 */
export const proposeChange = defineCommand({
  name: "changes.propose_change",
  input: proposeChangeInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, { orderId, content, reason }) => {
    const { sql, actor, now } = env;
    await lockOrder(sql, orderId);
    const order = await readProgress(sql, orderId);
    const facts = await readChangeFacts(env, order, content, audienceOf(actor));
    const plan = decideChange(order, content, facts);
    if (!plan.ok) {
      const message = plan.error[0]?.message ?? "The order cannot be changed so";
      throw new DomainError("ORDER_REFUSED", message, { faults: plan.error });
    }
    const open = await readOpenChange(sql, orderId);
    if (open !== null && open.openedBy !== actor.id) {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `${open.openedByName} has a change of ${order.number} open; apply it or put it aside first`,
        { changeId: open.changeId },
      );
    }
    const changeId = open?.changeId ?? newId<OrderChangeId>(now.getTime());
    await sql`
      insert into order_change as c (id, order_id, state, content, reason, opened_by,
        opened_by_name, opened_at)
      values (${changeId}, ${orderId}, 'open', ${sql.typed(content, 3802)}, ${reason}, ${actor.id},
        ${actor.name}, ${now})
      on conflict (id) do update set content = excluded.content, reason = excluded.reason,
        opened_at = excluded.opened_at, version = c.version + 1`;
    return { changeId, orderVersion: order.version, sentences: plan.value.sentences };
  },
});
