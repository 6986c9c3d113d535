import { z } from "zod";
import { type AnySql, inTransaction } from "@/db/client";
import { defineQuery, PAGE_MAX, type QueryEnv } from "@/server/shell/query";
import { csvOf } from "../kernel/csv";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import { type TakenBack, takeBack } from "./store-undo";
import { readOrdersToCancel } from "./store-undo-orders";
import { readStockBack } from "./store-undo-stock";
import {
  type ImportChange,
  type ImportKind,
  type ListedKind,
  listedKinds,
  type UndoHindrance,
} from "./types-undo";

/** A feed may also be held until a person confirmed it, or be older than what was known. */
export type RunState = "running" | "done" | "undone" | "held" | "ignored";

export type ListedRun = {
  readonly id: string;
  readonly kind: ListedKind;
  /** The file, or who told. */
  readonly name: string;
  readonly by: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Null where nothing was reported: it is running, or broke off. */
  readonly created: number | null;
  readonly updated: number | null;
  readonly rejected: number | null;
  readonly state: RunState;
};

const byWhom = (sql: AnySql, id: ReturnType<AnySql>) => sql`coalesce(
  (select u.name from app_user u where u.id::text = ${id}),
  (select k.name from api_key k where k.id::text = ${id}), regexp_replace(${id}, '^system:', ''))`;

/** Orders report orders, everything else rows. */
const reported = (sql: AnySql, word: string) =>
  sql`coalesce(r.report -> 'orders', r.report -> 'rows') ->> ${word}`;

const runs = (sql: AnySql) => sql`
  select r.id, r.kind, r.file_name as name, ${byWhom(sql, sql`r.actor_id`)} as by,
    r.started_at as "startedAt", r.finished_at as "finishedAt",
    (${reported(sql, "created")})::int as created, (${reported(sql, "updated")})::int as updated,
    (r.report ->> 'rejected')::int as rejected,
    case when r.undone_at is not null then 'undone' when r.finished_at is null then 'running'
      else 'done' end as state
  from import_run r where not r.is_dry_run`;

/**
 * Imports of all kinds and feeds of stock, the newest on top, a page at a time: who, when, what file, and
 * how many rows it made, changed and refused.
 */
