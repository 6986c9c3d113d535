import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import {
  FEED_FAULTS,
  type FeedCounts,
  type RejectedFeedRow,
  rejectionsCsv,
  rejectionsInColumns,
} from "./decide-feed";
import { readUndo } from "./store-feed-undo";
import type { FeedFault, FeedMode, FeedState, SourceKind } from "./types";

export type FeedRun = {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly mode: FeedMode;
  readonly state: FeedState;
  readonly sequence: number | null;
  readonly asOf: Date | null;
  readonly rows: FeedCounts;
  readonly zeroed: number;
  /** Units more or less than before, over all positions. */
  readonly units: number;
  readonly reason: string | null;
  readonly actor: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Set when it was taken back: when, by whom, and how many positions; `left` were used since. */
  readonly undone: {
    readonly at: string;
    readonly by: string;
    readonly positions: number;
    readonly left: number;
  } | null;
};

const runColumns = (sql: RawSql) => sql`
  r.id, s.code as source, s.name as "sourceName", r.mode, r.state, r.sequence, r.as_of as "asOf",
  jsonb_build_object('read', r.rows_read, 'changed', r.rows_changed, 'unchanged', r.rows_unchanged,
    'ignored', r.rows_ignored, 'merged', r.rows_merged, 'rejected', r.rows_rejected) as rows,
  r.zeroed, r.units_difference as units, r.reason,
  coalesce((select u.name from app_user u where u.id::text = r.actor_id),
    (select k.name from api_key k where k.id::text = r.actor_id),
    regexp_replace(r.actor_id, '^system:', '')) as actor,
  r.started_at as "startedAt", r.finished_at as "finishedAt",
  case when r.undone_at is not null then jsonb_build_object('at', r.undone_at,
    'by', coalesce((select u.name from app_user u where u.id::text = r.undone_by),
      (select k.name from api_key k where k.id::text = r.undone_by), r.undone_by),
    'positions', r.undone_positions, 'left', r.rows_changed + r.zeroed - r.undone_positions)
    end as undone`;

export type FeedSource = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly defaultMode: FeedMode;
  readonly guardPercent: number;
  readonly nodes: readonly string[];
  readonly lastSequence: number | null;
  readonly lastAsOf: Date | null;
  /** How old the newest of what was told is; null when nothing was told yet. */
  readonly lagSeconds: number | null;
  readonly lastRun: FeedRun | null;
};

/** Every source with its last run, and how old the newest of what it told is. */
export const listSources = defineQuery({
  name: "inventory.list_sources",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now }): Promise<FeedSource[]> => {
    const [sources, runs] = await Promise.all([
      sql<Omit<FeedSource, "lastRun">[]>`
        select s.id, s.code, s.name, s.kind, s.default_mode as "defaultMode",
          s.guard_percent as "guardPercent", s.last_sequence as "lastSequence",
          s.last_as_of as "lastAsOf",
          array(select n.code from inventory_source_node i join node n on n.id = i.node_id
            where i.source_id = s.id order by n.code) as nodes,
          extract(epoch from ${now}::timestamptz - coalesce(s.last_as_of, (
            select max(started_at) from inventory_feed_run r
            where r.source_id = s.id and r.state = 'applied')))::int as "lagSeconds"
        from inventory_source s order by upper(s.code)`,
      sql<FeedRun[]>`
        select ${runColumns(sql)} from inventory_source s
        join lateral (
          select * from inventory_feed_run where source_id = s.id order by id desc limit 1) r on true`,
    ]);
    const lastRuns = new Map(runs.map((run) => [run.source, run]));
    return sources.map((source) => ({ ...source, lastRun: lastRuns.get(source.code) ?? null }));
  },
});

/** Runs of all sources or of one, the newest on top, a page at a time. */
export const listFeedRuns = defineQuery({
  name: "inventory.list_feed_runs",
  input: z.object({
    source: z.array(z.string().max(40)).max(50).default([]),
    after: z.string().max(300).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { source, after, limit }) => {
    const cursor = decodeCursor(after, 1);
    const codes = source.map((code) => code.toUpperCase());
    const page = await sql<FeedRun[]>`
      select ${runColumns(sql)}
      from inventory_feed_run r join inventory_source s on s.id = r.source_id
      where (${codes.length} = 0 or upper(s.code) = any(${codes}::text[]))
        and (${cursor === null} or r.id <
          ${String(cursor?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
      order by r.id desc limit ${limit + 1}`;
    return pageOf(page, limit, (last) => [last.id]);
  },
});

const runInput = z.object({ runId: z.uuid() });

const noRun = (runId: string) => new DomainError("NOT_FOUND", "There is no such feed", { runId });

/** A run as the lists show it; null when there is none. */
export async function readRun(sql: RawSql, runId: string): Promise<FeedRun | null> {
  const [run] = await sql<FeedRun[]>`
    select ${runColumns(sql)}
    from inventory_feed_run r join inventory_source s on s.id = r.source_id
    where r.id = ${runId}`;
  return run ?? null;
}

/** One run with the account of its rows, and how many were rejected for which reason. */
export const findFeedRun = defineQuery({
  name: "inventory.find_feed_run",
  input: runInput,
  wall: "staff",
  run: async ({ sql }, { runId }) => {
    const [run, reasons] = await Promise.all([
      readRun(sql, runId),
      sql<{ reason: FeedFault; rows: number }[]>`
        select reason, count(*)::int as rows from inventory_feed_rejection
        where run_id = ${runId} group by reason order by rows desc, reason`,
    ]);
    if (run === null) {
      throw noRun(runId);
    }
    const rejections = Object.fromEntries(reasons.map(({ reason, rows }) => [reason, rows]));
    return { ...run, rejections };
  },
});

/** As many positions as a preview of an undo names; the rest is counted. */
const USED_MAX = 200;

/**
 * What taking a feed back would come to now: positions that would be put back, and those that were used
 * since, with why.
 *
 * @throws NOT_FOUND
 */
export const previewFeedUndo = defineQuery({
  name: "inventory.preview_feed_undo",
  input: runInput,
  wall: "staff",
  run: async ({ sql, now }, { runId }) => {
    if ((await readRun(sql, runId)) === null) {
      throw noRun(runId);
    }
    return readUndo(sql, runId, now, USED_MAX);
  },
});

/** The rows of a run that were not taken, as they came, with what was wrong; also as CSV text. */
export const listFeedRejections = defineQuery({
  name: "inventory.list_feed_rejections",
  input: runInput.extend({ limit: z.int().min(1).max(1_000_000).default(100_000) }),
  wall: "staff",
  run: async ({ sql }, { runId, limit }) => {
    const [run] = await sql<{ shape: string | null }[]>`
      select (select shape from inventory_feed_job j where j.run_id = r.id limit 1) as shape
      from inventory_feed_run r where r.id = ${runId}`;
    if (run === undefined) {
      throw noRun(runId);
    }
    const rejections = await sql<RejectedFeedRow[]>`
      select row_number as "rowNumber", reason, raw from inventory_feed_rejection
      where run_id = ${runId} order by row_number limit ${limit}`;
    return {
      rows: rejections.map((row) => ({ ...row, ...FEED_FAULTS[row.reason] })),
      csv:
        run.shape === null
          ? rejectionsCsv(rejections)
          : rejectionsInColumns(run.shape.split("\u001f"), rejections),
    };
  },
});
