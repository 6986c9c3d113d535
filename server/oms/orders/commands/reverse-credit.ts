import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { moneyText } from "../../kernel/money";
import { reverseCreditInput } from "../schema";
import { lockOrder } from "../store";
import { insertMemo, readStanding } from "../store-credits";
import { lockCredit } from "../store-facts";

/**
 * Take a credit back, in all or in part, by a memo against it: both stay on record.
 *
 * Locks the order, then the credit of its company.
 *
 * @throws NOT_FOUND; STALE when nothing of it is left; INVALID_INPUT when less is left than is taken back
 */
export const reverseCredit = defineCommand({
  name: "orders.reverse_credit",
  input: reverseCreditInput,
  wall: "staff",
  run: async (env, { creditMemoId, amountMinor, note }) => {
    const { sql, now, actor } = env;
    const [memo] = await sql<{ orderId: string; number: string; isReversal: boolean }[]>`
      select order_id as "orderId", number, reverses_id is not null as "isReversal"
      from credit_memo where id = ${creditMemoId}`;
    if (memo === undefined || memo.isReversal) {
      throw new DomainError("NOT_FOUND", "There is no such credit", { creditMemoId });
    }
    const order = await lockOrder(sql, memo.orderId);
    await lockCredit(sql, [order.companyId]);
    const credit = (await readStanding(sql, memo.orderId)).find(({ id }) => id === creditMemoId);
    if (credit === undefined) {
      throw new DomainError("STALE", `${memo.number} was taken back before`, { creditMemoId });
    }
    const { currency } = order;
    const amount = amountMinor ?? credit.leftMinor;
    if (amount > credit.leftMinor) {
      const message = `${moneyText(credit.leftMinor, currency)} is left of ${memo.number}: take back at most that`;
      const faults = [{ field: "amountMinor", code: "over_left", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    const { reason } = credit;
    const written = { orderId: memo.orderId, reversesId: creditMemoId, reason, amount: -amount };
    const { id, number } = await insertMemo(
      sql,
      { ...written, currency, note, exceptionId: null },
      actor,
      now,
    );
    env.emit({
      type: "credit_memo.reversed",
      subject: { kind: "credit_memo", id },
      orderId: memo.orderId,
      reason: note,
      payload: {
        ...{ number, order: order.number, reverses: memo.number },
        ...{ reason, amountMinor: amount, currency },
      },
    });
    return { creditMemoId: id, number, reverses: memo.number, amountMinor: amount, currency };
  },
});
