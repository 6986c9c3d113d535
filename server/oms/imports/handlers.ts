import type { Connection } from "@/db/client";
import type { Ctx } from "@/server/shell/command";
import type { Handler, HandlerEnv } from "@/server/shell/handler";
import { cancelOrder } from "../fulfillment/commands/cancel-order";
import { applyFeed } from "../inventory/commands/apply-feed";
import { feedRowsOf } from "../inventory/decide-feed";
import type { FeedRows } from "../inventory/types";
import { DomainError, type ErrorCode } from "../kernel/errors";
import { bindFeedColumns, feedStreamOf } from "./commands/import-feed";
import { asImporter, asOne, importUpload } from "./commands/import-upload";
import { settleFeedJob } from "./commands/settle-feed-job";
import { settleUpload } from "./commands/settle-upload";
import { openFeedFile, shapeOf } from "./queries-feed-file";
import { openUploadFile } from "./queries-upload";
import { feedRepairs, inventoryMapping } from "./schema";
import { uploadFileInput } from "./schema-uploads";
import { type FeedJob, readFeedJob, readParts, tellRowsDone } from "./store-feed-job";
import { readOrdersToCancel } from "./store-undo-orders";
import { readUpload } from "./store-upload";

/** An order that cannot be cancelled any more, or not now. */
const WENT_FURTHER: ReadonlySet<ErrorCode> = new Set(["ILLEGAL_TRANSITION", "ON_HOLD"]);

/** What trying again does not mend: the feed is wrong, not the moment. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["INVALID_INPUT", "NOT_FOUND", "FORBIDDEN"]);

/** All parts of a feed are there: apply it as its sender, and write down what became of it. */
export const takeFeedJob: Handler = {
  name: "imports.take_feed_job",
  run: async (env, event) => {
    const { ctx, key } = env;
    const job = await readFeedJob(ctx.database.sql, event.subjectId, ctx.actor);
    if (job.state === "queued") {
      await settleFeedJob(ctx, key("settle"), { jobId: job.id, ...(await outcomeOf(env, job)) });
    }
  },
};

async function outcomeOf({ ctx, key }: HandlerEnv, job: FeedJob) {
  const asSender: Ctx = { ...ctx, actor: { ...ctx.actor, id: job.actorId } };
  try {
    const { rows, ...file } = await rowsOf(ctx.database, job);
    const run = await applyFeed(asSender, key("apply"), {
      source: job.source,
      mode: job.mode,
      ...(job.sequence === null ? {} : { sequence: job.sequence }),
      ...(job.asOf === null ? {} : { asOf: job.asOf }),
      confirm: job.isConfirmed,
      rows,
    });
    const isHeld = run.state === "needs_confirmation";
    const state = isHeld ? ("held" as const) : ("done" as const);
    return { state, runId: run.runId, ...file, reason: run.reason };
  } catch (error) {
    if (error instanceof DomainError && FINAL.has(error.code)) {
      const reason = error.message;
      return { state: "failed" as const, runId: null, fileHash: null, shape: null, reason };
    }
    throw error;
  }
}

async function rowsOf(
  database: Connection,
  job: FeedJob,
): Promise<{
  readonly rows: FeedRows;
  readonly fileHash: string | null;
  readonly shape: string | null;
}> {
  const teller = openTeller(database, job.id);
  if (job.fileName === null) {
    return { rows: partStream(database, job, teller), fileHash: null, shape: null };
  }
  const table = await openFeedFile(database.sql, job);
  const mapping = inventoryMapping.parse(job.mapping ?? {});
  const repairs = feedRepairs.parse(job.repairs ?? {});
  const reader = bindFeedColumns({ table, mapping, lookups: new Map() });
  const onProgress = ({ done }: { readonly done: number }) => teller(done);
  const options = { table, mapping, repairs, keepsRaw: true, onProgress };
  return { rows: feedStreamOf(options, reader), fileHash: table.hash, shape: shapeOf(table) };
}

const partStream = (database: Connection, job: FeedJob, tell: (done: number) => void) => ({
  fingerprint: job.id,
  batches: async function* () {
    let done = 0;
    for await (const part of readParts(database.sql, job.id)) {
      const rows = feedRowsOf(JSON.parse(Buffer.from(part).toString()));
      // Rows are numbered through all parts, as in one long list.
      yield rows.map((row) => ({ ...row, number: row.number + done }));
      done += rows.length;
      tell(done);
    }
  },
});

/** A file was looked at and is to be imported: all of it in one transaction, as who said so. */
export const takeUpload: Handler = {
  name: "imports.take_upload",
  run: async ({ ctx, key }, event) => {
    const { sql } = ctx.database;
    const upload = await readUpload(sql, event.subjectId);
    if (upload.state !== "queued") {
      return;
    }
    const { id: uploadId, kind } = upload;
    const [importer] = await sql<{ name: string }[]>`
      select name from app_user where id::text = ${upload.actorId}`;
    const actor = asImporter({ id: upload.actorId, name: importer?.name ?? upload.actorId });
    try {
      const table = await openUploadFile(sql, upload);
      const told = { columns: upload.mapping, repairs: upload.repairs, uploadId };
      const file = { kind, table, ...uploadFileInput.parse(told) };
      await asOne({ ...ctx, actor }, async (one) => {
        const { runId } = await importUpload(one, file, () => {});
        await settleUpload(one, key("settle"), {
          ...{ uploadId, state: "done", runId, reason: null },
          ...{ fileHash: table.hash, shape: shapeOf(table) },
        });
      });
    } catch (error) {
      if (!(error instanceof DomainError && FINAL.has(error.code))) {
        throw error;
      }
      await settleUpload(ctx, key("refuse"), {
        ...{ uploadId, state: "failed", runId: null, fileHash: null, shape: null },
        reason: error.message,
      });
    }
  },
};

/**
 * An import of orders was taken back: each that can still be is cancelled, in a transaction of its own, as
 * who said so. One that went further meanwhile stays, and the import says so.
 */
export const cancelImported: Handler = {
  name: "imports.cancel_imported",
  run: async ({ ctx, key }, event) => {
    const { sql } = ctx.database;
    const [run] = await sql<{ by: string; name: string; fileName: string; reason: string }[]>`
      select r.undone_by as by, coalesce(u.name, r.undone_by) as name, r.file_name as "fileName",
        r.undo_reason as reason
      from import_run r left join app_user u on u.id::text = r.undone_by
      where r.id = ${event.subjectId} and r.kind = 'orders' and r.undone_at is not null`;
    if (run === undefined) {
      return;
    }
    const actor = asImporter({ id: run.by, name: run.name });
    const reason = `Import of ${run.fileName} undone: ${run.reason}`.slice(0, 500);
    const { orderIds } = await readOrdersToCancel(sql, event.subjectId);
    for (const orderId of orderIds) {
      await cancelOrder({ ...ctx, actor }, key(orderId), { orderId, reason }).catch(
        (error: unknown) => {
          if (!(error instanceof DomainError && WENT_FURTHER.has(error.code))) {
            throw error;
          }
        },
      );
    }
  },
};

const TELL_EVERY_MS = 1_000;

/** Says now and then how far it is, beside the transaction, which nobody sees into. */
function openTeller(database: Connection, jobId: string): (done: number) => void {
  let toldMs = performance.now();
  return (done) => {
    if (performance.now() - toldMs < TELL_EVERY_MS) {
      return;
    }
    toldMs = performance.now();
    // Nothing depends on it: a figure that is not told is told a second later.
    tellRowsDone(database.sql, jobId, done).catch(() => {});
  };
}
