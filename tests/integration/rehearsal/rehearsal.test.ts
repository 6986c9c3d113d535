/** Two versions of routing on stored orders: what comes out, and that what runs it may die. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { cancelRehearsal } from "@/server/oms/rehearsal/commands/cancel-rehearsal";
import { lookAtRehearsal } from "@/server/oms/rehearsal/commands/look-at-rehearsal";
import { settleRehearsal } from "@/server/oms/rehearsal/commands/settle-rehearsal";
import { startRehearsal } from "@/server/oms/rehearsal/commands/start-rehearsal";
import { LEASE_SECONDS, takeRehearsal } from "@/server/oms/rehearsal/commands/take-rehearsal";
import { runRehearsal } from "@/server/oms/rehearsal/handlers";
import {
  findRehearsal,
  hasRehearsalDue,
  listRehearsals,
  listVersions,
  watchRehearsal,
} from "@/server/oms/rehearsal/queries";
import { listChanges } from "@/server/oms/rehearsal/queries-changes";
import { tellOrdersDone } from "@/server/oms/rehearsal/store";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenCompany,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let skus: GivenSku[];
/** Each test's orders are of days of its own, so that no rehearsal meets another's. */
let day = 0;

beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  skus = [await givenSku(database), await givenSku(database, { grams: 4_000 })];
  for (const [index, sku] of skus.entries()) {
    const node = index === 0 ? floor.reno : floor.columbus;
    await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 100_000 });
    await givenStock(database, {
      skuId: sku.id,
      nodeId: (index === 0 ? floor.columbus : floor.reno).id,
      onHand: 3,
    });
  }
});
afterAll(() => database.drop());

const laterCtx = (seconds: number) =>
  ctxOf(database, undefined, new Date(TUESDAY.getTime() + seconds * 1_000));

/** A version of the profile that charges so much for each further shipment. */
async function givenVersion(version: number, splitPenaltyMinor: number): Promise<void> {
  const parameters = { splitPenaltyMinor, inboundConfidenceMinPercent: 50, stepsMax: 20_000 };
  await database.sql`
    insert into sourcing_profile (ref, version, status, parameters)
    values ('default', ${version}, 'draft', ${database.sql.typed(parameters, 3802)})
    on conflict do nothing`;
}

/** Orders of a day of their own, each of both SKUs: a split is what makes them cheap, or dear. */
async function givenDay(orders: number, units = 2): Promise<string> {
  day += 1;
  const now = new Date(TUESDAY.getTime() - day * 86_400_000);
  const at = { ...floor, ctx: ctxOf(database, undefined, now) };
  for (let i = 0; i < orders; i += 1) {
    const lines = skus.map((sku) => ({ sku: sku.code, quantity: units }));
    await givenOrder(at, lines, { requestedDate: now.toISOString().slice(0, 10) as LocalDate });
  }
  return now.toISOString().slice(0, 10);
}

const asked = (onDay: string, over: object = {}) => ({
  profile: { ref: "default", version: 2 },
  fromDay: onDay,
  toDay: onDay,
  ...over,
});

async function givenRehearsal(orders = 1): Promise<string> {
  await givenVersion(2, 0);
  const onDay = await givenDay(orders, 50);
  return (await startRehearsal(floor.ctx, newId(), asked(onDay))).rehearsalId;
}

const stateOf = async (rehearsalId: string) =>
  (await watchRehearsal(floor.ctx, { rehearsalId })).state;

const rowsOf = async (rehearsalId: string) =>
  (await database.sql`select from rehearsal_order where rehearsal_id = ${rehearsalId}`).length;

const eventsOf = async (rehearsalId: string) =>
  (
    await database.sql<{ type: string }[]>`
      select type from event where subject_id = ${rehearsalId} order by id`
  ).map(({ type }) => type);

