import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { changeInbound } from "@/server/oms/allocation/commands/change-inbound";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { serveWaiting } from "@/server/oms/allocation/commands/serve-waiting";
import { detectTrouble } from "@/server/oms/desk/commands/detect-trouble";
import type { DetectFamily } from "@/server/oms/desk/types";
import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { setTimer } from "@/server/oms/exceptions/commands/set-timer";
import { findRisks } from "@/server/oms/exceptions/queries-risk";
import type { ExceptionType } from "@/server/oms/exceptions/types";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import type { TrackingStatus } from "@/server/oms/fulfillment/types";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { approveOrder } from "@/server/oms/orders/commands/approve-order";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import {
  type Floor,
  givenFloor,
  givenOrder,
  givenPacked,
  givenPicked,
  givenWork,
  key,
  packWork,
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
});

/** A moment so many minutes after seven in the morning at Reno. */
const at = (minutes: number) => new Date(TUESDAY.getTime() + minutes * 60_000);
const HOUR = 60;
const DAY = 24 * HOUR;
const ctxAt = (minutes: number) => ctxOf(database, undefined, at(minutes));
const look = (family: DetectFamily, minutes: number) =>
  detectTrouble(ctxAt(minutes), key(), { family });
const stock = (onHand: number) =>
  givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });

type About = { orderId: string } | { skuId: string };
/** What is said of an order or a SKU, the open ones and how they were closed. */
const saidOf = async (type: ExceptionType, about: About) => {
  const [column, id] = "orderId" in about ? ["order_id", about.orderId] : ["sku_id", about.skuId];
  return database.sql<{ id: string; state: string; sentence: string; severity: string }[]>`
    select id, state, sentence, severity from exception
    where type = ${type} and ${database.sql(column)} = ${id} order by opened_at, id`;
};
const openOf = async (type: ExceptionType, about: About) =>
  (await saidOf(type, about))
    .filter(({ state }) => state === "open")
    .map(({ sentence }) => sentence);

describe("orders that stand still", () => {
  test("waiting for an approver too long is told, approving closes it", async () => {
    await stock(50);
    const company = await givenCompany(database, { spendingLimit: 10_000 });
    const buyer = actorWith(["orders.place_order"], {
      companyId: company.id,
      contactId: company.contactId,
    });
    const { orderId, number } = await placeOrder(ctxOf(database, buyer), key(), {
      channelCode: "portal",
      lines: [{ sku: sku.code, quantity: 20 }],
    });
    await look("orders", DAY - 1);
    expect(await openOf("order_stuck", { orderId })).toEqual([]);
    await look("orders", DAY + 1);
    const [said = ""] = await openOf("order_stuck", { orderId });
    expect(said).toContain(`${number} waits for its approver since 2026-11-10: 20 units, promised`);
    const contactId = newId();
    await database.sql`insert into contact (id, company_id, name, role)
      values (${contactId}, ${company.id}, 'Ann Approver', 'approver')`;
    const approver = actorWith(["orders.approve_order"], { companyId: company.id, contactId });
    await approveOrder(ctxOf(database, approver, at(DAY + 2)), key(), { orderId, reason: "Fine" });
    await releaseDue(ctxAt(DAY + 2), key(), {});
    await look("orders", DAY + 3);
    expect(await openOf("order_stuck", { orderId })).toEqual([]);
  });

  test("on hold too long is told, lifting it closes it", async () => {
    await stock(5);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    const { holdId } = await setHold(ctxAt(0), key(), { orderId, reason: "Ask the buyer" });
    await look("orders", 2 * DAY + 1);
    expect(await openOf("order_stuck", { orderId })).toEqual([
      expect.stringContaining("stands on hold since 2026-11-10 (Ask the buyer): 2 units"),
    ]);
    await releaseHold(ctxAt(2 * DAY + 2), key(), { orderId, holdId, reason: "Asked" });
    await releaseDue(ctxAt(2 * DAY + 2), key(), {});
    await look("orders", 2 * DAY + 3);
    expect(await openOf("order_stuck", { orderId })).toEqual([]);
  });

  test("due and not given to its node is told, giving it closes it", async () => {
    await stock(5);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    await look("orders", 18 * HOUR);
    expect(await openOf("order_stuck", { orderId })).toEqual([]);
    await look("orders", 20 * HOUR);
    expect(await openOf("order_stuck", { orderId })).toEqual([
      expect.stringContaining("2 units at Reno should have left by 2026-11-10 and no work order"),
    ]);
    await releaseDue(ctxAt(20 * HOUR), key(), {});
    await look("orders", 20 * HOUR + 1);
    expect(await openOf("order_stuck", { orderId })).toEqual([]);
  });
});

