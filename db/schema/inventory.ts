import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  inboundKinds,
  inboundStatuses,
  movementKinds,
  ruleEffects,
  stockStatuses,
} from "@/server/oms/inventory/types";
import type { ChannelId, InboundSupplyId, NodeId, SkuId } from "@/server/oms/kernel/ids";
import { sku } from "./catalog";
import {
  atLeast,
  holds,
  id,
  instant,
  localDate,
  oneOf,
  recordedAt,
  ref,
  transactionId,
  units,
} from "./columns";
import { channel, node } from "./network";

/** What a node has of a SKU in one status. Changed only together with a stock_movement. */
export const stockLevel = pgTable(
  "stock_level",
  {
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    status: text({ enum: stockStatuses }).notNull().default("sellable"),
    onHand: units().notNull().default(0),
    /** Held for order lines; only sellable stock is. */
    allocated: units().notNull().default(0),
    /** Units by which a count fell below what was allocated: the truth, to be cleared. */
    oversold: units().notNull().default(0),
    /** Withheld from promising. */
    safetyStock: units().notNull().default(0),
    bin: text(),
  },
  (t) => [
    primaryKey({ name: "stock_level_pkey", columns: [t.skuId, t.nodeId, t.status] }),
    index("stock_level_node_idx").on(t.nodeId, t.skuId),
    oneOf("stock_level_status_known", t.status, stockStatuses),
    atLeast("stock_level_on_hand_not_negative", t.onHand, 0),
    atLeast("stock_level_allocated_not_negative", t.allocated, 0),
    atLeast("stock_level_oversold_not_negative", t.oversold, 0),
    atLeast("stock_level_safety_not_negative", t.safetyStock, 0),
    holds(
      "stock_level_allocated_within_on_hand",
      sql`${t.allocated} <= ${t.onHand} + ${t.oversold}`,
    ),
    holds(
      "stock_level_only_sellable_is_allocated",
      sql`${t.status} = 'sellable' or ${t.allocated} = 0`,
    ),
  ],
);

/** The ledger: one immutable row per change of a stock level. A trigger refuses update and delete. */
export const stockMovement = pgTable(
  "stock_movement",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    skuId: ref<SkuId>().notNull(),
    nodeId: ref<NodeId>().notNull(),
    status: text({ enum: stockStatuses }).notNull().default("sellable"),
    kind: text({ enum: movementKinds }).notNull(),
    onHandDelta: integer().notNull(),
    allocatedDelta: integer().notNull(),
    causeKind: text().notNull(),
    causeId: uuid().notNull(),
    actorId: text().notNull(),
    reason: text(),
    occurredAt: instant().notNull(),
    /** The transaction that wrote it: tells whether a copy of stock was read before or after. */
    xid: transactionId().default(sql`pg_current_xact_id()`),
  },
  (t) => [
    index("stock_movement_news_idx").on(t.skuId, t.xid),
    index("stock_movement_xid_idx").on(t.xid),
    index("stock_movement_position_idx").on(t.skuId, t.nodeId, t.id),
    index("stock_movement_cause_idx").on(t.causeId),
    oneOf("stock_movement_kind_known", t.kind, movementKinds),
    oneOf("stock_movement_status_known", t.status, stockStatuses),
    holds("stock_movement_moves", sql`${t.onHandDelta} <> 0 or ${t.allocatedDelta} <> 0`),
    holds(
      "stock_movement_adjusted_has_reason",
      sql`${t.kind} <> 'adjusted' or ${t.reason} is not null`,
    ),
  ],
);

/** Future stock: a line of a purchase order, a transfer or a production run. */
export const inboundSupply = pgTable(
  "inbound_supply",
  {
    id: id<InboundSupplyId>(),
    kind: text({ enum: inboundKinds }).notNull(),
    reference: text().notNull(),
    supplier: text().notNull().default(""),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
    skuId: ref<SkuId>()
      .notNull()
      .references(() => sku.id),
    quantity: units().notNull(),
    received: units().notNull().default(0),
    /** Units promised to order lines and not yet received. */
    pegged: units().notNull().default(0),
    eta: localDate().notNull(),
    originalEta: localDate().notNull(),
    dockToStockDays: integer().notNull().default(1),
    /** Percent; supply below the profile's minimum is not promised. */
    confidence: integer().notNull().default(100),
    status: text({ enum: inboundStatuses }).notNull().default("open"),
    createdAt: recordedAt(),
  },
  (t) => [
    index("inbound_supply_open_idx").on(t.skuId, t.eta).where(sql`${t.status} = 'open'`),
    oneOf("inbound_supply_kind_known", t.kind, inboundKinds),
    oneOf("inbound_supply_status_known", t.status, inboundStatuses),
    atLeast("inbound_supply_quantity_positive", t.quantity, 1),
    atLeast("inbound_supply_received_not_negative", t.received, 0),
    atLeast("inbound_supply_pegged_not_negative", t.pegged, 0),
    holds(
      "inbound_supply_pegged_within_open",
      sql`${t.pegged} <= greatest(${t.quantity} - ${t.received}, 0)`,
    ),
    holds("inbound_supply_confidence_percent", sql`${t.confidence} between 0 and 100`),
  ],
);

/**
 * What channels leave at nodes for others. Each saved version is a row of its own; the one that is
 * not retired stands. Triggers count changes with the network, so that copies are renewed.
 */
export const availabilityRule = pgTable(
  "availability_rule",
  {
    ruleId: uuid().notNull(),
    version: integer().notNull(),
    /** Rules are asked in this order; the first that covers a position decides. */
    position: integer().notNull(),
    channelId: ref<ChannelId>().references(() => channel.id),
    nodeId: ref<NodeId>().references(() => node.id),
    nodeKind: text(),
    category: text(),
    skuId: ref<SkuId>().references(() => sku.id),
    effect: text({ enum: ruleEffects }).notNull(),
    amount: integer().notNull(),
    atLeast: units(),
    atMost: units(),
    startsAt: instant(),
    endsAt: instant(),
    note: text().notNull(),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
    retiredBy: text(),
    retiredAt: instant(),
  },
  (t) => [
    primaryKey({ name: "availability_rule_pkey", columns: [t.ruleId, t.version] }),
    uniqueIndex("availability_rule_one_stands").on(t.ruleId).where(sql`${t.retiredAt} is null`),
    oneOf("availability_rule_effect_known", t.effect, ruleEffects),
    atLeast("availability_rule_amount_not_negative", t.amount, 0),
    holds("availability_rule_percent", sql`${t.effect} <> 'hold_percent' or ${t.amount} <= 100`),
    holds(
      "availability_rule_total_names_no_node",
      sql`${t.effect} not in ('hold_total', 'cap_total', 'quota_total') or (${t.nodeId} is null and ${t.nodeKind} is null)`,
    ),
    holds(
      "availability_rule_quota_has_a_start",
      sql`${t.effect} <> 'quota_total' or ${t.startsAt} is not null`,
    ),
    holds(
      "availability_rule_bounds_in_order",
      sql`coalesce(${t.atLeast}, 0) between 0 and coalesce(${t.atMost}, 2147483647)`,
    ),
    holds("availability_rule_schedule_in_order", sql`${t.startsAt} < ${t.endsAt}`),
  ],
);