describe("what comes out", () => {
  test("the version that routed comes to what was decided, order by order", async () => {
    const onDay = await givenDay(12);
    const { rehearsalId } = await startRehearsal(floor.ctx, newId(), {
      ...asked(onDay),
      profile: { ref: "default", version: 1 },
    });
    expect(await hasRehearsalDue(database, TUESDAY)).toBe(true);
    expect(await runRehearsal(floor.ctx, rehearsalId)).toBe(true);
    const found = await findRehearsal(floor.ctx, { rehearsalId });
    expect(found).toMatchObject({
      state: "done",
      ordersDone: 12,
      ordersTotal: 12,
      summary: { orders: 12, changed: 0, reproduced: { comparable: 12, equal: 12 } },
    });
    const { totals } = found.summary ?? {};
    expect(totals?.after).toEqual(totals?.before);
    const [real] = await database.sql<{ shipments: number; units: number }[]>`
      select count(distinct (a.order_id, a.node_id))::int as shipments,
        sum(a.quantity)::int as units
      from allocation a join sales_order o on o.id = a.order_id
      where o.placed_at::date = ${onDay}::date`;
    expect(totals?.before).toMatchObject({ shipments: real?.shipments, units: real?.units });
    expect(await rowsOf(rehearsalId)).toBe(0);
  });

  test("on today's stock what an order takes is not there for the next", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 100 });
    day += 1;
    const now = new Date(TUESDAY.getTime() - day * 86_400_000);
    const at = { ...floor, ctx: ctxOf(database, undefined, now) };
    for (let i = 0; i < 4; i += 1) {
      await givenOrder(at, [{ sku: sku.code, quantity: 20 }]);
    }
    const onDay = now.toISOString().slice(0, 10);
    const { rehearsalId } = await startRehearsal(
      floor.ctx,
      newId(),
      asked(onDay, { basis: "today", profile: { ref: "default" } }),
    );
    await runRehearsal(floor.ctx, rehearsalId);
    const { summary } = await findRehearsal(floor.ctx, { rehearsalId });
    expect(summary?.totals.before).toMatchObject({ orders: 4, units: 80, openUnits: 60 });
  });

  test("a version that shuns splits changes orders; they are listed with both routes, page by page", async () => {
    await givenVersion(4, 1_000_000);
    day += 1;
    const now = new Date(TUESDAY.getTime() - day * 86_400_000);
    const at = { ...floor, ctx: ctxOf(database, undefined, now) };
    for (let i = 0; i < 4; i += 1) {
      // Heavy goods from near and a light one from far: the penalty makes one node send both.
      const [near, far] = [await givenSku(database, { grams: 4_000 }), await givenSku(database)];
      for (const sku of [near, far]) {
        await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 50 });
      }
      await givenStock(database, { skuId: near.id, nodeId: floor.reno.id, onHand: 50 });
      await givenOrder(at, [
        { sku: near.code, quantity: 30 + i },
        { sku: far.code, quantity: 1 },
      ]);
    }
    const onDay = now.toISOString().slice(0, 10);
    const { rehearsalId } = await startRehearsal(floor.ctx, newId(), {
      ...asked(onDay),
      profile: { ref: "default", version: 4 },
    });
    await runRehearsal(floor.ctx, rehearsalId);
    const all = await listChanges(floor.ctx, { rehearsalId });
    const { summary } = await findRehearsal(floor.ctx, { rehearsalId });
    expect([all.rows.length, all.total, summary?.changed]).toEqual([4, 4, 4]);
    for (const { before, after, costDelta } of all.rows) {
      expect([before.shipments.length, after.shipments.length]).toEqual([2, 1]);
      expect(costDelta).toBe(
        after.freightMinor + after.handlingMinor - before.freightMinor - before.handlingMinor,
      );
    }
    expect([summary?.totals.before.ordersSplit, summary?.totals.after.ordersSplit]).toEqual([4, 0]);
    expect(summary?.byChannel.map(({ key, changed }) => [key, changed])).toEqual([["portal", 4]]);
    const lines = (side: "before" | "after") =>
      summary?.nodes.reduce((sum, node) => sum + node.load[side].lines, 0);
    expect([lines("before"), lines("after")]).toEqual([8, 8]);
    const deltas = all.rows.map(({ costDelta }) => costDelta);
    expect(deltas).toEqual(deltas.toSorted((a, b) => b - a));
    for (const sort of ["cost", "days", "number"] as const) {
      for (const isDescending of [true, false]) {
        const page = { rehearsalId, sort, isDescending, limit: 3 };
        const first = await listChanges(floor.ctx, page);
        const rest = await listChanges(floor.ctx, { ...page, after: first.next ?? "" });
        const seen = [...first.rows, ...rest.rows].map(({ number }) => number);
        expect(new Set(seen).size).toBe(4);
        expect(rest.next).toBeNull();
      }
    }
    expect(await listChanges(floor.ctx, { rehearsalId, onlyWithoutNode: true })).toMatchObject({
      rows: [],
      total: 0,
    });
  });
});

