import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  feedFaults,
  feedJobStates,
  feedModes,
  feedStates,
  sourceKinds,
} from "@/server/oms/inventory/types";
import type {
  InventoryFeedJobId,
  InventoryFeedRunId,
  InventorySourceId,
  NodeId,
  SkuId,
} from "@/server/oms/kernel/ids";
import { atLeast, holds, id, instant, oneOf, recordedAt, ref } from "./columns";
import { node } from "./network";

/** The place of a run among its source's runs; a source may number them or not. */
const sequence = () => bigint({ mode: "number" });

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

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
    /** When it was taken back, by whom, and how many positions; the others were used since. */
    undoneAt: instant(),
    undoneBy: text(),
    undonePositions: integer(),
  },
  (t) => [
    holds(
      "inventory_feed_run_undone_whole",
      sql`num_nonnulls(${t.undoneAt}, ${t.undoneBy}, ${t.undonePositions}) in (0, 3)`,
    ),
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

/** A feed that comes in parts: rows by the thousand from another system, or a person's file. */
export const inventoryFeedJob = pgTable(
  "inventory_feed_job",
  {
    id: id<InventoryFeedJobId>(),
    sourceId: ref<InventorySourceId>()
      .notNull()
      .references(() => inventorySource.id),
    mode: text({ enum: feedModes }).notNull(),
    sequence: sequence(),
    asOf: instant(),
    state: text({ enum: feedJobStates }).notNull(),
    /** Null: the parts are rows; otherwise they are the bytes of this file. */
    fileName: text(),
    /** SHA-256 of the unpacked file, once it was read. */
    fileHash: text(),
    /** The names of its columns, with U+001F between them: files of one shape are mapped alike. */
    shape: text(),
    /** Which column is what, and what a person put right. */
    mapping: jsonb(),
    repairs: jsonb(),
    isConfirmed: boolean().notNull().default(false),
    /** How far the worker has read. */
    rowsDone: integer().notNull().default(0),
    runId: ref<InventoryFeedRunId>().references(() => inventoryFeedRun.id),
    /** Why it came to nothing. */
    reason: text(),
    actorId: text().notNull(),
    openedAt: instant().notNull(),
    /** When its sender was last heard of. */
    touchedAt: instant().notNull(),
  },
  (t) => [
    index("inventory_feed_job_source_idx").on(t.sourceId, t.id),
    index("inventory_feed_job_run_idx").on(t.runId),
    index("inventory_feed_job_waiting_idx")
      .on(t.touchedAt)
      .where(sql`${t.state} in ('open', 'held')`),
    oneOf("inventory_feed_job_mode_known", t.mode, feedModes),
    oneOf("inventory_feed_job_state_known", t.state, feedJobStates),
  ],
);

/** A part of a feed, kept until the feed is settled. */
export const inventoryFeedPart = pgTable(
  "inventory_feed_part",
  {
    jobId: ref<InventoryFeedJobId>()
      .notNull()
      .references(() => inventoryFeedJob.id),
    /** From 1, without gaps when all are there. */
    number: integer().notNull(),
    /** Rows it holds; 0 for bytes of a file. */
    rows: integer().notNull(),
    hash: text().notNull(),
    content: bytes().notNull(),
  },
  (t) => [
    primaryKey({ name: "inventory_feed_part_pkey", columns: [t.jobId, t.number] }),
    atLeast("inventory_feed_part_numbered", t.number, 1),
  ],
);
