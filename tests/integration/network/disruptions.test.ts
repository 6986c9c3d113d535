import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { repromiseOrder } from "@/server/oms/allocation/commands/repromise-order";
import { previewDisruption } from "@/server/oms/allocation/queries-disruption";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { setCapacity } from "@/server/oms/network/commands/set-capacity";
import { setDisruption } from "@/server/oms/network/commands/set-disruption";
import { switchNode } from "@/server/oms/network/commands/switch-node";
import { withdrawDisruption } from "@/server/oms/network/commands/withdraw-disruption";
import { listDisruptions } from "@/server/oms/network/queries-disruptions";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";

/** What keeps shipments, and what becomes of what was promised. It is Tuesday 10 November, 7:00. */

let database: TestDatabase;
let floor: Floor;
let node: GivenNode;
let sku: GivenSku;
let open: string[] = [];
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const disruptionId of open) {
    await withdrawDisruption(floor.ctx, key(), { disruptionId, reason: "Over" }).catch(() => {});
  }
  open = [];
  const [calendar] = await database.sql<{ id: string }[]>`select id from calendar`;
  node = await givenNode(database, calendar?.id ?? "", { name: "Fresno" });
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 50 });
});

type Facts = Parameters<typeof setDisruption>[2];

const facts = (over: Partial<Facts> = {}): Facts => ({
  disruptionId: null,
  scope: "node",
  country: null,
  region: null,
  postalPrefix: null,
  nodeId: node.id,
  serviceCode: null,
  carrier: null,
  from: "2026-11-10",
  until: "2026-11-11",
  delayDays: null,
  reason: "Storm",
  ...over,
});

async function disrupt(over: Partial<Facts> = {}) {
  const { disruptionId } = await setDisruption(floor.ctx, key(), facts(over));
  open.push(disruptionId);
  return disruptionId;
}

const order = (quantity = 1) => givenOrder(floor, [{ sku: sku.code, quantity }]);

async function datesOf(orderId: string) {
  const rows = await database.sql<{ ship: string; delivery: string; nodeId: string }[]>`
    select ship_date::text as ship, delivery_date::text as delivery, node_id as "nodeId"
    from allocation where order_id = ${orderId} and state in ('allocated', 'promised', 'released')`;
  const [head] = await database.sql<{ promise: string; original: string }[]>`
    select current_promise::text as promise, original_promise::text as original
    from sales_order where id = ${orderId}`;
  return { ...rows[0], ...head };
}

const changesOf = (orderId: string) => database.sql<
  { payload: { before: string; after: string } }[]
>`
  select payload from event
  where order_id = ${orderId} and type = 'sales_order.promise_changed' order by id`;

const repromise = (orderId: string, ctx = floor.ctx) =>
  repromiseOrder(ctx, key(), { orderId, why: "Storm" });

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
};

describe("a node that is stopped for some days", () => {
  test("is left for one that is not, and ships afterwards what nobody else has", async () => {
    await disrupt();
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 2 });
    const elsewhere = await datesOf((await order(2)).orderId);
    expect(elsewhere).toMatchObject({ ship: "2026-11-10", nodeId: floor.columbus.id });
    const here = await order(3);
    expect(here.lines.map((line) => [line.allocated, line.backordered])).toEqual([[3, 0]]);
    expect(await datesOf(here.orderId)).toMatchObject({ ship: "2026-11-12", nodeId: node.id });
    await expectSound();
  });

  test("moves what was promised there, says so once, and gives it back when it is withdrawn", async () => {
    await setCapacity(floor.ctx, key(), {
      nodeId: node.id,
      orders: 9,
      lines: null,
      units: 90,
      processingDays: 0,
      processingMode: "configured",
      measuredOverDays: 28,
      reason: "Measured",
    });
    const { orderId } = await order(2);
    const before = await datesOf(orderId);
    const { disruptionId: _, ...draft } = facts();
    const { reason: __, ...asked } = draft;
    expect(await previewDisruption(floor.ctx, { ...asked, disruptionId: null })).toEqual({
      orders: 1,
      promises: 1,
      mostDays: 4,
      nodes: [],
    });
    const disruptionId = await disrupt();
    const once = key();
    const input = { orderId, why: "Storm" };
    const twice = [repromiseOrder(floor.ctx, once, input), repromiseOrder(floor.ctx, once, input)];
    expect(await Promise.all(twice)).toEqual([{ isMoved: true }, { isMoved: true }]);
    expect(await repromise(orderId)).toEqual({ isMoved: false });
    const moved = await datesOf(orderId);
    expect(moved).toMatchObject({ ship: "2026-11-12", original: before.original });
    expect(moved.promise).toBe(moved.delivery);
    await expectSound();
    await withdrawDisruption(floor.ctx, key(), { disruptionId, reason: "It turned north" });
    expect(await repromise(orderId)).toEqual({ isMoved: true });
    expect(await datesOf(orderId)).toEqual(before);
    expect(
      (await changesOf(orderId)).map(({ payload }) => [payload.before, payload.after]),
    ).toEqual([
      [before.promise, moved.promise],
      [moved.promise, before.promise],
    ]);
    await expectSound();
  });

  test("takes back what was promised later because of it from the start", async () => {
    const disruptionId = await disrupt();
    const { orderId } = await order(1);
    expect((await datesOf(orderId)).ship).toBe("2026-11-12");
    await withdrawDisruption(floor.ctx, key(), { disruptionId, reason: "Nothing came" });
    expect(await repromise(orderId)).toEqual({ isMoved: true });
    expect((await datesOf(orderId)).ship).toBe("2026-11-10");
  });

  test("gives work that it has in hand the new day, and no promise is at risk for it", async () => {
    const { orderId } = await order(1);
    await releaseDue(floor.ctx, key(), {});
    await disrupt({ until: "2026-11-13" });
    await repromise(orderId);
    const [work] = await database.sql`
      select ship_by::text as day, state from fulfillment_order where order_id = ${orderId}`;
    expect(work).toEqual({ day: "2026-11-16", state: "open" });
    const friday = ctxOf(database, undefined, new Date("2026-11-13T18:00:00Z"));
    await sweepPromises(friday, key(), {});
    const [head] = await database.sql`
      select promise_state from sales_order where id = ${orderId}`;
    expect(head?.promise_state).toBe("firm");
    await expectSound();
  });
});