export const listRuns = defineQuery({
  name: "imports.list_runs",
  input: z.object({
    kind: z.array(z.enum(listedKinds)).max(10).default([]),
    after: z.string().max(300).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { kind, after, limit }) => {
    const cursor = decodeCursor(after, 2);
    const isAfter =
      cursor === null
        ? sql`true`
        : sql`("startedAt", id) < (${cursor[0] ?? ""}::timestamptz, ${cursor[1] ?? ""}::uuid)`;
    const found = await sql<(ListedRun & { key: string })[]>`
      select *, "startedAt"::text as key from (
        ${runs(sql)}
        union all
        select f.id, 'feed', s.name, ${byWhom(sql, sql`f.actor_id`)}, f.started_at, f.finished_at,
          0, case when f.state = 'applied' then f.rows_changed + f.zeroed else 0 end,
          f.rows_rejected, case when f.undone_at is not null then 'undone'
            when f.state = 'needs_confirmation' then 'held'
            when f.state = 'ignored' then 'ignored' else 'done' end
        from inventory_feed_run f join inventory_source s on s.id = f.source_id) x
      where (${kind.length} = 0 or x.kind = any(${kind}::text[]))
        and ${isAfter}
      order by "startedAt" desc, id desc limit ${limit + 1}`;
    const page = pageOf(found, limit, (last) => [last.key, last.id]);
    return { ...page, rows: page.rows.map(({ key: _, ...run }): ListedRun => run) };
  },
});

const runInput = z.object({ runId: z.uuid() });

/** How many open orders a run placed, or those of them that are not cancelled. */
const ordersOfRun = (sql: AnySql, which: "all" | "not cancelled" = "all") => sql`(
  select count(*)::int from sales_order o where o.import_run_id = r.id and r.mode = 'open'
    and (${which === "all"} or o.status <> 'cancelled'))`;

/** How many positions a run counted anew, or put back. */
const positionsOfRun = (sql: AnySql, cause: "import_run" | "import_undone") => sql`(
  select count(distinct (m.sku_id, m.node_id))::int from stock_movement m
  where r.kind = 'inventory' and m.cause_id = r.id and m.cause_kind = ${cause})`;

const noRun = (runId: string) => new DomainError("NOT_FOUND", "There is no such import", { runId });

export type RunDetail = Omit<ListedRun, "kind"> & {
  readonly kind: ImportKind;
  readonly read: number | null;
  readonly unchanged: number | null;
  readonly merged: number | null;
  readonly undone: { readonly at: Date; readonly by: string; readonly reason: string } | null;
  /** What it wrote and is kept with before and after; of that, what stayed when it was undone. */
  readonly changes: number;
  readonly left: number;
};

/** One import with the account of its rows. */
export const findRun = defineQuery({
  name: "imports.find_run",
  input: runInput,
  wall: "staff",
  run: async ({ sql }, { runId }): Promise<RunDetail> => {
    const [run] = await sql<RunDetail[]>`
      select x.*, (r.report ->> 'read')::int as read,
        (${reported(sql, "unchanged")})::int as unchanged, (r.report ->> 'merged')::int as merged,
        case when r.undone_at is not null then jsonb_build_object('at', r.undone_at,
          'by', ${byWhom(sql, sql`r.undone_by`)}, 'reason', r.undo_reason) end as undone,
        (select count(*)::int from import_change c where c.import_run_id = r.id)
          + ${ordersOfRun(sql)} + ${positionsOfRun(sql, "import_run")} as changes,
        (select count(c.left_why)::int from import_change c where c.import_run_id = r.id)
          + case when r.undone_at is null then 0
              else ${ordersOfRun(sql, "not cancelled")} + ${positionsOfRun(sql, "import_run")}
                - ${positionsOfRun(sql, "import_undone")} end as left
      from (${runs(sql)}) x join import_run r on r.id = x.id
      where r.id = ${runId}`;
    if (run === undefined) {
      throw noRun(runId);
    }
    const { undone } = run;
    return { ...run, undone: undone === null ? null : { ...undone, at: new Date(undone.at) } };
  },
});

export type WrittenChange = ImportChange & { readonly leftWhy: UndoHindrance | null };

/** What an import made and changed, as it was before and after, in the order in which it was written. */
export const listRunChanges = defineQuery({
  name: "imports.list_run_changes",
  input: runInput.extend({ limit: z.int().min(1).max(PAGE_MAX).default(50) }),
  wall: "staff",
  run: ({ sql }, { runId, limit }) => readChanges(sql, runId, limit),
});

/** The open orders that an import placed, in the order of their numbers, as they stand. */
export const listRunOrders = defineQuery({
  name: "imports.list_run_orders",
  input: runInput.extend({ limit: z.int().min(1).max(PAGE_MAX).default(50) }),
  wall: "staff",
  run: ({ sql }, { runId, limit }) => sql<{ number: string; company: string; status: string }[]>`
    select o.number, c.name as company, o.status
    from sales_order o join import_run r on r.id = o.import_run_id and r.mode = 'open'
    join company c on c.id = o.company_id
    where r.id = ${runId} order by o.id limit ${limit}`,
});

/** The first of what a run wrote. */
export const readChanges = (
  sql: AnySql,
  runId: string,
  limit: number,
): Promise<WrittenChange[]> => sql<WrittenChange[]>`
  select kind, subject_id as "subjectId", name, before, after, left_why as "leftWhy"
  from import_change where import_run_id = ${runId} order by id limit ${limit}`;

/** The rows of an import that were not taken, as they came, with what was wrong; also as CSV text. */
export const listRejections = defineQuery({
  name: "imports.list_rejections",
  input: runInput.extend({ limit: z.int().min(1).max(1_000_000).default(100_000) }),
  wall: "staff",
  run: async ({ sql }, { runId, limit }) => {
    const rows = await sql<
      { row: number; reason: string; message: string; raw: Record<string, string> }[]
    >`
      select row_number as row, reason, message, raw from import_rejection
      where import_run_id = ${runId} order by row_number, id limit ${limit}`;
    const [run] = await sql<{ columns: string[] }[]>`
      select columns from import_run where id = ${runId}`;
    if (run === undefined) {
      throw noRun(runId);
    }
    // A run from before they were kept names its columns in its rows, in an order of the database's.
    const columns = run.columns.length > 0 ? run.columns : Object.keys(rows[0]?.raw ?? {});
    const lines = rows.map(({ reason, message, raw }) => [
      ...columns.map((column) => raw[column] ?? ""),
      reason,
      message,
    ]);
    return { rows, csv: csvOf([[...columns, "reason", "error"], ...lines]) };
  },
});

/** As many as a preview names; the rest is counted. */
const LEFT_MAX = 200;

/** Carries the outcome out of a transaction that must not commit. */
class TriedOut extends Error {
  readonly outcome: TakenBack;

  constructor(outcome: TakenBack) {
    super("an undo was only tried");
    this.outcome = outcome;
  }
}

async function tryUndo({ db, now, actor }: QueryEnv, runId: string): Promise<TakenBack> {
  try {
    return await inTransaction({ db }, async ({ tx, sql }) => {
      throw new TriedOut(await takeBack({ tx, sql, now, actor }, runId));
    });
  } catch (error) {
    if (error instanceof TriedOut) {
      return error.outcome;
    }
    throw error;
  }
}

async function tryKind(env: QueryEnv, kind: ImportKind, runId: string): Promise<TakenBack> {
  switch (kind) {
    case "orders": {
      const { orderIds, left } = await readOrdersToCancel(env.sql, runId);
      return { restored: 0, removed: orderIds.length, left };
    }
    case "inventory":
      return readStockBack(env.sql, runId, env.now);
    default:
      return tryUndo(env, runId);
  }
}

/**
 * What taking an import back would come to now, tried and taken back: how much would be put back, and
 * what stays, with why.
 *
 * @throws NOT_FOUND
 */
export const previewUndo = defineQuery({
  name: "imports.preview_undo",
  input: runInput,
  wall: "staff",
  run: async (env, { runId }) => {
    const [run] = await env.sql<{ kind: ImportKind }[]>`
      select kind from import_run where id = ${runId}`;
    if (run === undefined) {
      throw noRun(runId);
    }
    const { restored, removed, left } = await tryKind(env, run.kind, runId);
    return { restored, removed, left: left.length, rows: left.slice(0, LEFT_MAX) };
  },
});
