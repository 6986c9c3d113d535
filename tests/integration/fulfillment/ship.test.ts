import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { labelShipment } from "@/server/oms/fulfillment/commands/label-shipment";
import { reopenPacking } from "@/server/oms/fulfillment/commands/reopen-packing";
import { ship } from "@/server/oms/fulfillment/commands/ship";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, type GivenSku, givenSku, givenStock } from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  givenPacked,
  key,
  levelOf,
  packWork,
  workOf,
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
  sku = await givenSku(database, { grams: 400 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10 });
});

const packed = (quantity = 4) => givenPacked(floor, [{ sku: sku.code, quantity }]);
const shipmentOf = async (id: string) => {
  const [row] = await database.sql`
    select s.state, s.freight_cost, s.currency, s.estimated_delivery, p.tracking_number, p.grams,
      f.state as work
    from shipment s join package p on p.shipment_id = s.id
    join fulfillment_order f on f.id = s.fulfillment_order_id where s.id = ${id}`;
  return row;
};

test("from shelf to carrier: labels first, then the hand-over, and the books follow", async () => {
  const { order, shipment } = await packed();
  const input = { shipmentId: shipment.id };
  expect(await makeLabels(floor.ctx, key(), input)).toMatchObject({
    packages: 1,
    sentence: `1 label was made for ${shipment.number}`,
  });
  // A label is not a shipment.
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 4, shipped: 0 }]);
  expect(await shipmentOf(shipment.id)).toMatchObject({ state: "labelled", work: "packed" });
  expect(await eventsOf(floor, order.orderId)).not.toContain("shipment.shipped");

  expect(await handOver(floor.ctx, key(), input)).toMatchObject({
    sentence: `${shipment.number} was shipped`,
  });
  expect(await bucketsOf(floor, order.orderId)).toEqual([
    { allocated: 0, backordered: 0, released: 0, picked: 0, packed: 0, shipped: 4, delivered: 0 },
  ]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
    onHand: 6,
    allocated: 0,
    oversold: 0,
  });
  expect(await shipmentOf(shipment.id)).toEqual({
    state: "shipped",
    work: "shipped",
    // 800 base + 60 000 thousandths of a cent per kg × 1.6 kg.
    freight_cost: 896,
    currency: "USD",
    grams: 1_600,
    estimated_delivery: "2026-11-12",
    tracking_number: expect.stringMatching(/^OF\d{11}$/),
  });
  const [status] = await database.sql`
    select status, fulfillment_status from sales_order where id = ${order.orderId}`;
  expect(status).toEqual({ status: "in_fulfillment", fulfillment_status: "shipped" });
  expect(await eventsOf(floor, order.orderId)).toEqual(
    expect.arrayContaining(["shipment.labelled", "shipment.shipped"]),
  );
  await expectBooksToBalance(floor);
});

