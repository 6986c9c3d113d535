import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connection, inTransaction } from "@/db/client";
import { assignException } from "@/server/oms/exceptions/commands/assign-exception";
import { commentOnException } from "@/server/oms/exceptions/commands/comment-on-exception";
import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { savePolicy } from "@/server/oms/exceptions/commands/save-policy";
import { setTimer } from "@/server/oms/exceptions/commands/set-timer";
import { snoozeException } from "@/server/oms/exceptions/commands/snooze-exception";
import { listExceptions } from "@/server/oms/exceptions/queries";
import { findException } from "@/server/oms/exceptions/queries-exception";
import { listOwners, listPolicies } from "@/server/oms/exceptions/queries-policy";
import { closeException, type NewException, openException } from "@/server/oms/exceptions/store";
import { systemActor } from "@/server/shell/actor";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, givenStock, TUESDAY, unique } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let order: { orderId: string; number: string };
let sku: { id: string; code: string };
const olga = { id: randomUUID(), name: "Olga Desk" };
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  sku = await givenSku(database, { listPriceE4: 125_000 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 50 });
  order = await givenOrder(floor, [{ sku: sku.code, quantity: 8 }]);
  await database.sql`insert into app_user (id, email, name, password_hash)
    values (${olga.id}, ${`${olga.id}@example.test`}, ${olga.name}, 'none')`;
  await database.sql`insert into user_role (user_id, role) values (${olga.id}, 'ops')`;
});
afterAll(() => database.drop());

const at = (minutes: number) => new Date(TUESDAY.getTime() + minutes * 60_000);
const ctxAt = (minutes: number, actor = systemActor("test")) => ctxOf(database, actor, at(minutes));
const rights = [
  "exceptions.assign_exception",
  "exceptions.snooze_exception",
  "exceptions.list_exceptions",
] as const;
const asOlga = actorWith(rights, olga);

async function given(over: Partial<NewException> = {}, minutes = 0): Promise<string> {
  const [id] = await inTransaction(database as Connection, ({ sql }) =>
    openException(
      { sql, actor: systemActor("test"), now: at(minutes), emit: () => {} },
      {
        type: "node_rejected",
        causeKey: unique("cause"),
        severity: "high",
        sentence: "Reno did not supply 8 units",
        detail: {},
        orderId: order.orderId,
        ...over,
      },
    ),
  );
  return id ?? "";
}

const rowOf = async (id: string) => {
  const [row] = await database.sql`
    select state, owner_id as owner, team, due_at as due, snoozed_until as snoozed,
      acknowledged_at as acknowledged from exception where id = ${id}`;
  return row;
};
const eventsOf = async (id: string) =>
  (await database.sql`select type from event where subject_id = ${id} order by id`).map(
    ({ type }) => type,
  );

