import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgSequence, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { parkedStates } from "@/server/oms/intake/types";
import type { ChannelId, CompanyId, OrderId, ParkedOrderId } from "@/server/oms/kernel/ids";
import { atLeast, holds, id, instant, oneOf, ref } from "./columns";
import { company } from "./customers";
import { channel } from "./network";
import { salesOrder } from "./orders";

export const parkedOrderNumber = pgSequence("parked_order_number", { startWith: 1001 });

/** An order as it was sent that cannot be taken as it stands: kept whole until somebody mends it. */
export const parkedOrder = pgTable(
  "parked_order",
  {
    /** The order has the same when it is placed. */
    id: id<ParkedOrderId>(),
    number: text().notNull().unique("parked_order_number_key"),
    channelId: ref<ChannelId>()
      .notNull()
      .references(() => channel.id),
    /** Null: who ordered is what is not known. */
    companyId: ref<CompanyId>().references(() => company.id),
    externalRef: text(),
    customerPo: text(),
    /** Shape: `PlaceOrderInput` of server/oms/intake/schema.ts. */
    content: jsonb().notNull(),
    /** Shape: `Fault[]` of server/oms/kernel/errors.ts. */
    faults: jsonb().notNull(),
    state: text({ enum: parkedStates }).notNull(),
    receivedAt: instant().notNull(),
    receivedFrom: text().notNull(),
    orderId: ref<OrderId>().references(() => salesOrder.id),
    closedAt: instant(),
    closedBy: text(),
    closeReason: text(),
    version: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("parked_order_external_ref_key")
      .on(t.channelId, t.externalRef)
      .where(sql`${t.state} = 'parked' and ${t.externalRef} is not null`),
    index("parked_order_state_idx").on(t.state, t.receivedAt, t.id),
    oneOf("parked_order_state_known", t.state, parkedStates),
    holds(
      "parked_order_placed_has_its_order",
      sql`(${t.state} = 'placed') = (${t.orderId} is not null)`,
    ),
    holds("parked_order_close_is_whole", sql`(${t.state} = 'parked') = (${t.closedAt} is null)`),
    atLeast("parked_order_version_positive", t.version, 1),
  ],
);
