import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { exceptionMachine } from "@/server/oms/exceptions/machine";
import { exceptionTypes, severities } from "@/server/oms/exceptions/types";
import type { ExceptionId, NodeId, OrderId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { statesOf } from "@/server/oms/kernel/machine";
import { id, instant, oneOf, ref } from "./columns";

const exceptionStates = statesOf(exceptionMachine);

/** Something that a person must decide before a promise is missed. */
export const exception = pgTable(
  "exception",
  {
    id: id<ExceptionId>(),
    type: text({ enum: exceptionTypes }).notNull(),
    state: text({ enum: exceptionStates }).notNull(),
    severity: text({ enum: severities }).notNull(),
    /** One open exception per type and cause. */
    causeKey: text().notNull(),
    orderId: ref<OrderId>(),
    orderLineId: ref<OrderLineId>(),
    nodeId: ref<NodeId>(),
    skuId: ref<SkuId>(),
    /** What is wrong, in numbers. */
    sentence: text().notNull(),
    detail: jsonb().notNull(),
    ownerId: text(),
    openedAt: instant().notNull(),
    closedAt: instant(),
    closedBy: text(),
    resolution: text(),
  },
  (t) => [
    uniqueIndex("exception_one_open_per_cause")
      .on(t.type, t.causeKey)
      .where(sql`${t.closedAt} is null`),
    index("exception_open_idx").on(t.openedAt).where(sql`${t.closedAt} is null`),
    index("exception_order_idx").on(t.orderId),
    oneOf("exception_type_known", t.type, exceptionTypes),
    oneOf("exception_state_known", t.state, exceptionStates),
    oneOf("exception_severity_known", t.severity, severities),
  ],
);
