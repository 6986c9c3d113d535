import { sql } from "drizzle-orm";
import { type AnyPgColumn, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { CreditMemoId, OrderId } from "@/server/oms/kernel/ids";
import { creditReasons } from "@/server/oms/orders/types";
import { currency, holds, id, instant, money, oneOf, ref } from "./columns";
import { salesOrder } from "./orders";

/**
 * What a customer is credited of an order, and what of that is taken back: a counter-entry of its own.
 * Rows are never changed.
 */
export const creditMemo = pgTable(
  "credit_memo",
  {
    id: id<CreditMemoId>(),
    /** Without a gap: a memo that was only tried, or refused, has taken none. */
    serial: integer().notNull().unique("credit_memo_serial_key"),
    number: text().notNull().unique("credit_memo_number_key"),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    /** The memo that it takes back, in all or in part; null: it grants. */
    reversesId: ref<CreditMemoId>().references((): AnyPgColumn => creditMemo.id),
    reason: text({ enum: creditReasons }).notNull(),
    /** Above 0 where it grants, below where it takes back. */
    amount: money().notNull(),
    currency: currency().notNull(),
    note: text().notNull(),
    /** The exception that it was granted for. */
    exceptionId: uuid(),
    issuedBy: text().notNull(),
    issuedByName: text().notNull(),
    issuedAt: instant().notNull(),
  },
  (t) => [
    index("credit_memo_order_idx").on(t.orderId),
    index("credit_memo_reverses_idx").on(t.reversesId).where(sql`${t.reversesId} is not null`),
    oneOf("credit_memo_reason_known", t.reason, creditReasons),
    holds(
      "credit_memo_grants_or_takes_back",
      sql`case when ${t.reversesId} is null then ${t.amount} > 0 else ${t.amount} < 0 end`,
    ),
  ],
);
