import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { retryJob } from "@/server/oms/exceptions/commands/retry-job";
import { defineCommand } from "@/server/shell/command";
import type { Handler } from "@/server/shell/handler";
import { ATTEMPTS_MAX, delayMs, leaseJobs, runJob } from "@/server/shell/jobs";
import { newId } from "@/server/shell/new-id";
import { relayOutbox } from "@/server/shell/outbox";
import { periodicTasks } from "@/server/shell/periodic";
import { startWorker, workThrough } from "@/server/shell/work-loop";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf } from "../../support/factories";
import { eventually, givenEvents, movedClock, workFor } from "./working";

const start = new Date("2026-11-10T15:00:00Z");

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
  await database.sql`create table tally (event_id bigint, worker text)`;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`delete from job`;
  await database.sql`delete from outbox`;
  await database.sql`truncate tally`;
});

const count = defineCommand({
  name: "test.count",
  input: z.object({ eventId: z.int(), worker: z.string() }),
  wall: "staff",
  run: async ({ sql }, { eventId, worker }) => {
    await sql`insert into tally values (${eventId}, ${worker})`;
    return { eventId };
  },
});

const counting = (worker: string): Handler => ({
  name: "test.count",
  run: async ({ ctx, key }, event) => {
    await count(ctx, key("count"), { eventId: event.id, worker });
  },
});

const tally = async () => {
  const rows = await database.sql<{ eventId: number; times: number }[]>`
    select event_id as "eventId", count(*)::int as times from tally group by event_id`;
  return rows.map((row) => row.times);
};

test("several workers do each job once", async () => {
  const workers = ["a", "b", "c"].map((name) => {
    const work = workFor(database, { now: () => new Date() }, [counting(name)]);
    return startWorker({ ...work, periodic: [], workerId: name });
  });
  const batches = Array.from({ length: 6 }, () => givenEvents(database, 50, new Date()));
  await Promise.all(batches);
  await eventually(async () => (await tally()).length === 300);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect((await tally()).every((times) => times === 1)).toBe(true);
  expect(await database.sql`select 1 from job`).toHaveLength(0);
});

test("a job that is run twice changes once", async () => {
  const clock = movedClock(start);
  const { runtime, routes } = workFor(database, clock, [counting("a")]);
  await givenEvents(database, 1, start);
  await relayOutbox(database, routes, start);
  const [job] = await leaseJobs(database, start, 1);
  if (job === undefined) {
    throw new Error("no job was leased");
  }
  await runJob(runtime, job);
  await runJob(runtime, job);
  expect(await tally()).toEqual([1]);
});

test("a leased job is nobody else's, and comes again when its worker died", async () => {
  const clock = movedClock(start);
  const { runtime, routes } = workFor(database, clock, [counting("b")]);
  await givenEvents(database, 1, start);
  await relayOutbox(database, routes, start);
  expect(await leaseJobs(database, start, 10)).toHaveLength(1);
  expect(await workThrough(runtime, routes)).toEqual({ events: 0, jobs: 0 });
  clock.move(61_000);
  expect(await workThrough(runtime, routes)).toEqual({ events: 0, jobs: 1 });
  expect(await tally()).toEqual([1]);
});

test("a failing job is put off longer each time, then waits for a person, who can try again", async () => {
  const clock = movedClock(start);
  let isDown = true;
  const failing: Handler = {
    name: "test.call",
    run: async () => {
      if (isDown) {
        throw new Error("the other side is down");
      }
    },
  };
  const { runtime, routes } = workFor(database, clock, [failing]);
  await givenEvents(database, 1, start);
  let runs = 0;
  for (let hour = 0; hour < 60; hour += 1) {
    runs += (await workThrough(runtime, routes)).jobs;
    clock.move(3_600_000);
  }
  expect(runs).toBe(ATTEMPTS_MAX);
  const [dead] = await database.sql`select is_dead, attempts, last_error from job`;
  expect(dead).toEqual({
    is_dead: true,
    attempts: ATTEMPTS_MAX,
    last_error: "the other side is down",
  });
  const open = () => database.sql<{ id: string; sentence: string }[]>`
    select id, sentence from exception where type = 'integration_failed' and closed_at is null`;
  const [exception] = await open();
  expect(exception?.sentence).toBe(
    "test.call gave up on test.happened after 12 attempts: the other side is down",
  );

  isDown = false;
  const now = clock.now();
  await retryJob(ctxOf(database, undefined, now), newId(), { exceptionId: exception?.id ?? "" });
  expect((await workThrough(runtime, routes)).jobs).toBe(1);
  expect(await open()).toHaveLength(0);
  expect(await database.sql`select 1 from job`).toHaveLength(0);
});

test("a job whose worker broke off every time is not run for ever", async () => {
  const clock = movedClock(start);
  const { runtime, routes } = workFor(database, clock, [counting("c")]);
  await givenEvents(database, 1, start);
  await relayOutbox(database, routes, start);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    await leaseJobs(database, clock.now(), 1);
    clock.move(61_000);
  }
  await workThrough(runtime, routes);
  expect(await tally()).toEqual([]);
  expect(await database.sql`select is_dead from job`).toEqual([{ is_dead: true }]);
});

test("waiting doubles up to an hour, a quarter more or less", () => {
  expect(delayMs(1, 0.5)).toBe(2_000);
  expect(delayMs(4, 0.5)).toBe(16_000);
  expect(delayMs(4, 0)).toBe(12_000);
  expect(delayMs(4, 1)).toBe(20_000);
  expect(delayMs(30, 0.5)).toBe(3_600_000);
});

test("a worker says that it is alive, and takes it back when it stops", async () => {
  const work = workFor(database, { now: () => new Date() }, []);
  const worker = startWorker({ ...work, periodic: periodicTasks, workerId: "alive" });
  const beats = () => database.sql`select 1 from worker_heartbeat where worker_id = 'alive'`;
  await eventually(async () => (await beats()).length === 1);
  await worker.stop();
  expect(await beats()).toHaveLength(0);
});

test("a worker whose connections are cut goes on", async () => {
  const work = workFor(database, { now: () => new Date() }, [counting("d")]);
  const worker = startWorker({ ...work, periodic: [], workerId: "cut" });
  await givenEvents(database, 1, new Date());
  await eventually(async () => (await tally()).length === 1);
  await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.catch(() => {});
  await eventually(() =>
    givenEvents(database, 1, new Date()).then(
      () => true,
      () => false,
    ),
  );
  await eventually(async () => (await tally()).length >= 2);
  await worker.stop();
});
