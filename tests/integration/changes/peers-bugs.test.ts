/**
 * Faults of changing placed orders that other order systems had in the open, each as a test of ours
 * under their number: an order that was changed, or whose change was refused, goes on.
 */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { discardChange } from "@/server/oms/changes/commands/discard-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { findChangeScope, previewChange } from "@/server/oms/changes/queries";
import type { changeContent } from "@/server/oms/changes/schema";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { confirmDelivery } from "@/server/oms/fulfillment/commands/confirm-delivery";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { rejectLines } from "@/server/oms/fulfillment/commands/reject-lines";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { approveOrder } from "@/server/oms/orders/commands/approve-order";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenPriceList,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  givenWork,
  key,
  levelOf,
  linesOf,
  packWork,
  workOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterEach(async () => {
  await expectBooksToBalance(floor);
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});
afterAll(() => database.drop());

type Content = z.input<typeof changeContent>;

async function stocked(onHand: number, over: Parameters<typeof givenSku>[1] = {}) {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

const lineIdsOf = async (orderId: string): Promise<string[]> => {
  const rows = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${orderId} order by line_number`;
  return rows.map(({ id }) => id);
};

const propose = (orderId: string, content: Content) =>
  proposeChange(floor.ctx, key(), { orderId, content, reason: "They rang" });

async function change(orderId: string, content: Content) {
  const { changeId } = await propose(orderId, content);
  const { outcome, orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
  await applyChange(floor.ctx, key(), { orderId, changeId, orderVersion });
  return outcome;
}

const orderOf = async (orderId: string) => {
  const [row] = await database.sql<
    { status: string; owed: number; po: string | null; address: string }[]
  >`select status, (subtotal - cancelled_total)::int as owed, customer_po as po,
      ship_to ->> 'address1' as address from sales_order where id = ${orderId}`;
  return row;
};

/** From the allocation to the customer's door, all that is due of an order. */
async function fulfill(orderId: string) {
  await releaseDue(floor.ctx, key(), {});
  for (const work of (await workOf(floor, orderId)).filter(({ state }) => state === "open")) {
    const { id: shipmentId } = await packWork(floor, work);
    await makeLabels(floor.ctx, key(), { shipmentId });
    await handOver(floor.ctx, key(), { shipmentId });
    await confirmDelivery(floor.ctx, key(), { shipmentId });
  }
}

test("saleor/saleor#3540: an order that is confirmed, and one that a node was given, can be edited", async () => {
  const sku = await stocked(20);
  const { order } = await givenWork(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  expect((await orderOf(order.orderId))?.status).toBe("in_fulfillment");
  await change(order.orderId, { lines: [{ lineId, quantity: 4 }] });
  await change(order.orderId, { lines: [{ lineId, quantity: 9 }], customerPo: "PO-9" });
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ allocated: 9 });
  await fulfill(order.orderId);
  expect(await orderOf(order.orderId)).toMatchObject({ status: "completed", po: "PO-9" });
});

test("saleor/saleor-dashboard#4099: a line is added to an order that is not confirmed yet", async () => {
  const company = await givenCompany(database, { spendingLimit: 10_000 });
  const [sku, more] = [await stocked(50), await stocked(50)];
  const { companyId, contactId } = { companyId: company.id, contactId: company.contactId };
  const buyer = ctxOf(database, actorWith(["orders.place_order"], { companyId, contactId }));
  const { orderId, status } = await placeOrder(buyer, key(), {
    channelCode: "portal",
    lines: [{ sku: sku.code, quantity: 20 }],
  });
  expect(status).toBe("pending_approval");
  await change(orderId, { newLines: [{ sku: more.code, quantity: 3 }] });
  expect(await bucketsOf(floor, orderId)).toMatchObject([{ allocated: 20 }, { allocated: 3 }]);
  expect((await orderOf(orderId))?.status).toBe("pending_approval");
  const approver = newId();
  await database.sql`insert into contact (id, company_id, name, role)
    values (${approver}, ${company.id}, 'Ann', 'approver')`;
  await approveOrder(
    ctxOf(database, actorWith(["orders.approve_order"], { companyId, contactId: approver })),
    key(),
    { orderId },
  );
  await fulfill(orderId);
  expect((await orderOf(orderId))?.status).toBe("completed");
});

test("vendurehq/vendure#1865: an order is in no state of being modified: an open change stops nothing", async () => {
  const sku = await stocked(20, { backorderPolicy: "refuse" });
  const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(orderId);
  // Its price is no longer what it was, it asks for more than there is, and its writer went home.
  const { changeId } = await propose(orderId, { lines: [{ lineId, quantity: 60 }] });
  await expect(previewChange(floor.ctx, { orderId, changeId })).rejects.toMatchObject({
    code: "ORDER_REFUSED",
  });
  expect((await orderOf(orderId))?.status).toBe("confirmed");
  await fulfill(orderId);
  expect((await orderOf(orderId))?.status).toBe("completed");
  await discardChange(floor.ctx, key(), { orderId, changeId });

  const second = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
  const [secondLine = ""] = await lineIdsOf(second.orderId);
  const left = await propose(second.orderId, { lines: [{ lineId: secondLine, quantity: 1 }] });
  await cancelOrder(floor.ctx, key(), { orderId: second.orderId, reason: "Not wanted" });
  await expect(
    previewChange(floor.ctx, { orderId: second.orderId, ...left }),
  ).rejects.toMatchObject({ details: { faults: [{ code: "order_over" }] } });
  await discardChange(floor.ctx, key(), { orderId: second.orderId, changeId: left.changeId });
});

test("vendurehq/vendure#846: an order of which a line was removed is fulfilled to its end", async () => {
  const [kept, removed] = [await stocked(20), await stocked(20)];
  const { orderId } = await givenOrder(floor, [
    { sku: kept.code, quantity: 4 },
    { sku: removed.code, quantity: 4 },
  ]);
  const [, lineId = ""] = await lineIdsOf(orderId);
  await change(orderId, { lines: [{ lineId, quantity: 0 }] });
  await fulfill(orderId);
  expect(await bucketsOf(floor, orderId)).toMatchObject([
    { shipped: 4, delivered: 4 },
    { shipped: 0, allocated: 0, released: 0 },
  ]);
  expect((await orderOf(orderId))?.status).toBe("completed");
});

test("vendurehq/vendure#688: any one thing can be changed, and money follows what was changed alone", async () => {
  const [sku, other] = [await stocked(50), await stocked(50)];
  // 10.00 a piece, 8.00 from ten on.
  const priceListId = await givenPriceList(database, {
    skuId: sku.id,
    tiers: [
      [1, 100_000],
      [10, 80_000],
    ],
  });
  const company = await givenCompany(database, { priceListId });
  const secondId = newId();
  await database.sql`
    insert into company_location (id, company_id, code, name, address1, city, region, postal_code,
      country, latitude, longitude)
    values (${secondId}, ${company.id}, 'TWO', 'Second', '5 Mission St', 'San Francisco', 'CA',
      '94105', 'US', 37.79, -122.39)`;
  const { orderId } = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 10 }]);
  expect(await orderOf(orderId)).toMatchObject({ owed: 8_000 });
  const address = await change(orderId, { companyLocationId: secondId });
  expect([address.valueBefore, address.valueAfter]).toEqual([8_000, 8_000]);
  expect(await orderOf(orderId)).toMatchObject({ address: "5 Mission St" });
  const note = await change(orderId, { note: "Ring first" });
  expect(note.valueAfter).toBe(8_000);
  const added = await change(orderId, { newLines: [{ sku: other.code, quantity: 2 }] });
  expect([added.valueBefore, added.valueAfter]).toEqual([8_000, 10_500]);
  expect(await orderOf(orderId)).toMatchObject({ owed: 10_500 });
});

test("vendurehq/vendure#1210: stock follows what is taken, added and removed, at once", async () => {
  const [sku, other] = [await stocked(20), await stocked(20)];
  const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(orderId);
  const held = async () => [
    (await levelOf(floor, sku.id, floor.reno.id))?.allocated,
    (await levelOf(floor, other.id, floor.reno.id))?.allocated,
  ];
  await change(orderId, { lines: [{ lineId, quantity: 4 }] });
  expect(await held()).toEqual([4, 0]);
  await change(orderId, {
    lines: [{ lineId, quantity: 7 }],
    newLines: [{ sku: other.code, quantity: 5 }],
  });
  expect(await held()).toEqual([7, 5]);
  await change(orderId, { lines: [{ lineId, quantity: 0 }] });
  expect(await held()).toEqual([0, 5]);
});

test("vendurehq/vendure#2689: of a delivered order the papers are corrected, and its units stay", async () => {
  const sku = await stocked(20);
  const { orderId, number } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  await fulfill(orderId);
  expect((await orderOf(orderId))?.status).toBe("completed");
  const { scope } = await findChangeScope(floor.ctx, { orderNumber: number });
  const closed = `${number} is completed already`;
  expect(scope).toMatchObject({
    all: null,
    papers: null,
    terms: closed,
    shipTo: closed,
    newLines: closed,
    lines: [{ least: 6, why: closed, growth: closed }],
  });
  const [lineId = ""] = await lineIdsOf(orderId);
  await expect(
    propose(orderId, { customerPo: "PO-7", lines: [{ lineId, quantity: 5 }] }),
  ).rejects.toMatchObject({ details: { faults: [{ field: "lines.0.quantity" }] } });
  await change(orderId, { customerPo: "PO-7", note: "Invoice to head office" });
  expect(await orderOf(orderId)).toMatchObject({ status: "completed", po: "PO-7", owed: 7_500 });
  expect(await bucketsOf(floor, orderId)).toMatchObject([{ shipped: 6, delivered: 6 }]);
  const buyer = ctxOf(
    database,
    actorWith(["changes.find_change_scope"], { companyId: floor.company.id }),
  );
  const theirs = await findChangeScope(buyer, { orderNumber: number });
  expect(theirs.scope.all).toBe(closed);
});

test("medusajs/medusa#11703: work that a node gives back keeps the order's hold on stock, line by line", async () => {
  const [one, two] = [await stocked(5), await stocked(5)];
  for (const { id } of [one, two]) {
    await givenStock(database, { skuId: id, nodeId: floor.columbus.id, onHand: 5 });
  }
  const { order, work } = await givenWork(floor, [
    { sku: one.code, quantity: 5 },
    { sku: two.code, quantity: 5 },
  ]);
  const [line] = await linesOf(floor, work.id);
  await rejectLines(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "no_capacity",
    note: "",
    lines: [{ fulfillmentOrderLineId: line?.id ?? "", quantity: 2 }],
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 2, released: 3 },
    { allocated: 0, released: 5 },
  ]);
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "no_capacity",
    note: "",
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 5, released: 0, backordered: 0 },
    { allocated: 5, released: 0, backordered: 0 },
  ]);
  expect(await levelOf(floor, one.id, floor.columbus.id)).toMatchObject({ allocated: 5 });
  await fulfill(order.orderId);
  expect((await orderOf(order.orderId))?.status).toBe("completed");
});

test("medusajs/medusa#11266: what has left is reserved no more, also of an order that was changed on the way", async () => {
  const sku = await stocked(20);
  const { order } = await givenWork(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  await change(order.orderId, { lines: [{ lineId, quantity: 5 }] });
  await change(order.orderId, { newLines: [{ sku: sku.code, quantity: 2 }] });
  await fulfill(order.orderId);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
    onHand: 13,
    allocated: 0,
    oversold: 0,
  });
  const live = await database.sql`
    select id from allocation where order_id = ${order.orderId}
      and state in ('promised', 'allocated', 'released')`;
  expect(live).toHaveLength(0);
});