test("a line of which a part waits without supply gets its promise back too", async () => {
  const scarce = await givenSku(database, { leadTimeDays: 1 });
  await givenStock(database, { skuId: scarce.id, nodeId: node.id, onHand: 4 });
  const { orderId } = await givenOrder(floor, [{ sku: scarce.code, quantity: 6 }]);
  const before = await datesOf(orderId);
  const disruptionId = await disrupt({ until: "2026-11-20" });
  await repromise(orderId);
  expect((await datesOf(orderId)).ship).toBe("2026-11-23");
  await withdrawDisruption(floor.ctx, key(), { disruptionId, reason: "Over" });
  await repromise(orderId);
  expect(await datesOf(orderId)).toEqual(before);
  await expectSound();
});

test("the worker moves every order that is concerned, and each customer hears of it once", async () => {
  const [first, second] = [await order(1), await order(1)];
  const other = await givenSku(database);
  await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 5 });
  const untouched = await givenOrder(floor, [{ sku: other.code, quantity: 1 }]);
  await disrupt({ delayDays: 3, until: "2026-11-10" });
  await tell(database);
  await tell(database);
  for (const { orderId } of [first, second]) {
    expect((await datesOf(orderId)).ship).toBe("2026-11-13");
    expect(await changesOf(orderId)).toHaveLength(1);
    const mails = await mailsOf(database, orderId);
    expect(mails.filter(({ template }) => template === "promise-changed")).toHaveLength(1);
  }
  expect(await changesOf(untouched.orderId)).toEqual([]);
});

test("a service that is slow and an area that is shut move the delivery, not the ship day", async () => {
  const { orderId } = await order(1);
  const before = await datesOf(orderId);
  await disrupt({ scope: "service", nodeId: null, serviceCode: "ground", delayDays: 2 });
  await repromise(orderId);
  const slow = await datesOf(orderId);
  expect(slow.ship).toBe(before.ship);
  expect(slow.delivery).not.toBe(before.delivery);
  await disrupt({
    scope: "area",
    nodeId: null,
    country: "US",
    from: slow.delivery ?? "",
    until: slow.delivery ?? "",
  });
  await repromise(orderId);
  const shut = await datesOf(orderId);
  expect(shut.ship).toBe(before.ship);
  expect((shut.delivery ?? "") > (slow.delivery ?? "")).toBe(true);
  const now = await datesOf((await order(1)).orderId);
  expect([now.ship, now.delivery]).toEqual([shut.ship, shut.delivery]);
});