describe("units that nothing covers", () => {
  test("short of stock and supply is told per SKU, a count that finds them closes it", async () => {
    await stock(0);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    await look("orders", 1);
    expect(await openOf("inventory_short", { skuId: sku.id })).toEqual([
      expect.stringMatching(
        /^SKU-.*: 7 units of 2 orders wait without stock or supply, the first promised for 2026-11-\d+; no supply is on its way$/,
      ),
    ]);
    await countStock(ctxAt(2), key(), {
      skuId: sku.id,
      nodeId: floor.reno.id,
      counted: 10,
      reason: "Found behind the rack",
    });
    const [{ orderId: second } = { orderId: "" }] = await database.sql<{ orderId: string }[]>`
      select order_id as "orderId" from order_line where sku_id = ${sku.id} and order_id <> ${orderId}`;
    for (const id of [orderId, second]) {
      await serveWaiting(ctxAt(3), key(), { orderId: id, skuId: sku.id });
    }
    await look("orders", 4);
    expect(await openOf("inventory_short", { skuId: sku.id })).toEqual([]);
  });

  test("of a discontinued SKU cannot be filled, supply closes it", async () => {
    await stock(0);
    const { orderId, number } = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await database.sql`update sku set status = 'discontinued' where id = ${sku.id}`;
    await look("orders", 1);
    expect(await openOf("unfillable", { orderId })).toEqual([
      `${number} line 1: 3 × ${sku.code} cannot be filled, it is discontinued and no supply is on its way`,
    ]);
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 5,
      eta: "2026-11-20",
    });
    await look("orders", 2);
    expect(await openOf("unfillable", { orderId })).toEqual([]);
  });

  test("what a node refused is over when the line waits no more", async () => {
    await stock(4);
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
    const refusal = { fulfillmentOrderId: work.id, reason: "not_in_stock", note: "" } as const;
    await rejectFulfillmentOrder(ctxAt(1), key(), refusal);
    expect(await openOf("node_rejected", order)).toHaveLength(1);
    await look("orders", 2);
    expect(await openOf("node_rejected", order)).toHaveLength(1);
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 9 });
    await serveWaiting(ctxAt(3), key(), { orderId: order.orderId, skuId: sku.id });
    await look("orders", 4);
    expect(await openOf("node_rejected", order)).toEqual([]);
  });
});

