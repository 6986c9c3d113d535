import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import type {
  FulfillmentOrderId,
  HoldId,
  HoldTypeId,
  OrderId,
  OrderLineId,
} from "@/server/oms/kernel/ids";
import {
  holdLevels,
  holdReleaseKinds,
  holdReleaseRights,
  holdTransactions,
} from "@/server/oms/orders/types";
import { atLeast, holds, id, instant, oneOf, ref } from "./columns";
import { orderLine, salesOrder } from "./orders";

const quoted = (words: readonly string[]) => sql.raw(words.map((word) => `'${word}'`).join(", "));

/** What a kind of hold stops, and who may lift it. */
export const holdType = pgTable(
  "hold_type",
  {
    id: id<HoldTypeId>(),
    /** The word that rules, imports and the API say. */
    code: text().notNull().unique("hold_type_code_key"),
    name: text().notNull(),
    description: text().notNull().default(""),
    blocks: text({ enum: holdTransactions }).array().notNull(),
    /** Where it is set when nobody says more. */
    level: text({ enum: holdLevels }).notNull().default("order"),
    /** On one line or at one node it stops the whole order all the same. */
    stopsOrder: boolean().notNull().default(false),
    /** Whoever lifts it has this right, beside that to lift holds at all. */
    releaseRight: text({ enum: holdReleaseRights }).notNull().default("orders.release_hold"),
    /** It lifts itself when what a rule set it for is no longer so. */
    autoRelease: boolean().notNull().default(false),
    /** False: it is set no more; holds that stand go on. */
    isActive: boolean().notNull().default(true),
    version: integer().notNull().default(1),
  },
  (t) => [
    oneOf("hold_type_level_known", t.level, holdLevels),
    oneOf("hold_type_release_right_known", t.releaseRight, holdReleaseRights),
    holds("hold_type_blocks_known", sql`${t.blocks} <@ array[${quoted(holdTransactions)}]`),
    holds("hold_type_blocks_something", sql`cardinality(${t.blocks}) > 0`),
    atLeast("hold_type_version_positive", t.version, 1),
  ],
);

/** A stop that a person or a rule set, on an order, a line or a fulfillment order. */
export const hold = pgTable(
  "hold",
  {
    id: id<HoldId>(),
    orderId: ref<OrderId>()
      .notNull()
      .references(() => salesOrder.id),
    orderLineId: ref<OrderLineId>().references(() => orderLine.id),
    fulfillmentOrderId: ref<FulfillmentOrderId>(),
    type: text()
      .notNull()
      .references(() => holdType.code),
    reason: text().notNull(),
    setBy: text().notNull(),
    setAt: instant().notNull(),
    releasedBy: text(),
    releasedAt: instant(),
    releaseReason: text(),
    /** Whether a person lifted it, or its cause cleared. */
    releaseKind: text({ enum: holdReleaseKinds }),
  },
  (t) => [
    index("hold_order_idx").on(t.orderId),
    index("hold_open_idx").on(t.type).where(sql`${t.releasedAt} is null`),
    holds("hold_release_is_whole", sql`(${t.releasedAt} is null) = (${t.releasedBy} is null)`),
    holds("hold_release_has_a_kind", sql`(${t.releasedAt} is null) = (${t.releaseKind} is null)`),
    holds("hold_is_at_one_level", sql`${t.orderLineId} is null or ${t.fulfillmentOrderId} is null`),
    oneOf("hold_release_kind_known", t.releaseKind, holdReleaseKinds),
  ],
);
