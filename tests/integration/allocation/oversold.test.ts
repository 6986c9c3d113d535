import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { resourceOversold } from "@/server/oms/allocation/commands/resource-oversold";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
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
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
  levelOf,
} from "../../support/floor";
import { tell } from "../notifications/telling";

/** Units that a count found missing are sourced again, as far as no node works on them. */

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 20 });
});

const order = (quantity: number, over = {}) =>
  givenOrder(floor, [{ sku: sku.code, quantity }], over);

const count = (counted: number) =>
  countStock(floor.ctx, key(), {
    skuId: sku.id,
    nodeId: floor.reno.id,
    counted,
    reason: "Cycle count",
  });

const bucketOf = async (orderId: string) => {
  const [line] = await bucketsOf(floor, orderId);
  return {
    allocated: line?.allocated,
    backordered: line?.backordered,
    released: line?.released,
  };
};

const nodesOf = async (orderId: string) => {
  const rows = await database.sql<{ nodeId: string; quantity: number; state: string }[]>`
    select node_id as "nodeId", quantity, state from allocation
    where order_id = ${orderId} and state in ('promised', 'allocated', 'released')
    order by state, quantity desc`;
  return rows.map(({ nodeId, ...row }) => ({
    ...row,
    node: nodeId === floor.reno.id ? "Reno" : "Columbus",
  }));
};

const complaints = () => database.sql<{ sentence: string }[]>`
  select sentence from exception
  where sku_id = ${sku.id} and type = 'oversold' and closed_at is null`;

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await expectBooksToBalance(floor);
};

describe("a count below what is allocated", () => {
  test("takes the order with the most time left elsewhere, and the exception closes", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 8 });
    const soon = await order(10);
    const late = await order(10, { shipAfter: "2026-11-30" });
    await count(14);
    expect(await complaints()).toHaveLength(1);
    await tell(database);
    expect(await nodesOf(soon.orderId)).toEqual([
      { node: "Reno", quantity: 10, state: "allocated" },
    ]);
    expect(await nodesOf(late.orderId)).toEqual([
      { node: "Columbus", quantity: 6, state: "allocated" },
      { node: "Reno", quantity: 4, state: "allocated" },
    ]);
    expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
      onHand: 14,
      allocated: 14,
      oversold: 0,
    });
    expect(await complaints()).toHaveLength(0);
    expect(await eventsOf(floor, late.orderId)).toContain("order_line.deallocated");
    await expectSound();
  });

  test("is promised from supply where no node has it, else dated; the customer is told", async () => {
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 3,
      eta: "2026-11-24",
    });
    const first = await order(8);
    const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 60_000));
    const second = await givenOrder({ ...floor, ctx: later }, [{ sku: sku.code, quantity: 8 }]);
    await count(11);
    await tell(database);
    expect(await bucketOf(first.orderId)).toMatchObject({ allocated: 8, backordered: 0 });
    expect(await bucketOf(second.orderId)).toMatchObject({ allocated: 3, backordered: 5 });
    expect(await nodesOf(second.orderId)).toContainEqual({
      node: "Reno",
      quantity: 3,
      state: "promised",
    });
    const [moved] = await database.sql<{ payload: { before: string; after: string } }[]>`
      select payload from event
      where order_id = ${second.orderId} and type = 'sales_order.promise_changed'`;
    expect(moved && moved.payload.after > moved.payload.before).toBe(true);
    const mails = await database.sql`select template from mail_message
      where order_id = ${second.orderId} and template like '%promise%'`;
    expect(mails).toHaveLength(1);
    await expectSound();
  });

  test("leaves what a node works on to a person", async () => {
    const released = await order(12);
    await releaseDue(floor.ctx, key(), {});
    const held = await order(4, { shipAfter: "2026-11-30" });
    await count(10);
    await tell(database);
    expect(await bucketOf(released.orderId)).toMatchObject({ released: 12 });
    expect(await bucketOf(held.orderId)).toMatchObject({ allocated: 0, backordered: 4 });
    const [open] = await complaints();
    expect(open?.sentence).toContain("10 × ");
    expect(open?.sentence).toContain("12 allocated: 2 more than there are");
    await expectSound();
  });

  test("by a feed is sourced again the same way, and only what the feed touched", async () => {
    const source = `WMS-${sku.code}`;
    await setSource(floor.ctx, key(), {
      code: source,
      name: "Warehouse",
      kind: "wms",
      nodes: [floor.reno.code],
    });
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 5 });
    const mine = await order(15);
    await applyFeed(floor.ctx, key(), {
      source,
      rows: [
        { number: 1, sku: sku.code, node: floor.reno.code, onHand: 9, fault: null, raw: null },
      ],
    });
    await tell(database);
    expect(await bucketOf(mine.orderId)).toMatchObject({ allocated: 9, backordered: 6 });
    expect(await levelOf(floor, other.id, floor.reno.id)).toMatchObject({ onHand: 5 });
    await expectSound();
  });
});

describe("one order of an oversold position", () => {
  const requestOf = (orderId: string) => ({ orderId, skuId: sku.id, nodeId: floor.reno.id });

  test("the same key twice at once, and another beside it, take off no more than is missing", async () => {
    const held = await order(20);
    await count(15);
    const same = key();
    const answers = await Promise.all([
      resourceOversold(floor.ctx, same, requestOf(held.orderId)),
      resourceOversold(floor.ctx, same, requestOf(held.orderId)),
      resourceOversold(floor.ctx, key(), requestOf(held.orderId)),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await bucketOf(held.orderId)).toMatchObject({ allocated: 15, backordered: 5 });
    await expectSound();
  });

  test("two orders of it race: together they give what is missing", async () => {
    const both = await Promise.all([order(10), order(10)]);
    await count(13);
    await Promise.all(
      both.map(({ orderId }) => resourceOversold(floor.ctx, key(), requestOf(orderId))),
    );
    const backordered = await Promise.all(
      both.map(async ({ orderId }) => (await bucketOf(orderId)).backordered ?? 0),
    );
    expect(backordered[0]).toBe(7 - (backordered[1] ?? 0));
    await expectSound();
  });

  test("whole stock takes nothing off; an unknown order is not found; it is nobody's right", async () => {
    const held = await order(5);
    expect(await resourceOversold(floor.ctx, key(), requestOf(held.orderId))).toEqual({
      units: 0,
      oversold: 0,
    });
    await expect(resourceOversold(floor.ctx, key(), requestOf(randomUUID()))).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
    const call = (actor: Parameters<typeof ctxOf>[1]) =>
      resourceOversold(ctxOf(database, actor), key(), requestOf(held.orderId));
    await expect(call(actorWith(["orders.find_order"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const right = ["allocation.resource_oversold"];
    await expect(call(actorWith(right, { companyId: floor.company.id }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await bucketOf(held.orderId)).toMatchObject({ allocated: 5 });
  });
});
