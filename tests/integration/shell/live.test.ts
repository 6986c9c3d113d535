import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { closeLive, type LiveBatch, LiveShutdown, watchLive } from "@/server/shell/live";
import { relayOutbox } from "@/server/shell/outbox";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, givenCompany, givenSku, givenStock } from "../../support/factories";
import { type Floor, givenFloor, givenOrder } from "../../support/floor";
import { eventually, givenEvents } from "./working";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
afterEach(() => closeLive());

const relay = () => relayOutbox(database, { types: [], handlers: [] }, new Date());

/** Collects what an actor is told, from a connection of its own as a web process has it. */
function listen(actor: Actor, isResumed = false, sinceMs: number | null = null) {
  const connection = connect(database.url, { max: 2 });
  const gone = new AbortController();
  const batches: LiveBatch[] = [];
  const ended = (async () => {
    const asked = { isResumed, sinceMs, signal: gone.signal };
    for await (const batch of watchLive(connection, actor, asked)) {
      batches.push(batch);
    }
  })();
  ended.catch(() => {});
  const leave = async () => {
    gone.abort();
    await ended.catch(() => {});
    closeLive();
    await connection.end();
  };
  const left = async () => {
    gone.abort();
    await ended.catch(() => {});
    await connection.end();
  };
  return { batches, ended, leave, left };
}

async function place(over: Partial<Floor> = {}) {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  return givenOrder({ ...floor, ...over }, [{ sku: sku.code, quantity: 1 }]);
}

test("staff hear of an order, in few batches, without what happened", async () => {
  const staff = listen(actorWith([]));
  await eventually(async () => staff.batches.length === 1);
  expect(staff.batches[0]).toMatchObject({ isGap: false, events: [] });
  const order = await place();
  await relay();
  await eventually(async () => staff.batches.length > 1);
  const [event] = staff.batches[1]?.events ?? [];
  expect(event).toEqual({
    type: "sales_order.placed",
    subjectKind: "sales_order",
    subjectId: order.orderId,
    orderId: order.orderId,
  });
  await staff.leave();
});

test("a buyer hears of their own company's orders only", async () => {
  const other = await givenCompany(database);
  const buyer = listen(actorWith([], { companyId: floor.company.id }));
  await eventually(async () => buyer.batches.length === 1);
  await place({ company: other });
  const own = await place();
  await relay();
  await eventually(async () => buyer.batches.length > 1);
  const heard = buyer.batches.flatMap((batch) => batch.events.map((event) => event.orderId));
  expect(new Set(heard)).toEqual(new Set([own.orderId]));
  await buyer.leave();
});

test("whoever comes back is told that something may be missing", async () => {
  const back = listen(actorWith([]), true);
  await eventually(async () => back.batches.length === 1);
  expect(back.batches[0]?.isGap).toBe(true);
  await back.leave();
});

test("a cut connection to the database is a gap, and the stream goes on", async () => {
  const staff = listen(actorWith([]));
  await eventually(async () => staff.batches.length === 1);
  await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`;
  await eventually(async () => staff.batches.some((batch) => batch.isGap));
  const before = staff.batches.length;
  await place();
  await relay();
  await eventually(async () => staff.batches.length > before);
  await staff.leave();
});

test("a flood is said as a gap and not as a flood", async () => {
  const staff = listen(actorWith([]));
  await eventually(async () => staff.batches.length === 1);
  await givenEvents(database, 300, new Date());
  await relay();
  await eventually(async () => staff.batches.length > 1);
  expect(staff.batches.slice(1)).toMatchObject([{ isGap: true, events: [] }]);
  await staff.leave();
});

test("a server that goes down says so, which brings the client back", async () => {
  const staff = listen(actorWith([]));
  await eventually(async () => staff.batches.length === 1);
  closeLive();
  await expect(staff.ended).rejects.toBeInstanceOf(LiveShutdown);
  await staff.leave();
});

test("what happened between a page and its stream is told first, and what nobody knows is a gap", async () => {
  const listening = Date.now();
  const early = listen(actorWith([]), false, listening);
  await eventually(async () => early.batches.length === 1);
  expect(early.batches[0]?.isGap).toBe(true);

  const rendered = Date.now();
  const order = await place();
  await relay();
  await eventually(async () => early.batches.length > 1);
  const told = early.batches.slice(1).flatMap((batch) => batch.events);
  expect(told.map((event) => event.orderId)).toContain(order.orderId);

  // The same process still listens: a page that was asked for before the order hears of it.
  const late = listen(actorWith([]), false, rendered);
  await eventually(async () => late.batches.length === 1);
  expect(late.batches[0]).toMatchObject({ isGap: false });
  expect(late.batches[0]?.events).toEqual(told);

  const after = listen(actorWith([]), false, Date.now() + 1);
  await eventually(async () => after.batches.length === 1);
  expect(after.batches[0]).toMatchObject({ isGap: false, events: [] });

  const stranger = listen(
    actorWith([], { companyId: (await givenCompany(database)).id }),
    false,
    rendered,
  );
  await eventually(async () => stranger.batches.length === 1);
  expect(stranger.batches[0]?.events.filter((event) => event.orderId !== null)).toEqual([]);
  await Promise.all([late.left(), after.left(), stranger.left()]);
  await early.leave();
});

test("the first change is told at once, and a second one a moment later", async () => {
  const staff = listen(actorWith([]));
  await eventually(async () => staff.batches.length === 1);
  for (const batches of [2, 3]) {
    await place();
    await relay();
    const relayedAt = Date.now();
    await eventually(async () => staff.batches.length >= batches);
    expect((staff.batches[batches - 1]?.atMs ?? 0) - relayedAt).toBeLessThan(1_000);
  }
  await staff.leave();
});
