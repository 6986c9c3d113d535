import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { moneyText } from "../../kernel/money";
import { owedOf } from "../decide-credit";
import { grantCreditInput } from "../schema";
import { lockOrder } from "../store";
import { insertMemo } from "../store-credits";
import { lockCredit } from "../store-facts";

/**
 * Credit a customer a part of what an order comes to, or all of it, for a reason: a memo with a number of
 * its own, which lowers what is owed. It is never changed; `reverseCredit` takes it back.
 *
 * Locks the order, then the credit of its company.
 *
 * @throws NOT_FOUND; INVALID_INPUT when it is more than is still owed, naming what is
 */
export const grantCredit = defineCommand({
  name: "orders.grant_credit",
  input: grantCreditInput.extend({ exceptionId: grantCreditInput.shape.orderId.optional() }),
  wall: "staff",
  run: async (env, { orderId, reason, amountMinor, note, exceptionId }) => {
    const { sql, now, actor } = env;
    const order = await lockOrder(sql, orderId);
    await lockCredit(sql, [order.companyId]);
    const [money] = await sql<
      { subtotal: number; cancelledTotal: number; creditedTotal: number }[]
    >`
      select subtotal, cancelled_total as "cancelledTotal", credited_total as "creditedTotal"
      from sales_order where id = ${orderId}`;
    const owed = money === undefined ? 0 : owedOf(money);
    const { currency } = order;
    if (amountMinor > owed) {
      const message =
        owed === 0
          ? `Nothing is owed of ${order.number}, so nothing can be credited`
          : `${moneyText(owed, currency)} is still owed of ${order.number}: credit at most that`;
      const faults = [{ field: "amountMinor", code: "over_owed", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    const memo = { orderId, reversesId: null, reason, amount: amountMinor, currency, note };
    const { id, number } = await insertMemo(
      sql,
      { ...memo, exceptionId: exceptionId ?? null },
      actor,
      now,
    );
    env.emit({
      type: "credit_memo.issued",
      subject: { kind: "credit_memo", id },
      orderId,
      reason: note,
      payload: { number, order: order.number, reason, amountMinor, currency },
    });
    return { creditMemoId: id, number, amountMinor, currency, owed: owed - amountMinor };
  },
});
