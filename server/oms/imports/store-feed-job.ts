import type { AnySql, RawSql, RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import type { FeedJobState, FeedMode } from "../inventory/types";
import { DomainError } from "../kernel/errors";

/** A feed that comes in parts, as it stands. */
export type FeedJob = {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly mode: FeedMode;
  readonly sequence: number | null;
  readonly asOf: Date | null;
  readonly state: FeedJobState;
  /** Null: its parts are rows. */
  readonly fileName: string | null;
  readonly fileHash: string | null;
  readonly mapping: unknown;
  readonly repairs: unknown;
  readonly isConfirmed: boolean;
  readonly rowsDone: number;
  readonly runId: string | null;
  readonly reason: string | null;
  readonly actorId: string;
  readonly openedAt: Date;
  readonly touchedAt: Date;
};

const columns = (sql: AnySql) => sql`
  j.id, s.code as source, s.name as "sourceName", j.mode, j.sequence, j.as_of as "asOf", j.state,
  j.file_name as "fileName", j.file_hash as "fileHash", j.mapping, j.repairs,
  j.is_confirmed as "isConfirmed", j.rows_done as "rowsDone", j.run_id as "runId", j.reason,
  j.actor_id as "actorId", j.opened_at as "openedAt", j.touched_at as "touchedAt"`;

const noJob = (jobId: string) => new DomainError("NOT_FOUND", "There is no such feed", { jobId });

/** Somebody of a few nodes has no business with a feed that speaks for others. */
const isOthers = (sql: AnySql, { nodeIds }: Actor) => sql`
  (${nodeIds !== null} and exists (
    select from inventory_source_node i where i.source_id = j.source_id
      and i.node_id <> all(${[...(nodeIds ?? [])]}::uuid[])))`;

/** @throws NOT_FOUND */
export async function readFeedJob(sql: AnySql, jobId: string, actor: Actor): Promise<FeedJob> {
  const [job] = await sql<FeedJob[]>`
    select ${columns(sql)} from inventory_feed_job j join inventory_source s on s.id = j.source_id
    where j.id = ${jobId} and not ${isOthers(sql, actor)}`;
  if (job === undefined) {
    throw noJob(jobId);
  }
  return job;
}

/** The same, for a command that changes it: one after the other. */
export async function lockFeedJob(sql: RawTx, jobId: string, actor: Actor): Promise<FeedJob> {
  await sql`select from inventory_feed_job where id = ${jobId} for no key update`;
  return readFeedJob(sql, jobId, actor);
}

/** Jobs on which something is still to happen, the newest on top. */
export const readLivingJobs = (sql: RawSql, actor: Actor, limit: number): Promise<FeedJob[]> =>
  sql<FeedJob[]>`
    select ${columns(sql)} from inventory_feed_job j join inventory_source s on s.id = j.source_id
    where j.state in ('open', 'queued', 'held') and not ${isOthers(sql, actor)}
    order by j.id desc limit ${limit}`;

export type PartsReceived = {
  readonly parts: number;
  readonly rows: number;
  readonly bytes: number;
  /** The highest number: more than `parts` when some are missing. */
  readonly last: number;
};

/** What has come so far. */
export async function countParts(sql: AnySql, jobId: string): Promise<PartsReceived> {
  const [row] = await sql<PartsReceived[]>`
    select count(*)::int as parts, coalesce(sum(rows), 0)::int as rows,
      coalesce(sum(octet_length(content)), 0)::int8 as bytes, coalesce(max(number), 0)::int as last
    from inventory_feed_part where job_id = ${jobId}`;
  return row ?? { parts: 0, rows: 0, bytes: 0, last: 0 };
}

/** The parts in their order, one at a time, so that a large feed needs no large memory. */
export async function* readParts(sql: AnySql, jobId: string): AsyncGenerator<Uint8Array> {
  for (let number = 1; ; number += 1) {
    const [part] = await sql<{ content: Uint8Array }[]>`
      select content from inventory_feed_part where job_id = ${jobId} and number = ${number}`;
    if (part === undefined) {
      return;
    }
    yield part.content;
  }
}

/** How far the worker has read, for those who wait. */
export const tellRowsDone = (sql: RawSql, jobId: string, done: number) =>
  sql`update inventory_feed_job set rows_done = ${done} where id = ${jobId}`;

/** Say how it ended; the parts have done their service. */
export async function closeJob(
  sql: RawTx,
  jobId: string,
  to: { readonly state: FeedJobState; readonly reason: string | null; readonly now: Date },
): Promise<void> {
  await sql`
    update inventory_feed_job set state = ${to.state}, reason = ${to.reason}, touched_at = ${to.now}
    where id = ${jobId}`;
  await sql`delete from inventory_feed_part where job_id = ${jobId}`;
}

/** The mapping that the last file with the same columns was taken with, of this source if there is one. */
export async function readMappingOf(
  sql: AnySql,
  shape: string,
  source: string,
): Promise<unknown | null> {
  const [known] = await sql<{ mapping: unknown }[]>`
    select j.mapping from inventory_feed_job j join inventory_source s on s.id = j.source_id
    where j.shape = ${shape} and j.mapping is not null and j.state in ('done', 'held')
    order by upper(s.code) = upper(${source}) desc, j.id desc limit 1`;
  return known?.mapping ?? null;
}

/** When the same file was taken before and not undone since, and as what. */
export async function readTakenBefore(
  sql: AnySql,
  job: Pick<FeedJob, "id" | "source">,
  hash: string,
) {
  const [earlier] = await sql<{ runId: string; at: Date }[]>`
    select j.run_id as "runId", j.touched_at as at
    from inventory_feed_job j join inventory_source s on s.id = j.source_id
    join inventory_feed_run r on r.id = j.run_id and r.undone_at is null
    where upper(s.code) = upper(${job.source}) and j.file_hash = ${hash} and j.state = 'done'
      and j.id <> ${job.id}
    order by j.id desc limit 1`;
  return earlier ?? null;
}
