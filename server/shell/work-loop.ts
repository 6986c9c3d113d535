import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { systemActor } from "./actor";
import type { Ctx } from "./command";
import { type JobRuntime, leaseJobs, runJob } from "./jobs";
import { logOf } from "./log";
import { hasOutbox, RELAY_BATCH, type Routes, relayOutbox } from "./outbox";
import type { PeriodicTask } from "./periodic";

/** How often it is looked whether something happened; most of the way of a change to the screens. */
const RELAY_EVERY_MS = 40;
const JOBS_EVERY_MS = 500;
const JOBS_AT_ONCE = 8;
const HEARTBEAT_EVERY_MS = 10_000;
const DRAIN_MS = 8_000;
const BACKOFF_MAX_MS = 5_000;

const log = logOf("worker");

export type WorkerOptions = {
  readonly runtime: JobRuntime;
  readonly routes: Routes;
  readonly periodic: readonly PeriodicTask[];
  /** Names this process among the workers of a database. */
  readonly workerId: string;
};

export type RunningWorker = {
  /** Takes nothing new, lets what runs end (for some seconds), and says goodbye. */
  readonly stop: () => Promise<void>;
};

/** A sleep that somebody can end early, also in the moment before it begins. */
class Bell {
  private struck = false;
  private wake: () => void = () => {};

  async wait(ms: number, stopped: AbortSignal): Promise<void> {
    if (!this.struck) {
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      await Promise.race([woken, pause(ms, stopped)]);
    }
    this.struck = false;
  }

  strike(): void {
    this.struck = true;
    this.wake();
  }
}

const pause = (ms: number, stopped: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal: stopped }).catch(() => {});

/**
 * Work until stopped: hand on events, run jobs, do what time asks for, and say that one is alive.
 * Each of these is a loop of its own that outlives every error, a database that restarts included.
 */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { runtime, routes, periodic, workerId } = options;
  const { database, clock } = runtime;
  const stopping = new AbortController();
  const stopped = stopping.signal;
  setMaxListeners(0, stopped);
  const bell = new Bell();
  const ctx: Ctx = { database, clock, actor: systemActor("worker") };
  const startedAt = clock.now();

  const relay = async () => {
    if (!(await hasOutbox(database.sql))) {
      return RELAY_EVERY_MS;
    }
    const count = await relayOutbox(database, routes, clock.now());
    bell.strike();
    return count === RELAY_BATCH ? 0 : RELAY_EVERY_MS;
  };
  const beat = async () => {
    await database.sql`
      insert into worker_heartbeat (worker_id, started_at, beat_at)
      values (${workerId}, ${startedAt}, ${clock.now()})
      on conflict (worker_id) do update set beat_at = excluded.beat_at`;
    return HEARTBEAT_EVERY_MS;
  };
  const loops = [
    forever("heartbeat", stopped, beat),
    forever("relay", stopped, relay),
    runJobs(runtime, bell, stopped),
    ...periodic.map((task) =>
      forever(task.name, stopped, async () => {
        if (task.isDue === undefined || (await task.isDue(database, clock.now()))) {
          await task.run(ctx, runtime.services);
        }
        return task.everyMs;
      }),
    ),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.race([Promise.all(loops), sleep(DRAIN_MS, undefined, { ref: false })]);
      await database.sql`delete from worker_heartbeat where worker_id = ${workerId}`.catch(
        (error: unknown) => log.warn({ error }, "the heartbeat could not be taken back"),
      );
    },
  };
}

/**
 * Run a step again and again, each time after as many milliseconds as it answered. When it fails,
 * again after a while that doubles up to five seconds; the log says when trouble begins and ends.
 */
async function forever(
  name: string,
  stopped: AbortSignal,
  step: () => Promise<number>,
): Promise<void> {
  let failures = 0;
  while (!stopped.aborted) {
    let waitMs: number;
    try {
      waitMs = await step();
      if (failures > 0) {
        log.info({ loop: name, failures }, "a loop works again");
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) {
        log.error({ loop: name, error }, "a loop failed and goes on trying");
      }
      waitMs = Math.min(250 * 2 ** (failures - 1), BACKOFF_MAX_MS);
    }
    if (waitMs > 0) {
      await pause(waitMs, stopped);
    }
  }
}

/** Several jobs at once; a slow one holds up no other. At the end those that run are waited for. */
async function runJobs(runtime: JobRuntime, bell: Bell, stopped: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  await forever("jobs", stopped, async () => {
    const free = JOBS_AT_ONCE - running.size;
    const jobs = free > 0 ? await leaseJobs(runtime.database, runtime.clock.now(), free) : [];
    for (const job of jobs) {
      const run = runJob(runtime, job).finally(() => {
        running.delete(run);
      });
      running.add(run);
    }
    if (jobs.length === free) {
      await Promise.race([...running, pause(JOBS_EVERY_MS, stopped)]);
    } else {
      await bell.wait(JOBS_EVERY_MS, stopped);
    }
    return 0;
  });
  await Promise.all(running);
}

/**
 * Do everything that is due now, and what comes of it, then return: for tests, and for a world that
 * is loaded as of an earlier day.
 *
 * @returns how many events were handed on and how many jobs were run
 */
export async function workThrough(
  runtime: JobRuntime,
  routes: Routes,
): Promise<{ events: number; jobs: number }> {
  const done = { events: 0, jobs: 0 };
  for (;;) {
    const now = runtime.clock.now();
    const events = await relayOutbox(runtime.database, routes, now);
    const jobs = await leaseJobs(runtime.database, now, JOBS_AT_ONCE);
    await Promise.all(jobs.map((job) => runJob(runtime, job)));
    done.events += events;
    done.jobs += jobs.length;
    if (events === 0 && jobs.length === 0) {
      return done;
    }
  }
}