describe("work of the day", () => {
  test("nobody takes it: overdue, then its cut-off is at risk, then missed; leaving closes all", async () => {
    await stock(5);
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
    const about = { orderId: order.orderId };
    const open = async () => ({
      overdue: (await openOf("pick_overdue", about))[0],
      risk: (await openOf("cutoff_at_risk", about))[0],
      missed: (await openOf("cutoff_missed", about))[0],
    });
    await look("work", 2 * HOUR);
    expect(await open()).toEqual({});
    const head = `${work.number} with 2 units of ${order.number} is not accepted at Reno`;
    await look("work", 2 * HOUR + 1);
    expect(await open()).toEqual({
      overdue: `${head} since 07:00; it is to leave on 2026-11-10 by 16:00`,
    });
    await look("work", 8 * HOUR);
    expect(await open()).toEqual({ risk: `${head}; ground leaves at 16:00` });
    const asked = { orderIds: [order.orderId] };
    expect(await findRisks(ctxAt(8 * HOUR), asked)).toEqual([
      {
        orderId: order.orderId,
        lineNumber: 1,
        left: { unit: "minutes", count: 60 },
        isOver: false,
        cause: `${work.number} is not accepted at Reno, ground`,
      },
    ]);
    await expect(
      findRisks(ctxOf(database, actorWith(["orders.find_order"])), asked),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await look("work", 9 * HOUR);
    expect(await open()).toEqual({ missed: `${head}; it should have left by 16:00 on 2026-11-10` });
    const shipment = await packWork(floor, work);
    await makeLabels(floor.ctx, key(), { shipmentId: shipment.id });
    await handOver(floor.ctx, key(), { shipmentId: shipment.id });
    await look("work", 9 * HOUR + 1);
    expect(await open()).toEqual({});
    expect(await findRisks(ctxAt(9 * HOUR), asked)).toEqual([]);
  });

  test("accepting it in time closes what was overdue; the time is what people set", async () => {
    await stock(5);
    await setTimer(ctxAt(0), key(), { name: "accept", minutes: 10 });
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
    await look("work", 11);
    expect(await openOf("pick_overdue", order)).toHaveLength(1);
    await acceptFulfillmentOrder(ctxAt(12), key(), { fulfillmentOrderId: work.id });
    await look("work", 13);
    expect(await openOf("pick_overdue", order)).toEqual([]);
    await setTimer(ctxAt(14), key(), { name: "accept", minutes: 120 });
  });

  test("picked and in no parcel is told, packing it closes it", async () => {
    await stock(9);
    const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: 5 }]);
    const { packageId } = await openPackage(floor.ctx, key(), { fulfillmentOrderId: work.id });
    await packItem(floor.ctx, key(), { packageId, code: sku.code, quantity: 3 });
    await look("work", 3 * HOUR + 1);
    expect(await openOf("pack_mismatch", order)).toEqual([
      `${work.number} of ${order.number} at Reno: 3 of 5 picked units are in parcels, 2 × ${sku.code} are in none`,
    ]);
    await packItem(floor.ctx, key(), { packageId, code: sku.code, quantity: 2 });
    await look("work", 3 * HOUR + 2);
    expect(await openOf("pack_mismatch", order)).toEqual([]);
  });

  test("packed without labels is told, labels close it", async () => {
    await stock(9);
    const { order, shipment } = await givenPacked(floor, [{ sku: sku.code, quantity: 5 }]);
    await look("work", 31);
    expect(await openOf("label_failed", order)).toEqual([
      expect.stringContaining(`1 parcel of ${order.number} has no labels from`),
    ]);
    await makeLabels(ctxAt(32), key(), { shipmentId: shipment.id });
    await look("work", 33);
    expect(await openOf("label_failed", order)).toEqual([]);
  });
});

describe("parcels", () => {
  async function givenShipped() {
    await stock(9);
    const given = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
    await makeLabels(floor.ctx, key(), { shipmentId: given.shipment.id });
    await handOver(floor.ctx, key(), { shipmentId: given.shipment.id });
    const [parcel] = await database.sql<{ trackingNumber: string }[]>`
      select tracking_number as "trackingNumber" from package
      where shipment_id = ${given.shipment.id}`;
    const scan = (minutes: number, status: TrackingStatus, description = "") =>
      recordTrackingEvent(ctxAt(minutes), key(), {
        trackingNumber: parcel?.trackingNumber ?? "",
        status,
        occurredAt: at(minutes),
        place: "Reno, NV",
        description,
        source: "carrier",
        externalId: newId(),
      });
    return { ...given, scan };
  }

  test("never scanned, silent for days, not delivered: each told, each closed by the next scan", async () => {
    const { order, shipment, scan } = await givenShipped();
    const about = { orderId: order.orderId };
    await look("carriers", DAY);
    expect(await openOf("carrier_missed_pickup", about)).toEqual([]);
    await look("carriers", DAY + 1);
    expect(await openOf("carrier_missed_pickup", about)).toEqual([
      expect.stringContaining(
        `has not scanned 1 parcel of ${shipment.number} (${order.number}) handed over at Reno on 2026-11-10, expected on 2026-11-12`,
      ),
    ]);
    await scan(DAY + 2, "in_transit");
    await look("carriers", DAY + 3);
    expect(await openOf("carrier_missed_pickup", about)).toEqual([]);

    await look("carriers", 4 * DAY + 3);
    expect(await openOf("in_transit_stalled", about)).toEqual([
      expect.stringContaining("had no scan since 2026-11-11, expected on 2026-11-12"),
    ]);
    await scan(4 * DAY + 4, "failed_attempt", "Nobody took it in");
    await look("carriers", 4 * DAY + 5);
    expect(await openOf("in_transit_stalled", about)).toEqual([]);
    expect(await openOf("delivery_failed", about)).toEqual([
      expect.stringMatching(/could not be delivered, says .* on 2026-11-14: Nobody took it in$/),
    ]);
    await scan(5 * DAY, "delivered");
    await look("carriers", 5 * DAY + 1);
    expect(await openOf("delivery_failed", about)).toEqual([]);
  });
});

