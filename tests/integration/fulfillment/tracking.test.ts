import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { confirmDelivery } from "@/server/oms/fulfillment/commands/confirm-delivery";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
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
  givenPicked,
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

/** Three units in two parcels, with labels; handed over unless told otherwise. */
async function givenTwoParcels({ isHandedOver = true } = {}) {
  const given = await givenPicked(floor, [{ sku: sku.code, quantity: 3 }]);
  const input = { fulfillmentOrderId: given.work.id };
  for (const quantity of [2, 1]) {
    const { packageId } = await openPackage(floor.ctx, key(), input);
    await packItem(floor.ctx, key(), { packageId, code: sku.code, quantity });
  }
  await finishPacking(floor.ctx, key(), input);
  const [shipment] = await database.sql<{ id: string; number: string }[]>`
    select id, number from shipment where fulfillment_order_id = ${given.work.id}`;
  const shipmentId = shipment?.id ?? "";
  await makeLabels(floor.ctx, key(), { shipmentId });
  if (isHandedOver) {
    await handOver(floor.ctx, key(), { shipmentId });
  }
  const parcels = await database.sql<{ trackingNumber: string }[]>`
    select tracking_number as "trackingNumber" from package where shipment_id = ${shipmentId}
    order by package_number`;
  const [first = "", second = ""] = parcels.map(({ trackingNumber }) => trackingNumber);
  return { ...given, shipmentId, first, second };
}

const minutes = (count: number) => new Date(TUESDAY.getTime() + count * 60_000);
const event = (trackingNumber: string, over: object = {}) => ({
  trackingNumber,
  status: "in_transit" as const,
  occurredAt: minutes(10),
  source: "test carrier",
  ...over,
});

async function stateOf(shipmentId: string) {
  const [row] = await database.sql`
    select s.state, array_agg(p.tracking_status order by p.package_number) as parcels
    from shipment s join package p on p.shipment_id = s.id where s.id = ${shipmentId}
    group by s.state`;
  return row;
}

test("a parcel on its way, to the door: its units are delivered, and with the last the shipment", async () => {
  const { order, shipmentId, first, second } = await givenTwoParcels();
  await recordTrackingEvent(floor.ctx, key(), event(first));
  expect(await stateOf(shipmentId)).toEqual({
    state: "shipped",
    parcels: ["in_transit", "pre_transit"],
  });
  await recordTrackingEvent(
    floor.ctx,
    key(),
    event(first.toLowerCase(), { status: "delivered", occurredAt: minutes(60) }),
  );
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ shipped: 3, delivered: 2 }]);
  expect(await stateOf(shipmentId)).toMatchObject({ state: "shipped" });
  const status = async () =>
    (
      await database.sql`
        select status, fulfillment_status from sales_order where id = ${order.orderId}`
    )[0];
  expect(await status()).toEqual({
    status: "in_fulfillment",
    fulfillment_status: "partially_delivered",
  });

  await recordTrackingEvent(
    floor.ctx,
    key(),
    event(second, { status: "delivered", occurredAt: minutes(90) }),
  );
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ shipped: 3, delivered: 3 }]);
  expect(await stateOf(shipmentId)).toMatchObject({ state: "delivered" });
  expect(await status()).toEqual({ status: "completed", fulfillment_status: "delivered" });
  const events = await eventsOf(floor, order.orderId);
  expect(events.filter((type) => type === "package.tracked")).toHaveLength(3);
  expect(events.filter((type) => type === "shipment.delivered")).toHaveLength(1);
  const [row] = await database.sql`
    select delivered_at from shipment where id = ${shipmentId}`;
  expect(row).toEqual({ delivered_at: minutes(90) });
  await expectBooksToBalance(floor);
});

test("the same event of the same source counts once, whatever its key", async () => {
  const { order, first } = await givenTwoParcels();
  const said = event(first, { status: "delivered", externalId: `e-${first}` });
  const all = await Promise.all(
    Array.from({ length: 4 }, () => recordTrackingEvent(floor.ctx, key(), said)),
  );
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(all.every(({ status }) => status === "delivered")).toBe(true);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ delivered: 2 }]);
  const other = await recordTrackingEvent(floor.ctx, key(), { ...said, source: "somebody else" });
  expect(other).toMatchObject({ isNew: true, status: "delivered" });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ delivered: 2 }]);
  const told = (await eventsOf(floor, order.orderId)).filter((type) => type === "package.tracked");
  expect(told).toHaveLength(2);
});

