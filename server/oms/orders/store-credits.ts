import type { RawTx } from "@/db/client";
import { newId } from "@/server/shell/new-id";
import type { CreditMemoId } from "../kernel/ids";
import { excessCredits, type OrderMoney, type StandingCredit } from "./decide-credit";
import type { CreditReason } from "./types";

export type NewMemo = {
  readonly orderId: string;
  readonly reversesId: string | null;
  readonly reason: CreditReason;
  /** Below 0 where it takes back. */
  readonly amount: number;
  readonly currency: string;
  readonly note: string;
  readonly exceptionId: string | null;
};

/** Write a memo of a locked order and count it on the order. Locks the numbers of memos, last of all. */
export async function insertMemo(
  sql: RawTx,
  memo: NewMemo,
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<{ readonly id: CreditMemoId; readonly number: string }> {
  const id = newId<CreditMemoId>(now.getTime());
  // Numbers follow each other without a gap, so whoever writes one waits for the one before.
  await sql`select pg_advisory_xact_lock(hashtextextended('credit_memo', 0))`;
  const [written] = await sql<{ number: string }[]>`
    with last as (select coalesce(max(serial), 1000) as serial from credit_memo),
    memo as (
      insert into credit_memo (id, serial, number, order_id, reverses_id, reason, amount, currency,
        note, exception_id, issued_by, issued_by_name, issued_at)
      select ${id}, serial + 1, 'CM-' || serial + 1, ${memo.orderId}, ${memo.reversesId},
        ${memo.reason}, ${memo.amount}, ${memo.currency}, ${memo.note}, ${memo.exceptionId},
        ${by.id}, ${by.name}, ${now} from last
      returning number)
    update sales_order set credited_total = credited_total + ${memo.amount}, version = version + 1
    where id = ${memo.orderId} returning (select number from memo) as number`;
  return { id, number: written?.number ?? "" };
}

type Standing = StandingCredit & { readonly reason: CreditReason };

/** The credits of an order of which something is left, the oldest first. */
export const readStanding = (sql: RawTx, orderId: string) => sql<Standing[]>`
  select c.id, c.reason, (c.amount + coalesce(sum(r.amount), 0))::bigint as "leftMinor"
  from credit_memo c left join credit_memo r on r.reverses_id = c.id
  where c.order_id = ${orderId} and c.reverses_id is null
  group by c.id having c.amount + coalesce(sum(r.amount), 0) > 0
  order by c.serial`;

/** Who takes back what an order no longer comes to. */
const HOUSE = { id: "system:credits", name: "Credits" };

/**
 * Take back what locked orders were credited beyond what is left of them: what is cancelled is not owed,
 * and nothing is credited of it.
 */
export async function settleCredits(
  sql: RawTx,
  orderIds: readonly string[],
  now: Date,
): Promise<void> {
  const orders = await sql<(OrderMoney & { id: string; currency: string })[]>`
    select id, currency, subtotal, cancelled_total as "cancelledTotal",
      credited_total as "creditedTotal"
    from sales_order where id = any(${[...orderIds]}::uuid[])
      and credited_total > greatest(subtotal - cancelled_total, 0) order by id`;
  for (const { id: orderId, currency, ...money } of orders) {
    const credits = await readStanding(sql, orderId);
    for (const { id, amountMinor } of excessCredits(money, credits)) {
      const reason = credits.find((credit) => credit.id === id)?.reason ?? "goodwill";
      const note = "What was credited was cancelled";
      await insertMemo(
        sql,
        {
          orderId,
          reversesId: id,
          reason,
          amount: -amountMinor,
          currency,
          note,
          exceptionId: null,
        },
        HOUSE,
        now,
      );
    }
  }
}
