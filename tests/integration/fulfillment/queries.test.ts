import { afterAll, beforeAll, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { rejectLines } from "@/server/oms/fulfillment/commands/reject-lines";
import { findFulfillmentOrder } from "@/server/oms/fulfillment/queries";
import { listBoard } from "@/server/oms/fulfillment/queries-board";
import { findShipment, listShipments } from "@/server/oms/fulfillment/queries-shipments";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, givenStock } from "../../support/factories";
import {
  type Floor,
  givenFloor,
  givenPacked,
  givenPicking,
  givenWork,
  key,
  linesOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

async function stocked(bin?: string) {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 50 });
  await database.sql`update stock_level set bin = ${bin ?? null} where sku_id = ${sku.id}`;
  return sku;
}

const boardOf = async (nodeCode?: string) =>
  listBoard(floor.ctx, nodeCode === undefined ? {} : { nodeCode });

test("the board counts by node and step, and shows the work of one node, most urgent first", async () => {
  const sku = await stocked();
  const before = await boardOf(floor.reno.code);
  const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 3 }]);
  const picking = await givenPicking(floor, [{ sku: sku.code, quantity: 2 }]);
  const board = await boardOf(floor.reno.code);

  const count = (view: typeof board, state: string) =>
    view.nodes
      .find(({ code }) => code === floor.reno.code)
      ?.counts.find((row) => row.state === state)?.orders ?? 0;
  expect(count(board, "open") - count(before, "open")).toBe(1);
  expect(count(board, "picking") - count(before, "picking")).toBe(1);
  expect(board.cards.find(({ number }) => number === work.number)).toMatchObject({
    state: "open",
    lines: 1,
    units: 3,
    picked: 0,
    shipBy: "2026-11-10",
    isHeld: false,
  });
  expect(board.cards.map(({ number }) => number)).toContain(picking.work.number);
  expect(board.nodes.map(({ code }) => code)).toEqual(
    expect.arrayContaining([floor.reno.code, floor.columbus.code]),
  );
});

test("times on the board are the node's own: its clock, its day, the cut-offs ahead", async () => {
  const board = await boardOf();
  const node = (code: string) => board.nodes.find((each) => each.code === code);
  // 15:00 UTC.
  expect(node(floor.reno.code)).toMatchObject({
    localTime: "07:00",
    today: "2026-11-10",
    isWorking: true,
    cutOffs: [{ serviceName: "Ground", localTime: "16:00", at: new Date("2026-11-11T00:00:00Z") }],
  });
  expect(node(floor.columbus.code)).toMatchObject({
    localTime: "10:00",
    cutOffs: [{ at: new Date("2026-11-10T21:00:00Z") }],
  });
  const night = await listBoard(
    ctxOf(database, floor.ctx.actor, new Date("2026-11-11T02:00:00Z")),
    {},
  );
  expect(night.nodes.find(({ code }) => code === floor.columbus.code)?.cutOffs).toEqual([]);
  const sunday = await listBoard(
    ctxOf(database, floor.ctx.actor, new Date("2026-11-15T15:00:00Z")),
    {},
  );
  expect(sunday.nodes[0]).toMatchObject({ isWorking: false, cutOffs: [] });
});

test("late is what should have left before the node's today", async () => {
  const sku = await stocked();
  await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
  const later = ctxOf(database, floor.ctx.actor, new Date("2026-11-12T15:00:00Z"));
  const [before, after] = [await boardOf(), await listBoard(later, {})];
  const lateOf = (view: typeof before) =>
    view.nodes.find(({ code }) => code === floor.reno.code)?.late ?? 0;
  expect(lateOf(before)).toBe(0);
  expect(lateOf(after)).toBeGreaterThan(0);
  const nodeCode = floor.reno.code;
  const [late, dueToday] = await Promise.all([
    listBoard(later, { nodeCode, view: "late" }),
    listBoard(later, { nodeCode, view: "due_today" }),
  ]);
  expect(late.cards).toHaveLength(lateOf(after));
  expect(late.cards.every(({ shipBy }) => shipBy < "2026-11-12")).toBe(true);
  expect(dueToday.cards).toEqual([]);
  const onTheDay = await listBoard(floor.ctx, { nodeCode, view: "due_today" });
  const node = onTheDay.nodes.find(({ code }) => code === nodeCode);
  expect(onTheDay.cards).toHaveLength(node?.dueToday ?? -1);
});

test("capacity is what the planner has given to the node's today", async () => {
  const { reno } = floor;
  await database.sql`update node set daily_capacity_lines = 40 where id = ${reno.id}`;
  await database.sql`
    insert into node_capacity_day (node_id, day, lines_used) values (${reno.id}, '2026-11-10', 7)
    on conflict (node_id, day) do update set lines_used = 7`;
  const board = await boardOf();
  expect(board.nodes.find(({ code }) => code === reno.code)?.capacity).toEqual({
    measure: "lines",
    used: 7,
    max: 40,
  });
  await database.sql`update node set daily_capacity_lines = null where id = ${reno.id}`;
});