test("a node that is off for a while moves what it holds to the day on which it is on again", async () => {
  const { orderId } = await order(1);
  await switchNode(floor.ctx, key(), {
    nodeId: node.id,
    serviceCode: null,
    turn: "off",
    until: new Date("2026-11-12T17:00:00Z"),
    reason: "Stock count",
  });
  await repromise(orderId);
  expect((await datesOf(orderId)).ship).toBe("2026-11-12");
  await switchNode(floor.ctx, key(), {
    nodeId: node.id,
    serviceCode: null,
    turn: "on",
    until: null,
    reason: "Done early",
  });
  await repromise(orderId);
  expect((await datesOf(orderId)).ship).toBe("2026-11-10");
});

test("it is refused with each fault at its field, without the right, and after it was withdrawn", async () => {
  const refuse = (over: Partial<Facts>) => setDisruption(floor.ctx, key(), facts(over));
  await expect(refuse({ nodeId: null })).rejects.toMatchObject({
    details: { faults: [{ field: "nodeId" }] },
  });
  await expect(refuse({ until: "2026-11-09" })).rejects.toMatchObject({
    details: { faults: [{ field: "until" }] },
  });
  await expect(refuse({ scope: "service", carrier: "Nobody" })).rejects.toMatchObject({
    details: { faults: [{ field: "carrier" }] },
  });
  await expect(refuse({ scope: "area" })).rejects.toMatchObject({
    details: { faults: [{ field: "country" }] },
  });
  const person = ctxOf(database, actorWith([]));
  await expect(setDisruption(person, key(), facts())).rejects.toMatchObject({ code: "FORBIDDEN" });
  const { orderId } = await order(1);
  await expect(repromise(orderId, person)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const disruptionId = await disrupt();
  const changed = await setDisruption(
    floor.ctx,
    key(),
    facts({ disruptionId, until: "2026-11-12" }),
  );
  expect(changed).toEqual({ disruptionId });
  const end = { disruptionId, reason: "Over" };
  const withoutRight = withdrawDisruption(person, key(), end);
  await expect(withoutRight).rejects.toMatchObject({ code: "FORBIDDEN" });
  await withdrawDisruption(floor.ctx, key(), end);
  await expect(withdrawDisruption(floor.ctx, key(), end)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(refuse({ disruptionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const listed = await listDisruptions(floor.ctx, {});
  expect(listed.find(({ id }) => id === disruptionId)).toMatchObject({
    node: "Fresno",
    until: "2026-11-12",
  });
});

describe("an area that nodes stand in", () => {
  const area = (reach: Facts["reach"], over: Partial<Facts> = {}) => ({
    scope: "area" as const,
    nodeId: null,
    country: "US",
    region: "NV",
    reach,
    ...over,
  });
  const preview = ({ reason: _, ...draft }: Facts) => previewDisruption(floor.ctx, draft);

  test("keeps what they ship where it says so, shown before and told as any other", async () => {
    const placed = await order(2);
    const before = await datesOf(placed.orderId);
    // The customer is in California: what goes to Nevada is none of theirs.
    expect(await preview(facts(area("destinations")))).toMatchObject({ promises: 0, nodes: [] });
    expect(await preview(facts(area("origins")))).toMatchObject({
      promises: expect.any(Number),
      nodes: expect.arrayContaining(["Fresno", "Reno"]),
    });
    const disruptionId = await disrupt(area("origins"));
    expect(await repromise(placed.orderId)).toEqual({ isMoved: true });
    const moved = await datesOf(placed.orderId);
    expect(moved).toMatchObject({ ship: "2026-11-12", original: before.original });
    await tell(database);
    const told = (await mailsOf(database, placed.orderId)).map(({ template }) => template);
    expect(told.filter((template) => template === "promise-changed")).toHaveLength(1);
    const listed = await listDisruptions(floor.ctx, {});
    expect(listed.find(({ id }) => id === disruptionId)).toMatchObject({ reach: "origins" });
    await withdrawDisruption(floor.ctx, key(), { disruptionId, reason: "It turned north" });
    await repromise(placed.orderId);
    expect(await datesOf(placed.orderId)).toMatchObject({
      ship: before.ship,
      delivery: before.delivery,
    });
    await expectSound();
  });

  test("moves no promise that a line without stock keeps later anyway", async () => {
    const none = await givenSku(database);
    await givenOrder(floor, [
      { sku: sku.code, quantity: 1 },
      { sku: none.code, quantity: 1 },
    ]);
    const shown = await preview(facts({ until: "2026-11-10" }));
    expect(shown).toMatchObject({ orders: 1, promises: 0, mostDays: 0 });
  });

  test("keeps both ends, and the next order is planned around it", async () => {
    await disrupt(area("both", { region: null, postalPrefix: "8" }));
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 1 });
    // All nodes of these tests have a postal code in Nevada.
    expect(await datesOf((await order(1)).orderId)).toMatchObject({ ship: "2026-11-12" });
  });
});
