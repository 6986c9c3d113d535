import { afterAll, beforeAll, expect, test } from "vitest";
import { anonymousActor } from "@/server/auth/capabilities";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { confirmDelivery } from "@/server/oms/fulfillment/commands/confirm-delivery";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import { revokeTrackingLink } from "@/server/oms/notifications/commands/revoke-tracking-link";
import { findParcels } from "@/server/oms/notifications/queries";
import { trackingPathFor } from "@/server/oms/notifications/tracking-token";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf, givenInbound, givenSku, givenStock, TUESDAY } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, givenPacked, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

const DAY_MS = 86_400_000;
const open = (token: string, now = TUESDAY) =>
  findParcels(ctxOf(database, anonymousActor, now), { token });
const tokenOf = async (orderId: string) =>
  (await trackingPathFor(database.sql, orderId)).replace("/t/", "");

async function givenShipped(ordered: number, onHand: number) {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  await givenInbound(database, {
    skuId: sku.id,
    nodeId: floor.reno.id,
    quantity: 100,
    eta: "2026-11-20",
  });
  const { order, shipment } = await givenPacked(floor, [{ sku: sku.code, quantity: ordered }]);
  await makeLabels(floor.ctx, key(), { shipmentId: shipment.id });
  return { sku, order, shipment };
}

test("a link opens its order, the same link each time, and its text stands nowhere", async () => {
  const sku = await givenSku(database);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  const token = await tokenOf(order.orderId);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await tokenOf(order.orderId)).toBe(token);
  expect(await open(token)).toMatchObject({ number: order.number, city: "San Francisco" });
  const rows = await database.sql`select * from tracking_link where order_id = ${order.orderId}`;
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("another text opens nothing: one character off, cut, empty, hostile", async () => {
  const sku = await givenSku(database);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  const token = await tokenOf(order.orderId);
  const other = (at: number) =>
    token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
  const wrong = [
    ...Array.from(token, (_, at) => other(at)),
    token.slice(0, -1),
    `${token}A`,
    token.toLowerCase(),
    "",
    "' or 1=1 --",
    order.number,
    order.orderId,
  ].filter((text) => text !== token);
  for (const text of wrong) {
    await expect(open(text)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "This link is not valid",
    });
  }
});

test("a revoked link opens nothing, and the next one is another", async () => {
  const sku = await givenSku(database);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  const token = await tokenOf(order.orderId);
  await revokeTrackingLink(floor.ctx, key(), { orderId: order.orderId, reason: "Sent to a list" });
  await expect(open(token)).rejects.toMatchObject({ message: "This link is not valid" });
  const next = await tokenOf(order.orderId);
  expect(next).not.toBe(token);
  expect(await open(next)).toMatchObject({ number: order.number });
});

test("a link that an earlier signing secret made still opens", async () => {
  const sku = await givenSku(database);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  const earlier = await trackingPathFor(database.sql, order.orderId, "an earlier signing secret");
  const now = await tokenOf(order.orderId);
  expect(`/t/${now}`).not.toBe(earlier);
  expect(await open(earlier.replace("/t/", ""))).toMatchObject({ number: order.number });
  expect(await open(now)).toMatchObject({ number: order.number });
});

test("a link ends 90 days after the last delivery, not before", async () => {
  const { order, shipment } = await givenShipped(2, 2);
  await handOver(floor.ctx, key(), { shipmentId: shipment.id });
  const token = await tokenOf(order.orderId);
  expect(await open(token, new Date(TUESDAY.getTime() + 400 * DAY_MS))).toMatchObject({
    parcels: [{ position: 1 }],
  });
  await confirmDelivery(floor.ctx, key(), { shipmentId: shipment.id });
  const lastDay = new Date(TUESDAY.getTime() + 90 * DAY_MS - 1);
  expect(await open(token, lastDay)).toMatchObject({ parcels: [{ status: "delivered" }] });
  await expect(open(token, new Date(lastDay.getTime() + 1))).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a parcel goes from label to door, beside what is still to come, and tells no secret", async () => {
  const { sku, order, shipment } = await givenShipped(5, 3);
  const token = await tokenOf(order.orderId);
  expect(await open(token)).toMatchObject({
    parcels: [
      {
        status: "pre_transit",
        items: [{ description: `Thing ${sku.code}`, units: 3 }],
        milestones: [
          { name: "label_ready", isReached: true },
          { name: "with_carrier", isReached: false },
          { name: "out_for_delivery", isReached: false },
          { name: "delivered", isReached: false },
        ],
      },
    ],
    toCome: [{ arrivesOn: expect.stringMatching(/^2026-\d\d-\d\d$/), items: [{ units: 2 }] }],
  });
  await handOver(floor.ctx, key(), { shipmentId: shipment.id });
  const [parcel] = await database.sql<{ trackingNumber: string }[]>`
    select tracking_number as "trackingNumber" from package where shipment_id = ${shipment.id}`;
  const trackingNumber = parcel?.trackingNumber ?? "";
  const scan = (status: "in_transit" | "out_for_delivery" | "delivered", hours: number) =>
    recordTrackingEvent(floor.ctx, key(), {
      trackingNumber,
      status,
      occurredAt: new Date(TUESDAY.getTime() + hours * 3_600_000),
      place: `Stop ${hours}`,
      description: "Left with M. Neighbour, gate code 4711",
      source: "test",
    });
  await scan("in_transit", 1);
  await scan("out_for_delivery", 20);
  expect(await open(token)).toMatchObject({ parcels: [{ status: "out_for_delivery" }] });
  await scan("delivered", 24);
  const told = await open(token);
  expect(told.parcels[0]).toMatchObject({ status: "delivered", trackingNumber });
  expect(told.parcels[0]?.checkpoints.map((checkpoint) => checkpoint.place)).toEqual(
    expect.arrayContaining(["Stop 24", "Stop 20", "Stop 1"]),
  );
  expect(told.parcels[0]?.checkpoints[0]?.place).toBe("Stop 24");
  expect(told.toCome).toMatchObject([{ items: [{ units: 2 }] }]);
  const text = JSON.stringify(told);
  for (const secret of ["Market St", "94105", "Neighbour", "12.5", "125000", floor.company.id]) {
    expect(text).not.toContain(secret);
  }
});