test("late news of earlier scans moves nothing backwards", async () => {
  const { order, shipmentId, first } = await givenTwoParcels();
  const say = (
    status: "in_transit" | "out_for_delivery" | "delivered" | "pre_transit",
    at: number,
  ) => recordTrackingEvent(floor.ctx, key(), event(first, { status, occurredAt: minutes(at) }));
  await say("out_for_delivery", 30);
  expect(await say("in_transit", 10)).toMatchObject({ status: "out_for_delivery" });
  await say("delivered", 60);
  expect(await say("in_transit", 20)).toMatchObject({ status: "delivered" });
  expect(await say("in_transit", 90)).toMatchObject({ status: "delivered" });
  expect(await say("pre_transit", 95)).toMatchObject({ status: "delivered" });
  expect(await stateOf(shipmentId)).toMatchObject({ parcels: ["delivered", "pre_transit"] });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ delivered: 2 }]);
});

test("the carrier's first scan ships what only had labels, even on hold: it has left", async () => {
  const { order, shipmentId, first } = await givenTwoParcels({ isHandedOver: false });
  await recordTrackingEvent(floor.ctx, key(), event(first, { status: "pre_transit" }));
  expect(await stateOf(shipmentId)).toMatchObject({ state: "labelled" });
  await database.sql`
    insert into hold (id, order_id, type, reason, set_by, set_at)
    values (${newId()}, ${order.orderId}, 'manual', 'wait', 'test', now())`;
  await recordTrackingEvent(floor.ctx, key(), event(first));
  expect(await stateOf(shipmentId)).toEqual({
    state: "shipped",
    parcels: ["in_transit", "pre_transit"],
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 0, shipped: 3 }]);
  expect(await eventsOf(floor, order.orderId)).toContain("shipment.shipped");
  await expectBooksToBalance(floor);
});

test("somebody who knows confirms the delivery of all parcels at once", async () => {
  const { order, shipmentId, first } = await givenTwoParcels();
  await recordTrackingEvent(floor.ctx, key(), event(first, { status: "delivered" }));
  await confirmDelivery(floor.ctx, key(), { shipmentId, note: "signed for by the gate" });
  expect(await stateOf(shipmentId)).toEqual({
    state: "delivered",
    parcels: ["delivered", "delivered"],
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ delivered: 3 }]);
  await expect(confirmDelivery(floor.ctx, key(), { shipmentId })).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
  await expectBooksToBalance(floor);
});

test("a parcel that went back to its sender is not delivered by anybody's word", async () => {
  const { order, shipmentId, first } = await givenTwoParcels();
  await recordTrackingEvent(
    floor.ctx,
    key(),
    event(first, { status: "return_to_sender", occurredAt: minutes(-10) }),
  );
  await expect(confirmDelivery(floor.ctx, key(), { shipmentId })).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
    message: expect.stringContaining("went back to the sender"),
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ delivered: 0 }]);
});

test("what was only labelled is not delivered", async () => {
  const { shipmentId } = await givenTwoParcels({ isHandedOver: false });
  await expect(confirmDelivery(floor.ctx, key(), { shipmentId })).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
});

test("a number that no parcel has, a time that is not yet, a status that is no status", async () => {
  const { first } = await givenTwoParcels();
  await expect(recordTrackingEvent(floor.ctx, key(), event(`${first}0`))).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(
    recordTrackingEvent(floor.ctx, key(), event(first, { occurredAt: minutes(3 * 1_440) })),
  ).rejects.toMatchObject({
    code: "INVALID_INPUT",
    details: { faults: [{ field: "occurredAt" }] },
  });
  await expect(
    recordTrackingEvent(floor.ctx, key(), event(first, { status: "lost" })),
  ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { faults: [{ field: "status" }] } });
  const written = await database.sql`
    select 1 from tracking_event e join package p on p.id = e.package_id
    where p.tracking_number = ${first}`;
  expect(written).toEqual([]);
});

test("what was said of a parcel is never rewritten", async () => {
  const { first } = await givenTwoParcels();
  await recordTrackingEvent(floor.ctx, key(), event(first));
  await expect(database.sql`update tracking_event set place = 'elsewhere'`).rejects.toThrow(
    "append-only",
  );
});

test("it takes the right; another node's and another company's parcels do not exist", async () => {
  const { shipmentId, first } = await givenTwoParcels();
  const rights = [recordTrackingEvent.spec.name, confirmDelivery.spec.name];
  const strangers = [
    { over: {}, rights: [], code: "FORBIDDEN" },
    { over: { nodeIds: [floor.columbus.id] }, rights, code: "NOT_FOUND" },
    { over: { companyId: newId<string>() }, rights, code: "NOT_FOUND" },
  ];
  for (const stranger of strangers) {
    const ctx = ctxOf(database, actorWith(stranger.rights, stranger.over));
    await expect(recordTrackingEvent(ctx, key(), event(first))).rejects.toMatchObject({
      code: stranger.code,
    });
    await expect(confirmDelivery(ctx, key(), { shipmentId })).rejects.toMatchObject({
      code: stranger.code,
    });
  }
});
