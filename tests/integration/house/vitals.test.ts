import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect } from "@/db/client";
import { latestMigration } from "@/db/migration-state";
import { readMetrics, readReadiness } from "@/server/shell/vitals";
import { openDatabase, type TestDatabase } from "@/tests/support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.sql`delete from worker_heartbeat`);

const beat = (secondsAgo: number) => database.sql`
  insert into worker_heartbeat (worker_id, started_at, beat_at)
  values (${`w${secondsAgo}`}, now(), now() - ${secondsAgo} * interval '1 second')`;

test("not ready before a worker was heard of", async () => {
  expect(await readReadiness(database)).toEqual({
    ready: false,
    reason: "no worker has started yet",
  });
});

test("ready with a worker that was heard of within the minute, whatever older ones did", async () => {
  await beat(3_600);
  await beat(5);
  expect(await readReadiness(database)).toEqual({ ready: true });
});

test("not ready when the worker fell silent", async () => {
  await beat(61);
  expect(await readReadiness(database)).toEqual({
    ready: false,
    reason: "the worker was last heard of 61 s ago",
  });
});

test("not ready on the schema of another version", async () => {
  await beat(1);
  await database.sql`update drizzle.__drizzle_migrations set created_at = created_at - 1
    where created_at = ${latestMigration}`;
  const readiness = await readReadiness(database);
  expect(readiness).toMatchObject({ ready: false });
  expect(readiness.ready ? "" : readiness.reason).toMatch(/^migrations are not current/);
  await database.sql`update drizzle.__drizzle_migrations set created_at = ${latestMigration}
    where created_at = ${latestMigration - 1}`;
});

test("a database that is away is said to be away, in time", async () => {
  const away = connect("postgres://oms:x@127.0.0.1:9/oms", { max: 1 });
  const began = Date.now();
  expect(await readReadiness(away)).toEqual({
    ready: false,
    reason: "the database does not answer",
  });
  expect(Date.now() - began).toBeLessThan(4_000);
  expect(await readMetrics(away)).toContain("ordinate_database_up 0\n");
  await away.end();
});

test("every figure has its help, its type and a value", async () => {
  await beat(2);
  const text = await readMetrics(database);
  expect(text).toContain("ordinate_database_up 1\n");
  const age = /^ordinate_worker_heartbeat_age_seconds (\S+)$/m.exec(text)?.[1];
  expect(Number(age)).toBeGreaterThanOrEqual(2);
  for (const [, name] of text.matchAll(/^# HELP (\S+) /gm)) {
    expect(text).toMatch(new RegExp(`^# TYPE ${name} (gauge|counter)$`, "m"));
  }
});
