import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect } from "@/db/client";
import { systemActor } from "@/server/shell/actor";
import { writeEvents } from "@/server/shell/events";
import { newId } from "@/server/shell/new-id";
import {
  LIVE_CHANNEL,
  type Notice,
  type Notification,
  RELAY_BATCH,
  relayOutbox,
} from "@/server/shell/outbox";
import { openDatabase, type TestDatabase } from "../../support/database";
import { eventually, givenEvents } from "./working";

const now = new Date("2026-11-10T15:00:00Z");
const routes = { types: ["test.happened", "test.happened"], handlers: ["one.way", "other.way"] };

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`delete from job`;
  await database.sql`delete from outbox`;
});

const jobsOf = () => database.sql<{ handler: string; eventId: number }[]>`
  select handler, event_id as "eventId" from job order by event_id, handler`;

/** Something that one part of a test waits for and another gives. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

test("an event becomes one job per subscribed handler, once", async () => {
  await givenEvents(database, 1, now);
  expect(await relayOutbox(database, routes, now)).toBe(1);
  expect((await jobsOf()).map((job) => job.handler)).toEqual(["one.way", "other.way"]);
  expect(await relayOutbox(database, routes, now)).toBe(0);
  expect(await jobsOf()).toHaveLength(2);
});

test("an event that commits after a later one was handed on is not lost", async () => {
  const slow = connect(database.url, { max: 1 });
  const release = signal();
  const written = signal();
  const early = newId();
  const committed = slow.sql.begin(async (sql) => {
    await writeEvents(
      sql,
      [{ type: "test.happened", subject: { kind: "test", id: early }, payload: {} }],
      { actor: systemActor("test"), now },
    );
    written.give();
    await release.given;
  });
  await written.given;
  await givenEvents(database, 1, now);
  expect(await relayOutbox(database, routes, now)).toBe(1);
  release.give();
  await committed;
  expect(await relayOutbox(database, routes, now)).toBe(1);
  const [event] = await database.sql`select id from event where subject_id = ${early}`;
  expect((await jobsOf()).map((job) => job.eventId)).toContain(event?.id);
  await slow.end();
});

test("two relays at once hand each event on once", async () => {
  await givenEvents(database, RELAY_BATCH * 3, now);
  const counts = await Promise.all(
    Array.from({ length: 8 }, () => relayOutbox(database, routes, now)),
  );
  let handed = counts.reduce((sum, count) => sum + count, 0);
  for (let more = 1; more > 0; handed += more) {
    more = await relayOutbox(database, routes, now);
  }
  expect(handed).toBe(RELAY_BATCH * 3);
  expect(await jobsOf()).toHaveLength(RELAY_BATCH * 3 * 2);
});

test("a relay that breaks off has handed on nothing", async () => {
  await givenEvents(database, 3, now);
  const broken = { types: ["test.happened"], handlers: [] };
  await expect(relayOutbox(database, broken, now)).rejects.toThrow();
  expect(await jobsOf()).toHaveLength(0);
  expect(await relayOutbox(database, routes, now)).toBe(3);
});

test("live screens are told of every event, in notifications that fit", async () => {
  const told: Notice[] = [];
  const lasts: boolean[] = [];
  const listener = await database.sql.listen(LIVE_CHANNEL, (payload) => {
    expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
    const { isLast, notices }: Notification = JSON.parse(payload);
    told.push(...notices);
    lasts.push(isLast);
  });
  const ids = await givenEvents(database, 120, now);
  await relayOutbox(database, routes, now);
  await eventually(async () => told.length >= 120);
  expect(told.map((notice) => notice.subjectId)).toEqual(ids);
  expect(lasts.length).toBeGreaterThan(1);
  expect(lasts.indexOf(true)).toBe(lasts.length - 1);
  expect(told[0]).toMatchObject({ type: "test.happened", subjectKind: "test", companyId: null });
  await listener.unlisten();
});
