import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { serveWaiting } from "@/server/oms/allocation/commands/serve-waiting";
import { setSafetyStock } from "@/server/oms/inventory/commands/set-safety-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
import { noticeChanges } from "@/server/oms/webhooks/commands/notice-changes";
import { mayHaveChanged } from "@/server/oms/webhooks/store-changes";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenCompany,
  givenKit,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
} from "../../support/floor";

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
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10 });
});

const keep = (units: number, ctx = floor.ctx, by = key(), nodeId = floor.reno.id) =>
  setSafetyStock(ctx, by, { skuId: sku.id, nodeId, units, reason: "Counter sales" });
const soldBy = async () => {
  const { skus } = await availability(floor.ctx, { channelCode: "portal", skus: [sku.code] });
  return skus[0]?.available;
};
const kept = async () => {
  const { positions } = await findSkuStock(floor.ctx, { code: sku.code });
  return positions.map(({ node, safetyStock }) => ({ node, safetyStock }));
};

test("what a node keeps back is not sold, and an order takes only what is beyond it", async () => {
  expect(await keep(4)).toMatchObject({ node: "Reno", before: 0, units: 4 });
  expect(await soldBy()).toBe(6);
  expect(await kept()).toEqual([{ node: "Reno", safetyStock: 4 }]);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 8 }]);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 6, backordered: 2 }]);
  expect(await keep(1)).toMatchObject({ before: 4, units: 1 });
  await serveWaiting(floor.ctx, key(), { orderId: order.orderId, skuId: sku.id });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 8, backordered: 0 }]);
  await keep(50);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 8 }]);
  expect(await soldBy()).toBe(0);
  await expectBooksToBalance(floor);
});

test("who said last what each node keeps back is told, with what it was before", async () => {
  const told = async () => (await findSkuStock(floor.ctx, { code: sku.code })).safetySet;
  expect(await told()).toEqual([]);
  await keep(4);
  await keep(7);
  await keep(2, floor.ctx, key(), floor.columbus.id);
  const by = { by: floor.ctx.actor.name, reason: "Counter sales", at: floor.ctx.clock.now() };
  expect((await told()).toSorted((a, b) => b.units - a.units)).toEqual([
    { nodeId: floor.reno.id, before: 4, units: 7, ...by },
    { nodeId: floor.columbus.id, before: 0, units: 2, ...by },
  ]);
});

test("a node that has none of it yet may keep some back", async () => {
  await keep(3, floor.ctx, key(), floor.columbus.id);
  expect(await kept()).toContainEqual({ node: "Columbus", safetyStock: 3 });
  expect(await soldBy()).toBe(10);
});

test("that numbers changed is noticed though no unit moved", async () => {
  await noticeChanges(floor.ctx, key(), {});
  const [{ version: before = 0 } = {}] = await database.sql<{ version: number }[]>`
    select version from reference_version where name = 'network'`;
  await keep(4);
  const [{ version: after = 0 } = {}] = await database.sql<{ version: number }[]>`
    select version from reference_version where name = 'network'`;
  expect(after).toBe(before + 1);
  await keep(4);
  const [same] = await database.sql`select version from reference_version where name = 'network'`;
  expect(same).toEqual({ version: after });
  expect(await mayHaveChanged(database.sql, floor.ctx.clock.now())).toBe(false);
});

test("the same key twice at once and two at once: one number stands, and each was told", async () => {
  const once = key();
  await Promise.all([keep(2, floor.ctx, once), keep(2, floor.ctx, once)]);
  await Promise.all([keep(3), keep(5)]);
  const [told] = await database.sql`
    select count(*)::int as events from event
    where type = 'stock.safety_set' and subject_id = ${sku.id}`;
  expect(told).toEqual({ events: 3 });
});

test("kits keep none, strangers say nothing, and a warehouse speaks of its own nodes", async () => {
  const kit = await givenKit(database, [[sku, 2]]);
  const input = { nodeId: floor.reno.id, units: 1, reason: "Counter sales" };
  await expect(setSafetyStock(floor.ctx, key(), { ...input, skuId: kit.id })).rejects.toMatchObject(
    { code: "INVALID_INPUT" },
  );
  const rights = ["inventory.set_safety_stock"];
  const { id: companyId } = await givenCompany(database);
  await expect(keep(1, ctxOf(database, actorWith([])))).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const stranger = ctxOf(database, actorWith(rights, { companyId }));
  await expect(keep(1, stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const elsewhere = actorWith(rights, { nodeIds: [floor.columbus.id] });
  await expect(keep(1, ctxOf(database, elsewhere))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(keep(-1)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await kept()).toEqual([{ node: "Reno", safetyStock: 0 }]);
});