test("somebody of a node sees that node and no other", async () => {
  const rights = ["fulfillment.list_board", "fulfillment.find_fulfillment_order"];
  const own = ctxOf(database, actorWith(rights, { nodeIds: [floor.columbus.id] }));
  const board = await listBoard(own, {});
  expect(board.nodes.map(({ code }) => code)).toEqual([floor.columbus.code]);
  await expect(listBoard(own, { nodeCode: floor.reno.code })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const sku = await stocked();
  const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
  await expect(findFulfillmentOrder(own, { number: work.number })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("the work order's page: lines in the order of the bins, and why it is here", async () => {
  const [late, early, nowhere] = [
    await stocked("B-02-1"),
    await stocked("A-11-3"),
    await stocked(),
  ];
  const { order, work } = await givenWork(
    floor,
    [late, early, nowhere].map(({ code }) => ({ sku: code, quantity: 2 })),
  );
  const [first] = await linesOf(floor, work.id);
  await rejectLines(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "no_capacity",
    lines: [{ fulfillmentOrderLineId: first?.id ?? "", quantity: 1 }],
  });
  const view = await findFulfillmentOrder(floor.ctx, { number: work.number });
  expect(view).toMatchObject({
    number: work.number,
    orderNumber: order.number,
    nodeName: "Reno",
    cutOff: "16:00",
    shipTo: { city: "San Francisco", postalCode: "94105" },
    shipment: null,
    parcels: [],
    holds: [],
  });
  expect(view.lines.map(({ sku, bin }) => [sku, bin])).toEqual([
    [early.code, "A-11-3"],
    [late.code, "B-02-1"],
    [nowhere.code, null],
  ]);
  expect(view.lines[1]).toMatchObject({ quantity: 2, rejected: 1, picked: 0 });
  expect(view.why).toMatch(/Reno/);
  expect(view.events.map(({ type }) => type)).toEqual([
    "fulfillment_order.lines_rejected",
    "fulfillment_order.released",
  ]);
});

test("shipments are listed newest first, by page, and found by any of their numbers", async () => {
  const sku = await stocked();
  const shipped = [];
  for (let at = 0; at < 3; at += 1) {
    const given = await givenPacked(floor, [{ sku: sku.code, quantity: 1 }]);
    await makeLabels(floor.ctx, key(), { shipmentId: given.shipment.id });
    shipped.push(given);
  }
  const numbers = shipped.map(({ shipment }) => shipment.number);
  const first = await listShipments(floor.ctx, { limit: 2 });
  const second = await listShipments(floor.ctx, { limit: 2, after: first.next });
  expect([...first.rows, ...second.rows].slice(0, 3).map(({ number }) => number)).toEqual(
    expect.arrayContaining(numbers),
  );
  expect(second.rows[0]?.number).not.toBe(first.rows[1]?.number);

  const [parcel] = await database.sql<{ trackingNumber: string }[]>`
    select tracking_number as "trackingNumber" from package
    where shipment_id = ${shipped[1]?.shipment.id ?? ""}`;
  for (const text of [numbers[1], parcel?.trackingNumber.toLowerCase(), shipped[1]?.order.number]) {
    const { rows } = await listShipments(floor.ctx, { text: text ?? "" });
    expect(rows.map(({ number }) => number)).toEqual([numbers[1]]);
  }
  expect((await listShipments(floor.ctx, { states: ["delivered"] })).rows).toEqual([]);
  expect((await listShipments(floor.ctx, { text: "%" })).rows).toEqual([]);
  const elsewhere = actorWith(["fulfillment.list_shipments"], { nodeIds: [floor.columbus.id] });
  expect((await listShipments(ctxOf(database, elsewhere), {})).rows).toEqual([]);
});

test("a packing slip knows what is in each parcel and what is still to come", async () => {
  const scarce = await givenSku(database);
  await givenStock(database, { skuId: scarce.id, nodeId: floor.reno.id, onHand: 1 });
  const sku = await stocked();
  const { shipment } = await givenPacked(floor, [
    { sku: sku.code, quantity: 2 },
    { sku: scarce.code, quantity: 1 },
  ]);
  const [order] = await database.sql<{ id: string }[]>`
    select order_id as id from shipment where id = ${shipment.id}`;
  await database.sql`
    update order_line set ordered = 4, backordered = 3, current_promise = '2026-12-01'
    where order_id = ${order?.id ?? ""} and line_number = 2`;
  const before = await findShipment(floor.ctx, { number: shipment.number });
  expect(before.parcels).toMatchObject([
    {
      packageNumber: 1,
      items: [
        { sku: sku.code, quantity: 2 },
        { sku: scarce.code, quantity: 1 },
      ],
    },
  ]);
  const toCome = [{ sku: scarce.code, units: 3, promise: "2026-12-01" }];
  expect(before.toCome).toMatchObject(toCome);

  await makeLabels(floor.ctx, key(), { shipmentId: shipment.id });
  await handOver(floor.ctx, key(), { shipmentId: shipment.id });
  const after = await findShipment(floor.ctx, { number: shipment.number });
  expect(after.toCome).toMatchObject(toCome);
  expect(after.state).toBe("shipped");
  await expect(findShipment(floor.ctx, { number: "SH-1" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
