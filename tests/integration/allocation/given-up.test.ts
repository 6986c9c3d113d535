/** Units that lost their place, under a strategy that lets nothing wait. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { resourceHeld } from "@/server/oms/allocation/commands/resource-node";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { reportShortPick } from "@/server/oms/fulfillment/commands/report-short-pick";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { findOrder } from "@/server/oms/orders/queries-order";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import { type GivenSku, givenKit, givenSku, givenStock } from "../../support/factories";
import {
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  givenPicking,
  givenWork,
  key,
  linesOf,
} from "../../support/floor";
import { givenStrategies } from "../../support/routing";
import { mailsOf, tell } from "../notifications/telling";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  await givenStrategies(database, [
    {
      name: "No waiting",
      when: null,
      criteria: [{ by: "landed_cost", band: 0 }],
      constraints: [],
      afterAction: { do: "cancel_remainder" },
    },
  ]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database, { listPriceE4: 100_000 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 2 });
});
afterEach(async () => {
  await expectBooksToBalance(floor);
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});

const unitsOf = (orderId: string) =>
  database.sql`
    select ordered, cancelled, allocated, backordered from order_line where order_id = ${orderId}`;

const exceptionsOf = (orderId: string) =>
  database.sql`select type from exception where order_id = ${orderId} and closed_at is null`;

const newsOf = async (orderId: string) =>
  (await mailsOf(database, orderId)).filter(({ template }) => template !== "order-confirmation");

test("refused by its node: what another has goes there, the rest is cancelled, and one mail says so", async () => {
  const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 5 }]);
  await tell(database);
  const { sentence } = await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "not_in_stock",
  });
  expect(sentence).toContain("what no node has is cancelled");
  expect(await unitsOf(order.orderId)).toMatchObject([
    { ordered: 5, cancelled: 3, allocated: 2, backordered: 0 },
  ]);
  expect(await exceptionsOf(order.orderId)).toEqual([]);
  const found = await findOrder(floor.ctx, { orderNumber: order.number });
  expect(found).toMatchObject({ subtotal: 5_000, owed: 2_000, status: "in_fulfillment" });
  expect(found.events.find(({ type }) => type === "sales_order.changed")).toMatchObject({
    reason: "No node has them, and “No waiting” lets nothing wait",
    payload: { sentences: [`${sku.code}: 3 of 5 cancelled, out of stock`], valueAfter: 2_000 },
  });
  await tell(database);
  expect((await newsOf(order.orderId)).map(({ template }) => template)).toEqual(["order-changed"]);
  const history = await database.sql`
    select state, quantity from allocation where order_id = ${order.orderId} order by state`;
  expect(history).toEqual([
    { state: "allocated", quantity: 2 },
    { state: "rejected", quantity: 5 },
  ]);
});

test("not found by the picker: nothing is left, and the order is told as cancelled", async () => {
  await database.sql`update stock_level set safety_stock = 2
    where sku_id = ${sku.id} and node_id = ${floor.columbus.id}`;
  const { order, work } = await givenPicking(floor, [{ sku: sku.code, quantity: 4 }]);
  await tell(database);
  const [line] = await linesOf(floor, work.id);
  await reportShortPick(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    fulfillmentOrderLineId: line?.id ?? "",
    quantity: 4,
    reason: "not_in_stock",
  });
  const found = await findOrder(floor.ctx, { orderNumber: order.number });
  expect(found).toMatchObject({ status: "cancelled", owed: 0 });
  await tell(database);
  expect((await newsOf(order.orderId)).map(({ template }) => template)).toEqual([
    "order-cancelled",
  ]);
});

test("its node is off: once by one key, also when two ask", async () => {
  await database.sql`update node set is_on = false, off_reason = 'Flood'
    where id = ${floor.columbus.id}`;
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
  await database.sql`update node set is_on = false, off_reason = 'Flood' where id = ${floor.reno.id}`;
  const ask = {
    orderId: order.orderId,
    nodeId: floor.reno.id,
    serviceCode: null,
    reason: "Flood",
  };
  const once = key();
  const keys = [once, once, key()];
  await Promise.all(keys.map((each) => resourceHeld(floor.ctx, each, ask)));
  await database.sql`update node set is_on = true, off_reason = null`;
  expect(await unitsOf(order.orderId)).toMatchObject([{ cancelled: 4, allocated: 0 }]);
  const told = await database.sql`select 1 from event
    where order_id = ${order.orderId} and type = 'sales_order.cancelled'`;
  expect(told).toHaveLength(1);
});

test("a count finds less: only what is short and nowhere else is cancelled", async () => {
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
  await countStock(floor.ctx, key(), {
    skuId: sku.id,
    nodeId: floor.reno.id,
    counted: 1,
    reason: "Cycle count",
  });
  await tell(database);
  expect(await unitsOf(order.orderId)).toMatchObject([
    { cancelled: 2, allocated: 3, backordered: 0 },
  ]);
});

test("a component of a kit waits, for a kit is cancelled whole, and the decision says so", async () => {
  const kit = await givenKit(database, [[sku, 1]]);
  const { order, work } = await givenWork(floor, [{ sku: kit.code, quantity: 5 }]);
  const { sentence } = await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "not_in_stock",
  });
  const [line] = await unitsOf(order.orderId);
  expect(line).toMatchObject({ cancelled: 0 });
  expect(sentence).toMatch(/\d units? waits? all the same\./);
  expect(await exceptionsOf(order.orderId)).toEqual([{ type: "node_rejected" }]);
});