describe("supply", () => {
  test("that moves behind what was promised is told in numbers, moving it back closes it", async () => {
    await stock(0);
    const inboundSupplyId = await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 20,
      eta: "2026-11-20",
    });
    await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    const move = (eta: string) =>
      changeInbound(ctxAt(1), key(), { inboundSupplyId, eta, reason: "The ship is late" });
    await move("2026-11-25");
    await look("supply", 2);
    expect(await openOf("supply_late", { skuId: sku.id })).toEqual([
      expect.stringContaining(
        `20 × ${sku.code} come to Reno on 2026-11-25 instead of 2026-11-20; 7 units of 2 orders wait for it`,
      ),
    ]);
    await move("2026-11-20");
    await look("supply", 3);
    expect(await openOf("supply_late", { skuId: sku.id })).toEqual([]);
    await look("supply", 11 * DAY);
    expect(await openOf("supply_late", { skuId: sku.id })).toEqual([
      expect.stringContaining("were due at Reno on 2026-11-20"),
    ]);
  });

  test("that its supplier has not confirmed is told before it is due, confirming closes it", async () => {
    await stock(0);
    const supplyId = await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 20,
      eta: "2026-11-20",
      confidence: 70,
    });
    await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await look("supply", 7 * DAY);
    expect(await openOf("supplier_no_ack", { skuId: sku.id })).toEqual([]);
    await look("supply", 8 * DAY);
    expect(await openOf("supplier_no_ack", { skuId: sku.id })).toEqual([
      expect.stringContaining(`only to 70 %: 3 × ${sku.code} are promised from it`),
    ]);
    await database.sql`update inbound_supply set confidence = 100 where id = ${supplyId}`;
    await look("supply", 8 * DAY + 1);
    expect(await openOf("supplier_no_ack", { skuId: sku.id })).toEqual([]);
  });

  test("that a drop-ship supplier does not answer is told, accepting closes it", async () => {
    await stock(5);
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
    await database.sql`update node set kind = 'dropship_supplier' where id = ${floor.reno.id}`;
    await look("supply", DAY + 1);
    expect(await openOf("supplier_no_ack", order)).toEqual([
      `Reno has not answered ${work.number} with 2 units of ${order.number}, given to it on 2026-11-10`,
    ]);
    await acceptFulfillmentOrder(ctxAt(DAY + 2), key(), { fulfillmentOrderId: work.id });
    await look("supply", DAY + 3);
    expect(await openOf("supplier_no_ack", order)).toEqual([]);
    await database.sql`update node set kind = 'warehouse' where id = ${floor.reno.id}`;
  });
});

describe("a look", () => {
  test("says the same once: two at once, again and again, and never what was dismissed", async () => {
    await stock(0);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await Promise.all([look("orders", 1), look("orders", 1)]);
    await look("orders", 2);
    const [said] = await saidOf("inventory_short", { skuId: sku.id });
    expect(await saidOf("inventory_short", { skuId: sku.id })).toHaveLength(1);
    const exceptionId = said?.id ?? "";
    await resolveException(ctxAt(3), key(), { exceptionId, how: "dismiss", note: "Known" });
    await look("orders", 9);
    expect(await openOf("inventory_short", { skuId: sku.id })).toEqual([]);
    await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    await look("orders", 10);
    expect(await openOf("inventory_short", { skuId: sku.id })).toEqual([
      expect.stringContaining("4 units of 2 orders"),
    ]);
    expect(await openOf("unfillable", { orderId })).toEqual([]);
  });

  test("leaves an order that somebody works on for the next; needs its right", async () => {
    await stock(5);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    await database.sql.begin(async (sql) => {
      await sql`select from sales_order where id = ${orderId} for update`;
      await look("orders", 3 * DAY);
    });
    expect(await openOf("order_stuck", { orderId })).toEqual([]);
    await look("orders", 3 * DAY);
    expect(await openOf("order_stuck", { orderId })).toHaveLength(1);
    await expect(
      detectTrouble(ctxOf(database, actorWith([])), key(), { family: "work" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
