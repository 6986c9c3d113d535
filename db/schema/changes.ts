import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { orderChangeMachine } from "@/server/oms/changes/machine";
import type { OrderChangeId, OrderId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { holds, id, instant, oneOf, ref } from "./columns";
import { salesOrder } from "./orders";

const orderChangeStates = statesOf(orderChangeMachine);

/** A change of a placed order: at most one is open per order; applied ones are its history. */
export const orderChange = pgTable(
  "order_change",
  {
    id: id<OrderChangeId>(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    state: text({ enum: orderChangeStates }).notNull(),
    /** Shape: `ChangeContent` of server/oms/changes/schema.ts. */
    content: jsonb().notNull(),
    reason: text().notNull(),
    openedBy: text().notNull(),
    openedByName: text().notNull(),
    openedAt: instant().notNull(),
    closedBy: text(),
    closedAt: instant(),
    /** What it came to, once applied. Shape: `ChangeOutcome` of server/oms/changes/types.ts. */
    outcome: jsonb(),
    version: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("order_change_one_open").on(t.orderId).where(sql`${t.state} = 'open'`),
    index("order_change_order_idx").on(t.orderId, t.openedAt),
    oneOf("order_change_state_known", t.state, orderChangeStates),
    holds(
      "order_change_applied_has_outcome",
      sql`${t.state} <> 'applied' or ${t.outcome} is not null`,
    ),
  ],
);
