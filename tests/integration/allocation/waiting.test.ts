import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serveWaiting } from "@/server/oms/allocation/commands/serve-waiting";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { changeStatus } from "@/server/oms/inventory/commands/change-status";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenInbound,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import { bucketsOf, eventsOf, type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { tell } from "../notifications/telling";

/** Stock that turns up outside of a receipt goes to whoever waits for it. */

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let at: { skuId: string; nodeId: string; reason: string };
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 0 });
  at = { skuId: sku.id, nodeId: floor.reno.id, reason: "Found behind the rack" };
});

const order = (quantity: number, over = {}) =>
  givenOrder(floor, [{ sku: sku.code, quantity }], over);

/** The same a minute later: numbers do not follow the clock when two connections draw them. */
const orderLater = (quantity: number) =>
  givenOrder({ ...floor, ctx: ctxOf(database, undefined, new Date(TUESDAY.getTime() + 60_000)) }, [
    { sku: sku.code, quantity },
  ]);

const bucketOf = async (orderId: string) => {
  const [line] = await bucketsOf(floor, orderId);
  return { allocated: line?.allocated, backordered: line?.backordered };
};

const supplyOf = async (id: string) => {
  const [supply] = await database.sql<{ pegged: number }[]>`
    select pegged from inbound_supply where id = ${id}`;
  return supply?.pegged;
};

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
};

describe("stock that turns up", () => {
  test("by a count goes to the oldest order first, as far as it reaches", async () => {
    const first = await order(4);
    const second = await orderLater(4);
    await countStock(floor.ctx, key(), { ...at, counted: 6 });
    expect(await bucketOf(first.orderId)).toEqual({ allocated: 0, backordered: 4 });
    await tell(database);
    expect(await bucketOf(first.orderId)).toEqual({ allocated: 4, backordered: 0 });
    expect(await bucketOf(second.orderId)).toEqual({ allocated: 2, backordered: 2 });
    expect(await eventsOf(floor, first.orderId)).toContain("sales_order.promise_changed");
    await expectSound();
  });

  test("by an adjustment, a feed, another status, or an order given up, the same", async () => {
    await setSource(floor.ctx, key(), {
      code: `WMS-${sku.code}`,
      name: "Warehouse",
      kind: "wms",
      nodes: [floor.reno.code],
    });
    const waiting = await order(8);
    const allocated = async () => (await bucketOf(waiting.orderId)).allocated;

    await adjustStock(floor.ctx, key(), { ...at, delta: 1 });
    await tell(database);
    expect(await allocated()).toBe(1);

    await applyFeed(floor.ctx, key(), {
      source: `WMS-${sku.code}`,
      rows: [
        { number: 1, sku: sku.code, node: floor.reno.code, onHand: 3, fault: null, raw: null },
      ],
    });
    await tell(database);
    expect(await allocated()).toBe(3);

    await adjustStock(floor.ctx, key(), { ...at, delta: 2, status: "quarantine" });
    await tell(database);
    expect(await allocated()).toBe(3);
    await changeStatus(floor.ctx, key(), { ...at, from: "quarantine", to: "sellable", units: 2 });
    await tell(database);
    expect(await allocated()).toBe(5);

    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 3 });
    const holder = await givenOrder(floor, [{ sku: other.code, quantity: 3 }]);
    const patient = await givenOrder(floor, [{ sku: other.code, quantity: 2 }]);
    await cancelOrder(floor.ctx, key(), { orderId: holder.orderId, reason: "Not needed" });
    await tell(database);
    expect(await bucketOf(patient.orderId)).toEqual({ allocated: 2, backordered: 0 });
    await expectSound();
  });

  test("overtakes a promise on a later supply, which is free for others then", async () => {
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 10,
      eta: "2026-12-01",
    });
    const pegged = await order(6);
    expect(await supplyOf(supply)).toBe(6);
    await countStock(floor.ctx, key(), { ...at, counted: 4 });
    await tell(database);
    expect(await bucketOf(pegged.orderId)).toEqual({ allocated: 4, backordered: 2 });
    expect(await supplyOf(supply)).toBe(2);
    await countStock(floor.ctx, key(), { ...at, counted: 20 });
    await tell(database);
    expect(await bucketOf(pegged.orderId)).toEqual({ allocated: 6, backordered: 0 });
    expect(await supplyOf(supply)).toBe(0);
    await expectSound();
  });

  test("leaves a promise on a supply that comes earlier than stock would", async () => {
    // Far away and shut for days, so that what is on the truck to Reno is there before it.
    const supply = await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 10,
      eta: "2026-11-10",
    });
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 0 });
    await database.sql`update node set processing_days = 9 where id = ${floor.columbus.id}`;
    const pegged = await order(3);
    await countStock(floor.ctx, key(), { ...at, nodeId: floor.columbus.id, counted: 5 });
    await tell(database);
    expect(await bucketOf(pegged.orderId)).toEqual({ allocated: 0, backordered: 3 });
    expect(await supplyOf(supply)).toBe(3);
    await database.sql`update node set processing_days = 1 where id = ${floor.columbus.id}`;
    await expectSound();
  });

  test("stays where no channel of the order sells it, without a trace", async () => {
    const waiting = await order(3);
    await database.sql`update node set is_on = false, off_reason = 'Flood' where id = ${floor.reno.id}`;
    await countStock(floor.ctx, key(), { ...at, counted: 5 });
    await tell(database);
    expect(await bucketOf(waiting.orderId)).toEqual({ allocated: 0, backordered: 3 });
    const decisions = await database.sql`
      select 1 from sourcing_decision where order_id = ${waiting.orderId}`;
    expect(decisions).toHaveLength(1);
    await database.sql`update node set is_on = true, off_reason = null where id = ${floor.reno.id}`;
  });
});