describe("asking for one", () => {
  test("the same is not run twice at once, by whomever it is asked", async () => {
    await givenVersion(2, 0);
    const onDay = await givenDay(1);
    const answers = await Promise.all(
      [1, 2, 3].map(() => startRehearsal(floor.ctx, newId(), asked(onDay))),
    );
    expect(new Set(answers.map(({ rehearsalId }) => rehearsalId)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    const [answer] = answers;
    await runRehearsal(floor.ctx, answer?.rehearsalId);
    expect(await startRehearsal(floor.ctx, newId(), asked(onDay))).toMatchObject({ isNew: true });
  });

  test("the same key answers the same", async () => {
    await givenVersion(2, 0);
    const onDay = await givenDay(1);
    const key = newId();
    const [first, second] = await Promise.all([
      startRehearsal(floor.ctx, key, asked(onDay)),
      startRehearsal(floor.ctx, key, asked(onDay)),
    ]);
    expect(second).toEqual(first);
  });

  test.each([
    ["no such version", { profile: { ref: "default", version: 99 } }, "NOT_FOUND"],
    ["no such profile", { profile: { ref: "nobody's" } }, "NOT_FOUND"],
    ["no orders", { fromDay: "2020-01-01", toDay: "2020-01-02" }, "INVALID_INPUT"],
    ["a period that ends before it begins", { toDay: "2020-01-02" }, "INVALID_INPUT"],
    ["another channel", { channels: ["edi"] }, "INVALID_INPUT"],
  ])("%s: refused, and nothing is written", async (_, over, code) => {
    await givenVersion(2, 0);
    const onDay = await givenDay(1);
    const before = await listRehearsals(floor.ctx, { limit: 200 });
    await expect(startRehearsal(floor.ctx, newId(), asked(onDay, over))).rejects.toMatchObject({
      code,
    });
    expect(await listRehearsals(floor.ctx, { limit: 200 })).toEqual(before);
  });

  test("without the right nothing is started, cancelled or noted", async () => {
    const rehearsalId = await givenRehearsal();
    const ops = ctxOf(database, actorWith(["rehearsal.find_rehearsal", "rehearsal.list_changes"]));
    expect(await findRehearsal(ops, { rehearsalId })).toMatchObject({ state: "queued" });
    const asks = [
      () => startRehearsal(ops, newId(), asked("2026-11-09")),
      () => cancelRehearsal(ops, newId(), { rehearsalId }),
      () => lookAtRehearsal(ops, newId(), { rehearsalId }),
    ];
    for (const ask of asks) {
      await expect(ask()).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const company = await givenCompany(database);
    const buyer = actorWith(["rehearsal.find_rehearsal"], { companyId: company.id });
    await expect(findRehearsal(ctxOf(database, buyer), { rehearsalId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await stateOf(rehearsalId)).toBe("queued");
    await cancelRehearsal(floor.ctx, newId(), { rehearsalId });
  });

  test("the versions that can be rehearsed are listed, the newest first", async () => {
    await givenVersion(2, 0);
    const versions = await listVersions(floor.ctx, {});
    expect(versions.at(-1)).toMatchObject({ ref: "default", version: 1, status: "active" });
  });
});

describe("running it", () => {
  test("of two workers one runs it", async () => {
    const rehearsalId = await givenRehearsal();
    const ran = await Promise.all([
      runRehearsal(floor.ctx, rehearsalId),
      runRehearsal(floor.ctx, rehearsalId),
    ]);
    expect(ran.toSorted()).toEqual([false, true]);
    expect(await stateOf(rehearsalId)).toBe("done");
    expect(await eventsOf(rehearsalId)).toEqual([
      "rehearsal.queued",
      "rehearsal.started",
      "rehearsal.finished",
    ]);
  });

  test("when its worker dies another takes it, and the first writes nothing more", async () => {
    const rehearsalId = await givenRehearsal();
    const runner = "a worker that dies";
    await takeRehearsal(floor.ctx, newId(), { runner, rehearsalId });
    expect(await runRehearsal(laterCtx(LEASE_SECONDS - 1), rehearsalId)).toBe(false);
    const leaseUntil = new Date(TUESDAY.getTime() + (LEASE_SECONDS + 10) * 1_000);
    expect(await tellOrdersDone(database.sql, { rehearsalId, runner, leaseUntil }, 1)).toBe(true);
    expect(await runRehearsal(laterCtx(LEASE_SECONDS + 1), rehearsalId)).toBe(false);
    const second = takeRehearsal(laterCtx(LEASE_SECONDS + 11), newId(), {
      runner: "another",
      rehearsalId,
    });
    expect(await second).toEqual({ rehearsalId });
    expect(await tellOrdersDone(database.sql, { rehearsalId, runner, leaseUntil }, 1)).toBe(false);
    const late = await settleRehearsal(floor.ctx, newId(), {
      rehearsalId,
      runner,
      ordersDone: 0,
      outcome: { state: "failed", reason: "too late" },
    });
    expect(late).toEqual({ isWritten: false });
    expect(await runRehearsal(laterCtx(3 * LEASE_SECONDS), rehearsalId)).toBe(true);
    expect(await findRehearsal(floor.ctx, { rehearsalId })).toMatchObject({
      state: "done",
      attempts: 3,
      ordersDone: 1,
    });
  });

  test("one whose runs break off each time is given up, with the reason", async () => {
    const rehearsalId = await givenRehearsal();
    for (let run = 0; run < 4; run += 1) {
      await takeRehearsal(laterCtx(run * 2 * LEASE_SECONDS), newId(), {
        runner: `run ${run}`,
        rehearsalId,
      });
    }
    expect(await findRehearsal(floor.ctx, { rehearsalId })).toMatchObject({
      state: "failed",
      attempts: 3,
      reason: "Each run of it broke off",
    });
  });

  test("what goes wrong is told, and the next one runs", async () => {
    const broken = await givenRehearsal();
    await database.sql`
      insert into sourcing_decision (id, order_id, trigger, decided_at, profile_ref, profile_version,
        sentence, is_exact, detail)
      select ${newId()}, o.id, 'placed', o.placed_at - interval '1 second', 'default', 1, '', true, '{}'
      from sales_order o join rehearsal r on r.id = ${broken}
      where o.placed_at::date = r.from_day limit 1`;
    const next = await givenRehearsal();
    await runRehearsal(floor.ctx, broken);
    await runRehearsal(floor.ctx, next);
    const { state, reason } = await findRehearsal(floor.ctx, { rehearsalId: broken });
    expect({ state, isTold: (reason ?? "").length > 0 }).toEqual({ state: "failed", isTold: true });
    expect(await stateOf(next)).toBe("done");
  });

  test("cancelled while it runs, it leaves no result", async () => {
    const rehearsalId = await givenRehearsal();
    const runner = "a worker";
    await takeRehearsal(floor.ctx, newId(), { runner, rehearsalId });
    const key = newId();
    const [first, twin] = await Promise.all([
      cancelRehearsal(floor.ctx, key, { rehearsalId }),
      cancelRehearsal(floor.ctx, key, { rehearsalId }),
    ]);
    expect(twin).toEqual(first);
    const leaseUntil = new Date(TUESDAY.getTime() + 60_000);
    expect(await tellOrdersDone(database.sql, { rehearsalId, runner, leaseUntil }, 1)).toBe(false);
    expect(await stateOf(rehearsalId)).toBe("cancelled");
    expect(await runRehearsal(laterCtx(600), rehearsalId)).toBe(false);
    await expect(cancelRehearsal(floor.ctx, newId(), { rehearsalId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("cancelled and finished at one moment, it is one of the two and whole", async () => {
    const rehearsalId = await givenRehearsal(3);
    await Promise.all([
      runRehearsal(floor.ctx, rehearsalId),
      cancelRehearsal(floor.ctx, newId(), { rehearsalId }).catch(() => {}),
    ]);
    const { state, summary } = await findRehearsal(floor.ctx, { rehearsalId });
    expect(["done", "cancelled"]).toContain(state);
    expect(summary === null).toBe(state === "cancelled");
  });
});

describe("having looked at it", () => {
  test("is noted once, with who it was", async () => {
    const rehearsalId = await givenRehearsal();
    await expect(lookAtRehearsal(floor.ctx, newId(), { rehearsalId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await runRehearsal(floor.ctx, rehearsalId);
    const looks = await Promise.all(
      [1, 2].map(() => lookAtRehearsal(floor.ctx, newId(), { rehearsalId })),
    );
    expect(looks.filter(({ isFirst }) => isFirst)).toHaveLength(1);
    expect(await findRehearsal(floor.ctx, { rehearsalId })).toMatchObject({
      lookedAt: TUESDAY,
      lookedBy: "test",
    });
    expect((await eventsOf(rehearsalId)).filter((type) => type.endsWith("looked_at"))).toHaveLength(
      1,
    );
    const { rows } = await listRehearsals(floor.ctx, { ref: "default", limit: 1 });
    expect(rows).toHaveLength(1);
  });
});

describe("what publishing asks for", () => {
  const lifeOf = async (version: number) => {
    const [row] = await database.sql<
      { status: string; rehearsalId: string | null; isLooked: boolean }[]
    >`select status, rehearsal_id as "rehearsalId", looked_at is not null as "isLooked"
      from sourcing_profile where ref = 'default' and version = ${version}`;
    return row;
  };

  test("a draft is rehearsed by a finished comparison with what routes now, and looked at by opening it", async () => {
    await givenVersion(20, 7);
    const onDay = await givenDay(1);
    const profile = { ref: "default", version: 20 };
    const start = (over: object = {}) =>
      startRehearsal(floor.ctx, newId(), { ...asked(onDay), profile, ...over });
    const other = await start({ against: { ref: "default", version: 20 } });
    await runRehearsal(floor.ctx, other.rehearsalId);
    expect(await lifeOf(20)).toMatchObject({ status: "draft", rehearsalId: null });
    const { rehearsalId } = await start();
    await runRehearsal(floor.ctx, rehearsalId);
    expect(await lifeOf(20)).toEqual({ status: "simulated", rehearsalId, isLooked: false });
    await lookAtRehearsal(floor.ctx, newId(), { rehearsalId });
    expect(await lifeOf(20)).toEqual({ status: "simulated", rehearsalId, isLooked: true });
  });

  test("a draft that was saved again is not rehearsed by what ran on its earlier words", async () => {
    await givenVersion(21, 7);
    const onDay = await givenDay(1);
    const { rehearsalId } = await startRehearsal(floor.ctx, newId(), {
      ...asked(onDay),
      profile: { ref: "default", version: 21 },
    });
    await database.sql`update sourcing_profile set revision = revision + 1
      where ref = 'default' and version = 21`;
    await runRehearsal(floor.ctx, rehearsalId);
    expect(await findRehearsal(floor.ctx, { rehearsalId })).toMatchObject({
      state: "failed",
      reason: "Version 21 was changed since: rehearse it anew",
    });
    expect(await lifeOf(21)).toMatchObject({ status: "draft", rehearsalId: null });
  });
});

test("orders come in while one runs", async () => {
  const rehearsalId = await givenRehearsal(3);
  const third = await givenNode(
    database,
    (
      await database.sql<{ id: string }[]>`
    select id from calendar limit 1`
    )[0]?.id ?? "",
  );
  await givenStock(database, { skuId: skus[0]?.id ?? "", nodeId: third.id, onHand: 5 });
  const [ran, order] = await Promise.all([
    runRehearsal(floor.ctx, rehearsalId),
    givenOrder(floor, [{ sku: skus[0]?.code ?? "", quantity: 1 }]),
  ]);
  expect(ran).toBe(true);
  expect(order.lines[0]?.allocated).toBe(1);
});
