import type { Connection } from "@/db/client";
import { reportDeadJob } from "@/server/oms/exceptions/commands/report-dead-job";
import { reportJobDone } from "@/server/oms/exceptions/commands/report-job-done";
import { systemActor } from "./actor";
import type { Clock } from "./clock";
import { type Handler, handlerKey, type Services, type StoredEvent } from "./handler";
import { logOf } from "./log";

const LEASE_SECONDS = 60;
export const ATTEMPTS_MAX = 12;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 3_600_000;
const ERROR_LENGTH_MAX = 2_000;

const log = logOf("jobs");

export type JobRuntime = {
  readonly database: Connection;
  readonly clock: Clock;
  readonly services: Services;
  /** By name. */
  readonly handlers: ReadonlyMap<string, Handler>;
};

export type LeasedJob = {
  readonly id: number;
  readonly handler: string;
  /** This run included. */
  readonly attempts: number;
  readonly lastError: string | null;
  readonly event: StoredEvent;
};

/**
 * Take jobs that are due. A lease is an attempt counted and a time put off, in one statement: when
 * the worker dies, the job is due again after 60 s, without anybody having to notice.
 */
export async function leaseJobs(
  { sql }: Pick<Connection, "sql">,
  now: Date,
  limit: number,
): Promise<LeasedJob[]> {
  const leasedUntil = new Date(now.getTime() + LEASE_SECONDS * 1000);
  const rows = await sql<(Omit<LeasedJob, "event"> & StoredEvent & { eventId: number })[]>`
    with due as materialized (
      select id from job where not is_dead and run_at <= ${now}
      order by run_at limit ${limit} for update skip locked),
    leased as (
      update job j set attempts = j.attempts + 1, run_at = ${leasedUntil}
      from due where j.id = due.id
      returning j.id, j.handler, j.attempts, j.last_error, j.event_id)
    select l.id, l.handler, l.attempts, l.last_error as "lastError", l.event_id as "eventId",
      e.type, e.subject_kind as "subjectKind", e.subject_id as "subjectId",
      e.order_id as "orderId", e.reason, e.payload, e.occurred_at as "occurredAt"
    from leased l join event e on e.id = l.event_id
    order by l.event_id`;
  return rows.map(({ id, handler, attempts, lastError, eventId, ...event }) => ({
    id,
    handler,
    attempts,
    lastError,
    event: { ...event, id: eventId },
  }));
}

/** Run one leased job to its end: done and gone, put off, or dead with an exception. Never throws. */
export async function runJob(runtime: JobRuntime, job: LeasedJob): Promise<void> {
  try {
    if (job.attempts > ATTEMPTS_MAX) {
      throw new Error(job.lastError ?? "the worker broke off each time it ran this");
    }
    await runHandler(runtime, job);
    await settleDone(runtime, job);
  } catch (error) {
    await settleFailed(runtime, job, error).catch((fault: unknown) => {
      // The lease runs out and the job comes again: nothing is lost by not writing this down.
      log.error({ error: fault, job: job.id }, "a failed job could not be put off");
    });
  }
}

async function runHandler(runtime: JobRuntime, { handler: name, event }: LeasedJob): Promise<void> {
  const handler = runtime.handlers.get(name);
  if (handler === undefined) {
    throw new Error(`there is no handler ${name} in this version`);
  }
  const ctx = { database: runtime.database, clock: runtime.clock, actor: systemActor("worker") };
  const key = (step: string) => handlerKey(event.id, name, step);
  await handler.run({ ctx, key, services: runtime.services }, event);
}

async function settleDone({ database, clock }: JobRuntime, job: LeasedJob): Promise<void> {
  if (job.lastError === null) {
    await database.sql`delete from job where id = ${job.id}`;
    return;
  }
  const ctx = { database, clock, actor: systemActor("worker") };
  await reportJobDone(ctx, handlerKey(job.event.id, job.handler, "shell:done"), { jobId: job.id });
}

async function settleFailed(
  { database, clock }: JobRuntime,
  job: LeasedJob,
  error: unknown,
): Promise<void> {
  const message = (error instanceof Error ? error.message : String(error)).slice(
    0,
    ERROR_LENGTH_MAX,
  );
  log.warn({ error, job: job.id, handler: job.handler, attempts: job.attempts }, "a job failed");
  if (job.attempts >= ATTEMPTS_MAX) {
    const key = handlerKey(job.event.id, job.handler, `shell:dead ${clock.now().getTime()}`);
    const ctx = { database, clock, actor: systemActor("worker") };
    await reportDeadJob(ctx, key, { jobId: job.id, error: message });
    return;
  }
  const runAt = new Date(clock.now().getTime() + delayMs(job.attempts, Math.random()));
  await database.sql`update job set run_at = ${runAt}, last_error = ${message}
    where id = ${job.id} and attempts = ${job.attempts}`;
}

/**
 * How long to wait after the nth failure: doubling from two seconds to an hour, a quarter more or
 * less by chance, so that jobs that failed together do not come back together.
 *
 * @param chance from 0 to 1
 */
export function delayMs(attempts: number, chance: number): number {
  const base = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
  return Math.round(base * (0.75 + chance / 2));
}
