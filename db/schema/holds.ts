import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type {
  FulfillmentOrderId,
  HoldId,
  HoldRuleId,
  HoldTypeId,
  OrderId,
  OrderLineId,
} from "@/server/oms/kernel/ids";
import { holdSeverities } from "@/server/oms/orders/decide-hold-rule";
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

/** When an order is held, or warned of: what of it must be so. */
export const holdRule = pgTable(
  "hold_rule",
  {
    ruleId: id<HoldRuleId>(),
    name: text().notNull(),
    position: integer().notNull(),
    type: text()
      .notNull()
      .references(() => holdType.code),
    severity: text({ enum: holdSeverities }).notNull().default("block"),
    /** Shape: `HoldCondition[]` of server/oms/orders/decide-hold-rule.ts; all must hold. */
    conditions: jsonb().notNull(),
    isActive: boolean().notNull().default(true),
    version: integer().notNull().default(1),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    oneOf("hold_rule_severity_known", t.severity, holdSeverities),
    atLeast("hold_rule_version_positive", t.version, 1),
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
    /** The rule that found it; null: a person set it. */
    ruleId: ref<HoldRuleId>().references(() => holdRule.ruleId),
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
    index("hold_found_idx")
      .on(t.orderId)
      .where(sql`${t.releasedAt} is null and ${t.ruleId} is not null`),
    holds("hold_release_is_whole", sql`(${t.releasedAt} is null) = (${t.releasedBy} is null)`),
    holds("hold_release_has_a_kind", sql`(${t.releasedAt} is null) = (${t.releaseKind} is null)`),
    holds("hold_is_at_one_level", sql`${t.orderLineId} is null or ${t.fulfillmentOrderId} is null`),
    oneOf("hold_release_kind_known", t.releaseKind, holdReleaseKinds),
  ],
);
