import { afterAll, beforeAll, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenSku, givenStock } from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenPacked,
  key,
  levelOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

test("from shelf to carrier: labels first, then the hand-over, and the books follow", async () => {
  const sku = await givenSku(database, { grams: 400 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10 });
  const { order, work, shipment } = await givenPacked(floor, [{ sku: sku.code, quantity: 4 }]);
  const input = { shipmentId: shipment.id };

  const labelled = await makeLabels(floor.ctx, key(), input);
  expect(labelled).toMatchObject({
    packages: 1,
    sentence: `1 label was made for ${shipment.number}`,
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 4, shipped: 0 }]);

  await handOver(floor.ctx, key(), input);
  expect(await bucketsOf(floor, order.orderId)).toEqual([
    { allocated: 0, backordered: 0, released: 0, picked: 0, packed: 0, shipped: 4, delivered: 0 },
  ]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
    onHand: 6,
    allocated: 0,
    oversold: 0,
  });
  const [row] = await database.sql`
    select s.state, s.freight_cost, s.estimated_delivery, p.tracking_number, p.grams, f.state as work
    from shipment s join package p on p.shipment_id = s.id
    join fulfillment_order f on f.id = s.fulfillment_order_id where s.id = ${shipment.id}`;
  // 800 base + 60 000 thousandths of a cent per kg × 1.6 kg = 896.
  expect(row).toMatchObject({
    state: "shipped",
    work: "shipped",
    freight_cost: 896,
    grams: 1_600,
    estimated_delivery: "2026-11-12",
    tracking_number: expect.stringMatching(/^OF\d{11}$/),
  });
  expect(await eventsOf(floor, order.orderId)).toEqual(
    expect.arrayContaining(["fulfillment_order.released", "shipment.labelled", "shipment.shipped"]),
  );
  expect(work.state).toBe("open");
  await expectBooksToBalance(floor);
});
