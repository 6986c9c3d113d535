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
import { feedFaults, feedModes, feedStates, sourceKinds } from "@/server/oms/inventory/types";
import type { InventoryFeedRunId, InventorySourceId, NodeId, SkuId } from "@/server/oms/kernel/ids";
import { atLeast, holds, id, instant, oneOf, recordedAt, ref } from "./columns";
import { node } from "./network";

/** The place of a run among its source's runs; a source may number them or not. */
const sequence = () => bigint({ mode: "number" });

/** Who tells us what nodes have on hand, and how far it has told. */
export const inventorySource = pgTable(
  "inventory_source",
  {
    id: id<InventorySourceId>(),
    code: text().notNull(),
    name: text().notNull(),
    kind: text({ enum: sourceKinds }).notNull(),
    defaultMode: text({ enum: feedModes }).notNull(),
    /** A full feed that would empty a larger share of what its scope has waits for a person. */
    guardPercent: integer().notNull().default(20),
    /** The newest that was applied, of either mode. */
    lastSequence: sequence(),
    lastAsOf: instant(),
    /** The newest full feed that was applied: it counted the whole scope. */
    fullSequence: sequence(),
    fullAsOf: instant(),
    createdAt: recordedAt(),
  },
  (t) => [
    uniqueIndex("inventory_source_code_key").on(sql`upper(${t.code})`),
    oneOf("inventory_source_kind_known", t.kind, sourceKinds),
    oneOf("inventory_source_mode_known", t.defaultMode, feedModes),
    holds("inventory_source_guard_percent", sql`${t.guardPercent} between 0 and 100`),
  ],
);

/** The scope of a source: the nodes it speaks for, with every SKU they have. */
export const inventorySourceNode = pgTable(
  "inventory_source_node",
  {
    sourceId: ref<InventorySourceId>()
      .notNull()
      .references(() => inventorySource.id),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
  },
  (t) => [primaryKey({ name: "inventory_source_node_pkey", columns: [t.sourceId, t.nodeId] })],
);

/**
 * When a source last counted a position, where that is newer than its last full feed. A full feed
 * removes what it has overtaken, so that a snapshot of a million positions writes no million rows.
 */
export const inventoryCount = pgTable(
  "inventory_count",
  {
    sourceId: ref<InventorySourceId>().notNull(),
    skuId: ref<SkuId>().notNull(),
    nodeId: ref<NodeId>().notNull(),
    sequence: sequence(),
    asOf: instant(),
  },
  (t) => [primaryKey({ name: "inventory_count_pkey", columns: [t.sourceId, t.skuId, t.nodeId] })],
);

/** One feed as it came, with the account of its rows. */
export const inventoryFeedRun = pgTable(
  "inventory_feed_run",
  {
    id: id<InventoryFeedRunId>(),
    sourceId: ref<InventorySourceId>()
      .notNull()
      .references(() => inventorySource.id),
    mode: text({ enum: feedModes }).notNull(),
    sequence: sequence(),
    asOf: instant(),
    state: text({ enum: feedStates }).notNull(),
    rowsRead: integer().notNull(),
    rowsChanged: integer().notNull(),
    rowsUnchanged: integer().notNull(),
    /** Older than what the source had told before. */
    rowsIgnored: integer().notNull(),
    /** Said the same as an earlier row of the feed. */
    rowsMerged: integer().notNull(),
    rowsRejected: integer().notNull(),
    /** Positions that a full feed did not name and so emptied, or would empty. */
    zeroed: integer().notNull(),
    /** Units more or less than before, over all positions. */
    unitsDifference: bigint({ mode: "number" }).notNull(),
    /** Why it was not applied, or what was confirmed. */
    reason: text(),
    actorId: text().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant().notNull(),
  },
  (t) => [
    index("inventory_feed_run_source_idx").on(t.sourceId, t.id),
    oneOf("inventory_feed_run_mode_known", t.mode, feedModes),
    oneOf("inventory_feed_run_state_known", t.state, feedStates),
    atLeast("inventory_feed_run_zeroed_not_negative", t.zeroed, 0),
    holds(
      "inventory_feed_run_rows_add_up",
      sql`${t.rowsRead} = ${t.rowsChanged} + ${t.rowsUnchanged} + ${t.rowsIgnored} + ${t.rowsMerged} + ${t.rowsRejected}`,
    ),
  ],
);

/** A row that a feed brought and that was not taken, as it came. */
export const inventoryFeedRejection = pgTable(
  "inventory_feed_rejection",
  {
    runId: uuid()
      .$type<InventoryFeedRunId>()
      .notNull()
      .references(() => inventoryFeedRun.id),
    rowNumber: integer().notNull(),
    reason: text({ enum: feedFaults }).notNull(),
    raw: text().notNull(),
  },
  (t) => [
    primaryKey({ name: "inventory_feed_rejection_pkey", columns: [t.runId, t.rowNumber] }),
    oneOf("inventory_feed_rejection_reason_known", t.reason, feedFaults),
  ],
);