describe("out of order", () => {
  test("no labels before the parcels are closed", async () => {
    const { work, shipment } = await packed();
    await reopenPacking(floor.ctx, key(), { fulfillmentOrderId: work.id });
    await expect(makeLabels(floor.ctx, key(), { shipmentId: shipment.id })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("no hand-over without labels, and none twice", async () => {
    const { shipment } = await packed();
    const input = { shipmentId: shipment.id };
    await expect(handOver(floor.ctx, key(), input)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await makeLabels(floor.ctx, key(), input);
    await handOver(floor.ctx, key(), input);
    await expect(handOver(floor.ctx, key(), input)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await expectBooksToBalance(floor);
  });

  test("with labels the parcels stay closed", async () => {
    const { work, shipment } = await packed();
    await makeLabels(floor.ctx, key(), { shipmentId: shipment.id });
    await expect(
      reopenPacking(floor.ctx, key(), { fulfillmentOrderId: work.id }),
    ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  });

  test("labels for parcels that changed meanwhile are not taken", async () => {
    const { shipment } = await packed();
    await expect(
      labelShipment(floor.ctx, key(), {
        shipmentId: shipment.id,
        labels: [{ packageId: newId<string>(), trackingNumber: "OF1" }],
        freightMinor: 1,
        currency: "USD",
        estimatedDelivery: "2026-11-12",
      }),
    ).rejects.toMatchObject({ code: "STALE" });
    expect(await shipmentOf(shipment.id)).toMatchObject({ state: "draft", tracking_number: null });
  });
});

describe("asked twice", () => {
  test("labels asked for again are the ones that are there", async () => {
    const { shipment } = await packed();
    const input = { shipmentId: shipment.id };
    await makeLabels(floor.ctx, key(), input);
    const before = await shipmentOf(shipment.id);
    expect(await makeLabels(floor.ctx, key(), input)).toMatchObject({
      sentence: `${shipment.number} has its labels already`,
    });
    expect(await shipmentOf(shipment.id)).toEqual(before);
  });

  test("the same key twice at once ships once", async () => {
    const { order, shipment } = await packed();
    const input = { shipmentId: shipment.id };
    await makeLabels(floor.ctx, key(), input);
    const once = key();
    const [a, b] = await Promise.all([
      handOver(floor.ctx, once, input),
      handOver(floor.ctx, once, input),
    ]);
    expect(a).toEqual(b);
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 6 });
    const shipped = (await eventsOf(floor, order.orderId)).filter((e) => e === "shipment.shipped");
    expect(shipped).toHaveLength(1);
    await expectBooksToBalance(floor);
  });

  test("two people at once: one ships, the other is told", async () => {
    const { shipment } = await packed();
    const input = { shipmentId: shipment.id };
    await makeLabels(floor.ctx, key(), input);
    const answers = await Promise.allSettled([
      handOver(floor.ctx, key(), input),
      handOver(floor.ctx, key(), input),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 6 });
  });
});

test("two nodes ship the parts of one order at once, and the order knows that all of it left", async () => {
  const far = await givenSku(database);
  await givenStock(database, { skuId: far.id, nodeId: floor.columbus.id, onHand: 50 });
  for (let round = 0; round < 3; round += 1) {
    const order = await givenOrder(floor, [
      { sku: sku.code, quantity: 1 },
      { sku: far.code, quantity: 1 },
    ]);
    await releaseDue(floor.ctx, key(), {});
    const shipments = [];
    for (const work of await workOf(floor, order.orderId)) {
      shipments.push(await packWork(floor, work));
    }
    expect(shipments).toHaveLength(2);
    for (const { id } of shipments) {
      await makeLabels(floor.ctx, key(), { shipmentId: id });
    }
    await Promise.all(shipments.map(({ id }) => handOver(floor.ctx, key(), { shipmentId: id })));
    const [status] = await database.sql`
      select fulfillment_status from sales_order where id = ${order.orderId}`;
    expect(status).toEqual({ fulfillment_status: "shipped" });
  }
  await expectBooksToBalance(floor);
});

describe("what may not leave", () => {
  test("an order that was put on hold after it was packed", async () => {
    const { order, shipment } = await packed();
    const input = { shipmentId: shipment.id };
    await makeLabels(floor.ctx, key(), input);
    await database.sql`
      insert into hold (id, order_id, type, reason, set_by, set_at)
      values (${newId()}, ${order.orderId}, 'fraud', 'card reported stolen', 'test', now())`;
    await expect(handOver(floor.ctx, key(), input)).rejects.toMatchObject({
      code: "ON_HOLD",
      message: `${order.number} is on hold: card reported stolen`,
    });
    expect(await shipmentOf(shipment.id)).toMatchObject({ state: "labelled", work: "packed" });
    expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 10, allocated: 4 });
  });

  test("a part of an order that ships complete, while the rest waits", async () => {
    const { order, shipment } = await packed();
    await database.sql`update sales_order set ship_policy = 'complete' where id = ${order.orderId}`;
    await database.sql`
      update order_line set ordered = ordered + 2, backordered = 2 where order_id = ${order.orderId}`;
    await expect(makeLabels(floor.ctx, key(), { shipmentId: shipment.id })).rejects.toMatchObject({
      code: "ON_HOLD",
      message: `${order.number} ships complete, and 2 units of it wait for supply`,
    });
  });

  test("a lane that the carrier does not serve: its reason is told, nothing is written", async () => {
    const { order, shipment } = await packed();
    await database.sql`
      update sales_order set ship_to = ship_to || '{"country": "NL"}' where id = ${order.orderId}`;
    await expect(makeLabels(floor.ctx, key(), { shipmentId: shipment.id })).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: "Ordinate Freight refused: Ground does not go from US to NL",
    });
    expect(await shipmentOf(shipment.id)).toMatchObject({ state: "draft" });
  });
});

test("what was packed and left was there, whatever a count said: the difference is booked as found", async () => {
  const { shipment } = await packed();
  const input = { shipmentId: shipment.id };
  await makeLabels(floor.ctx, key(), input);
  await database.sql`
    insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
      cause_id, actor_id, reason, occurred_at)
    values (${sku.id}, ${floor.reno.id}, 'adjusted', -9, 0, 'test', ${newId()}, 'test', 'count', now())`;
  await database.sql`
    update stock_level set on_hand = 1, oversold = 3
    where sku_id = ${sku.id} and node_id = ${floor.reno.id}`;
  await handOver(floor.ctx, key(), input);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
    onHand: 0,
    allocated: 0,
    oversold: 0,
  });
  await expectBooksToBalance(floor);
});

test("each step takes its right, and the node must be one's own", async () => {
  const { shipment } = await packed();
  const input = { shipmentId: shipment.id };
  const rights = ["fulfillment.find_label_request", "fulfillment.label_shipment", ship.spec.name];
  const elsewhere = ctxOf(database, actorWith(rights, { nodeIds: [floor.columbus.id] }));
  for (const step of [makeLabels, handOver]) {
    await expect(step(ctxOf(database, actorWith([])), key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(step(elsewhere, key(), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  const own = ctxOf(database, actorWith(rights, { nodeIds: [floor.reno.id] }));
  await makeLabels(own, key(), input);
  await expect(handOver(own, key(), input)).resolves.toMatchObject({ number: shipment.number });
});