describe("serving one order", () => {
  test("twice at once with the same key and with another serves once", async () => {
    const waiting = await order(3);
    await countStock(floor.ctx, key(), { ...at, counted: 10 });
    const same = key();
    const input = { orderId: waiting.orderId, skuId: sku.id };
    const answers = await Promise.all([
      serveWaiting(floor.ctx, same, input),
      serveWaiting(floor.ctx, same, input),
      serveWaiting(floor.ctx, key(), input),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers.map(({ units }) => units).toSorted()).toContain(3);
    expect(await bucketOf(waiting.orderId)).toEqual({ allocated: 3, backordered: 0 });
    await expectSound();
  });

  test("two orders race for the last units: none is given twice", async () => {
    const rivals = await Promise.all([order(3), order(3), order(3)]);
    await countStock(floor.ctx, key(), { ...at, counted: 5 });
    const answers = await Promise.all(
      rivals.map(({ orderId }) => serveWaiting(floor.ctx, key(), { orderId, skuId: sku.id })),
    );
    expect(answers.reduce((all, { units }) => all + units, 0)).toBe(5);
    await expectSound();
  });

  test("an order that was given up gets nothing; one that does not exist is not found", async () => {
    const waiting = await order(3);
    await cancelOrder(floor.ctx, key(), { orderId: waiting.orderId, reason: "Not needed" });
    await countStock(floor.ctx, key(), { ...at, counted: 5 });
    const input = { orderId: waiting.orderId, skuId: sku.id };
    expect(await serveWaiting(floor.ctx, key(), input)).toEqual({
      units: 0,
      promised: 0,
    });
    await expect(
      serveWaiting(floor.ctx, key(), { ...input, orderId: randomUUID() }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is nobody's right, and not for buyers", async () => {
    const input = { orderId: randomUUID(), skuId: sku.id };
    await expect(
      serveWaiting(ctxOf(database, actorWith(["orders.find_order"])), key(), input),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["allocation.serve_waiting"], { companyId: floor.company.id });
    await expect(serveWaiting(ctxOf(database, buyer), key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