describe("an owner", () => {
  test("takes it, gives it on and gives it back", async () => {
    const id = await given();
    await assignException(ctxAt(5, asOlga), key(), { exceptionId: id });
    expect(await rowOf(id)).toMatchObject({
      state: "acknowledged",
      owner: olga.id,
      acknowledged: at(5),
    });
    await assignException(ctxAt(6), key(), { exceptionId: id, ownerId: null });
    expect(await rowOf(id)).toMatchObject({ state: "acknowledged", owner: null });
    const { owner } = await assignException(ctxAt(7), key(), { exceptionId: id, ownerId: olga.id });
    expect(owner).toBe(olga.name);
    expect(await eventsOf(id)).toEqual(Array(3).fill("exception.assigned"));
    const mine = await listExceptions(ctxAt(8, asOlga), { view: "mine", limit: 200 });
    expect(mine.rows.map((row) => row.id)).toContain(id);
    expect((await listOwners(ctxAt(8), {})).map(({ id: known }) => known)).toContain(olga.id);
  });

  test("is of staff; else nothing is written", async () => {
    const id = await given();
    await expect(
      assignException(ctxAt(1), key(), { exceptionId: id, ownerId: randomUUID() }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { faults: [{ field: "ownerId" }] } });
    expect(await rowOf(id)).toMatchObject({ state: "open", owner: null });
    expect(await eventsOf(id)).toEqual([]);
  });

  test("the same key twice assigns once; two at once leave one owner; a right is needed", async () => {
    const id = await given();
    const once = key();
    const first = await assignException(ctxAt(1, asOlga), once, { exceptionId: id });
    expect(await assignException(ctxAt(1, asOlga), once, { exceptionId: id })).toEqual(first);
    await Promise.all([
      assignException(ctxAt(2, asOlga), key(), { exceptionId: id }),
      assignException(ctxAt(2), key(), { exceptionId: id, ownerId: null }),
    ]);
    expect(await eventsOf(id)).toHaveLength(3);
    await expect(
      assignException(ctxAt(3, actorWith([])), key(), { exceptionId: id }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("of what is closed there is none", async () => {
    const id = await given();
    await resolveException(ctxAt(1), key(), { exceptionId: id, how: "resolve", note: "Done" });
    await expect(assignException(ctxAt(2), key(), { exceptionId: id })).rejects.toMatchObject({
      code: "STALE",
    });
  });
});

describe("what is put off", () => {
  test("leaves the queue and comes back by itself", async () => {
    const id = await given({ sentence: unique("Sleeps") });
    const listed = async (view: "open" | "snoozed", minutes: number) =>
      (await listExceptions(ctxAt(minutes), { view, limit: 200 })).rows.some(
        (row) => row.id === id,
      );
    const until = at(60).toISOString();
    await snoozeException(ctxAt(0), key(), { exceptionId: id, until, note: "Carrier calls back" });
    expect([await listed("open", 59), await listed("snoozed", 59)]).toEqual([false, true]);
    expect([await listed("open", 60), await listed("snoozed", 60)]).toEqual([true, false]);
    await snoozeException(ctxAt(1), key(), { exceptionId: id, until: null });
    expect(await listed("open", 2)).toBe(true);
    expect(await eventsOf(id)).toEqual(["exception.snoozed", "exception.woken"]);
  });

  test("is put off to come, once per key, by right, and never when it is closed", async () => {
    const id = await given();
    const snooze = (minutes: number, actor = systemActor("test"), sent = key()) =>
      snoozeException(ctxAt(0, actor), sent, {
        exceptionId: id,
        until: at(minutes).toISOString(),
      });
    await expect(snooze(-1)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await rowOf(id)).toMatchObject({ snoozed: null });
    const once = key();
    await Promise.all([snooze(5, undefined, once), snooze(5, undefined, once)]);
    expect(await eventsOf(id)).toEqual(["exception.snoozed"]);
    await expect(snooze(5, actorWith([]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await resolveException(ctxAt(1), key(), { exceptionId: id, how: "dismiss", note: "A test" });
    await expect(snooze(9)).rejects.toMatchObject({ code: "STALE" });
  });

  test("closes itself all the while", async () => {
    const causeKey = unique("cause");
    const id = await given({ causeKey });
    await snoozeException(ctxAt(0), key(), { exceptionId: id, until: at(600).toISOString() });
    await inTransaction(database as Connection, ({ sql }) =>
      closeException(
        { sql, actor: systemActor("test"), now: at(5), emit: () => {} },
        { type: "node_rejected", causeKey },
        "It went away",
      ),
    );
    expect(await rowOf(id)).toMatchObject({ state: "auto_closed" });
  });
});

test("a comment stands in the timeline, also of what is closed", async () => {
  const id = await given();
  const comment = (text: string, actor = systemActor("test"), sent = key()) =>
    commentOnException(ctxAt(1, actor), sent, { exceptionId: id, text });
  const once = key();
  await Promise.all([
    comment("Called the node", undefined, once),
    comment("Called the node", undefined, once),
  ]);
  await resolveException(ctxAt(2), key(), { exceptionId: id, how: "start" });
  await resolveException(ctxAt(3), key(), { exceptionId: id, how: "resolve", note: "Done" });
  await comment("They found it");
  expect(await eventsOf(id)).toEqual([
    "exception.commented",
    "exception.started",
    "exception.resolved",
    "exception.commented",
  ]);
  await expect(comment(" ")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(comment("No", actorWith([]))).rejects.toMatchObject({ code: "FORBIDDEN" });
  const found = await findException(ctxAt(4), { exceptionId: id });
  expect(found.events[0]).toMatchObject({ payload: { text: "They found it" } });
  expect(found.evidence.map(({ kind }) => kind)).toEqual(["order", "decision"]);
  expect(found.exception).toMatchObject({ stakeMinor: 8 * 1_250, order: order.number });
  await expect(findException(ctxAt(4), { exceptionId: randomUUID() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

describe("the clock", () => {
  test("a policy says until when, whose work it is and who gets it; open ones follow", async () => {
    const before = await given({ type: "delivery_failed", severity: "high" });
    expect(await rowOf(before)).toMatchObject({ due: at(240), team: "Carriers", owner: null });
    const save = (
      over: { ownerId?: string | null } = {},
      sent = key(),
      actor = systemActor("test"),
    ) =>
      savePolicy(ctxAt(0, actor), sent, {
        type: "delivery_failed",
        slaMinutes: { low: 400, medium: 300, high: 30, critical: 5 },
        costMinor: 7_500,
        team: "Customer care",
        ownerId: olga.id,
        ...over,
      });
    await expect(save({ ownerId: randomUUID() })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(save({}, key(), actorWith([]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await rowOf(before)).toMatchObject({ due: at(240) });
    const once = key();
    expect(await Promise.all([save({}, once), save({}, once)])).toEqual([
      { type: "delivery_failed", open: 1 },
      { type: "delivery_failed", open: 1 },
    ]);
    expect(await rowOf(before)).toMatchObject({ due: at(30), team: "Customer care", owner: null });
    const after = await given({ type: "delivery_failed", severity: "critical" }, 10);
    expect(await rowOf(after)).toMatchObject({ due: at(15), owner: olga.id });
    const { policies } = await listPolicies(ctxAt(0), {});
    expect(policies.find(({ type }) => type === "delivery_failed")).toMatchObject({
      costMinor: 7_500,
    });
    const { counts, rows } = await listExceptions(ctxAt(31), {
      view: "breached",
      type: ["delivery_failed"],
      sort: "due",
    });
    expect(counts).toMatchObject({ breached: 2, open: 2, unowned: 1 });
    expect(rows.map(({ id }) => id)).toEqual([after, before]);
  });

  test("a timer is set once per key, by right, to a whole number of minutes", async () => {
    const set = (minutes: number, sent = key(), actor = systemActor("test")) =>
      setTimer(ctxAt(0, actor), sent, { name: "next_scan", minutes });
    const once = key();
    await Promise.all([set(90, once), set(90, once)]);
    await Promise.all([set(91), set(92)]);
    await expect(set(0)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(set(5, key(), actorWith([]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { timers } = await listPolicies(ctxAt(0), {});
    expect([91, 92]).toContain(timers.next_scan);
    const [{ n } = { n: 0 }] = await database.sql<{ n: number }[]>`
      select count(*)::int as n from event where type = 'exception_policy.timer_set'`;
    expect(n).toBe(3);
  });
});

test("alike ones stand together, counted, each once over the pages", async () => {
  const word = unique("Alike");
  const other = await givenSku(database);
  for (const skuId of [sku.id, other.id, sku.id, sku.id]) {
    await given({ sentence: word, skuId, nodeId: floor.reno.id, type: "oversold", orderId: null });
  }
  const first = await listExceptions(ctxAt(0), { q: word, sort: "sku", limit: 3 });
  const next = first.next ?? "";
  const second = await listExceptions(ctxAt(0), { q: word, sort: "sku", limit: 3, after: next });
  const codes = [...first.rows, ...second.rows].map((row) => row.sku);
  expect(codes).toEqual(codes.toSorted());
  expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(4);
  expect(first.groups[0]).toEqual({ value: sku.code, label: sku.code, count: 3 });
  const found = await listExceptions(ctxAt(0), {
    q: word,
    sku: [other.code],
    node: [floor.reno.code],
  });
  expect(found.total).toBe(1);
});
