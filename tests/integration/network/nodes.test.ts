import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { resourceHeld, resourceNode } from "@/server/oms/allocation/commands/resource-node";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { measureNodes } from "@/server/oms/network/commands/measure-nodes";
import { resumeNodes } from "@/server/oms/network/commands/resume-nodes";
import { setCalendar } from "@/server/oms/network/commands/set-calendar";
import { setCapacity } from "@/server/oms/network/commands/set-capacity";
import { setCutOffs } from "@/server/oms/network/commands/set-cut-offs";
import { setNode } from "@/server/oms/network/commands/set-node";
import { setService } from "@/server/oms/network/commands/set-service";
import { switchNode } from "@/server/oms/network/commands/switch-node";
import { readNetwork } from "@/server/oms/network/store";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenNode,
  givenSku,
  givenStock,
  TARIFF,
  TUESDAY,
} from "../../support/factories";
import {
  bucketsOf,
  type Floor,
  givenFloor,
  givenOrder,
  givenWork,
  key,
  packWork,
} from "../../support/floor";

/** Nodes, their days and their clocks, as people change them. */

let database: TestDatabase;
let floor: Floor;
let calendarId: string;
let node: GivenNode;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const [calendar] = await database.sql<{ id: string }[]>`select id from calendar`;
  calendarId = calendar?.id ?? "";
});
afterAll(() => database.drop());
beforeEach(async () => {
  node = await givenNode(database, calendarId, { name: "Fresno" });
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 100 });
});

const facts = (over: Partial<Parameters<typeof setNode>[2]> = {}) => ({
  nodeId: node.id,
  name: "Fresno",
  kind: "warehouse" as const,
  address1: "1 Dock Rd",
  city: "Reno",
  region: "NV",
  postalCode: "89501",
  country: "US",
  latitude: 39.53,
  longitude: -119.81,
  timeZone: "America/Los_Angeles",
  calendarId,
  priority: 100,
  handlingPerOrder: 100,
  handlingPerLine: 20,
  handlingPerUnit: 5,
  reason: "New contract",
  ...over,
});

const limits = (over: Partial<Parameters<typeof setCapacity>[2]> = {}) => ({
  nodeId: node.id,
  orders: null,
  lines: null,
  units: null,
  processingDays: 0,
  processingMode: "configured" as const,
  measuredOverDays: 28,
  reason: "Fewer people",
  ...over,
});

const eventsOf = (id: string) => database.sql<{ type: string; payload: unknown; reason: string }[]>`
  select type, payload, reason from event where subject_id = ${id} order by id`;

const daysOf = () => database.sql<{ day: string; orders: number; lines: number; units: number }[]>`
  select day::text, orders_used as orders, lines_used as lines, units_used as units
  from node_capacity_day where node_id = ${node.id} and lines_used > 0 order by day`;

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
};

const order = (quantity = 1, over = {}) => givenOrder(floor, [{ sku: sku.code, quantity }], over);

const shipDayOf = async (orderId: string) => {
  const rows = await database.sql<{ day: string; nodeId: string }[]>`
    select ship_date::text as day, node_id as "nodeId" from allocation
    where order_id = ${orderId} and state in ('allocated', 'promised', 'released')`;
  return rows.map((row) => ({ day: row.day, isHere: row.nodeId === node.id }));
};

describe("what a node is", () => {
  test("is changed with a reason, what it said before is kept, and the next order reads it", async () => {
    await readNetwork(database.sql, database.sql);
    const done = await setNode(floor.ctx, key(), facts({ handlingPerUnit: 900, priority: 7 }));
    expect(done).toEqual({ changes: 2 });
    const network = await readNetwork(database.sql, database.sql);
    expect(network.nodes.find(({ id }) => id === node.id)).toMatchObject({
      handlingPerUnitMinor: 900,
      priority: 7,
    });
    expect(await eventsOf(node.id)).toMatchObject([
      {
        type: "node.changed",
        reason: "New contract",
        payload: {
          node: "Fresno",
          changes: [
            { field: "priority", before: 100, after: 7 },
            { field: "handlingPerUnit", before: 5, after: 900 },
          ],
        },
      },
    ]);
  });

  test("changes once by one key, and not at all where it says what it said", async () => {
    const once = key();
    await Promise.all([1, 2].map(() => setNode(floor.ctx, once, facts({ priority: 3 }))));
    expect(await setNode(floor.ctx, key(), facts({ priority: 3 }))).toEqual({ changes: 0 });
    expect(await eventsOf(node.id)).toHaveLength(1);
  });

  test("is refused with each fault at its field, and nothing is written", async () => {
    await expect(
      setNode(floor.ctx, key(), facts({ timeZone: "Mars/Olympus", country: "USA", reason: " " })),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: [{ field: "country" }, { field: "timeZone" }, { field: "reason" }],
      },
    });
    const stranger = facts({ calendarId: key() });
    await expect(setNode(floor.ctx, key(), stranger)).rejects.toMatchObject({
      details: { faults: [{ field: "calendarId" }] },
    });
    expect(await eventsOf(node.id)).toEqual([]);
  });

  test("takes the right, and is nobody's of another node", async () => {
    const person = ctxOf(database, actorWith([]));
    await expect(setNode(person, key(), facts())).rejects.toMatchObject({ code: "FORBIDDEN" });
    const elsewhere = ctxOf(
      database,
      actorWith(["network.set_node"], { nodeIds: [floor.columbus.id] }),
    );
    await expect(setNode(elsewhere, key(), facts())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("cut-offs", () => {
  const cutOffs = (localTime: string) => ({
    nodeId: node.id,
    cutOffs: [{ serviceCode: "ground", localTime }],
    reason: "Truck comes earlier",
  });

  test("move the next order's day, on the node's own clock", async () => {
    // It is 7:00 at the node.
    const before = await order();
    expect(await shipDayOf(before.orderId)).toEqual([{ day: "2026-11-10", isHere: true }]);
    await setCutOffs(floor.ctx, key(), cutOffs("07:00"));
    const after = await order();
    expect(await shipDayOf(after.orderId)).toEqual([{ day: "2026-11-11", isHere: true }]);
    await setCutOffs(floor.ctx, key(), cutOffs("07:01"));
    expect(await shipDayOf((await order()).orderId)).toEqual([{ day: "2026-11-10", isHere: true }]);
  });

  test("name services that exist, each once", async () => {
    const unknown = {
      ...cutOffs("09:00"),
      cutOffs: [{ serviceCode: "drone", localTime: "09:00" }],
    };
    await expect(setCutOffs(floor.ctx, key(), unknown)).rejects.toMatchObject({
      details: { faults: [{ field: "cutOffs.0.serviceCode" }] },
    });
    await expect(setCutOffs(floor.ctx, key(), cutOffs("24:00"))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

describe("a day's limit", () => {
  test("of orders lets two race for the last one, and one of them leaves a day later", async () => {
    await setCapacity(floor.ctx, key(), limits({ orders: 2 }));
    await order(3);
    await Promise.all([order(1), order(1)]);
    expect(await daysOf()).toEqual([
      { day: "2026-11-10", orders: 2, lines: 2, units: 4 },
      { day: "2026-11-11", orders: 1, lines: 1, units: 1 },
    ]);
    await expectSound();
  });

  test("of units moves what does not fit, and what fits no day wants no more than a day", async () => {
    await setCapacity(floor.ctx, key(), limits({ units: 10 }));
    await order(6);
    await order(5);
    expect((await daysOf()).map(({ day, units }) => [day, units])).toEqual([
      ["2026-11-10", 6],
      ["2026-11-11", 5],
    ]);
    const big = await order(25);
    expect(big.lines.map((line) => [line.allocated, line.backordered])).toEqual([[10, 15]]);
    expect((await daysOf()).map(({ day, units }) => [day, units])).toEqual([
      ["2026-11-10", 6],
      ["2026-11-11", 5],
      ["2026-11-12", 10],
    ]);
    await expectSound();
  });

  test("counts two lines of one order as one order, and gives back what was held", async () => {
    await setCapacity(floor.ctx, key(), limits({ orders: 1, units: 50 }));
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: node.id, onHand: 10 });
    const two = await givenOrder(floor, [
      { sku: sku.code, quantity: 2 },
      { sku: other.code, quantity: 3 },
    ]);
    expect(await daysOf()).toEqual([{ day: "2026-11-10", orders: 1, lines: 2, units: 5 }]);
    await cancelOrder(floor.ctx, key(), { orderId: two.orderId, reason: "Changed their mind" });
    expect(await daysOf()).toEqual([]);
    await expectSound();
  });

  test("counts what was planned before it was set, also while orders are placed", async () => {
    const [, ...placed] = await Promise.all([
      setCapacity(floor.ctx, key(), limits({ lines: 2 })),
      ...Array.from({ length: 6 }, () => order()),
    ]);
    expect(placed).toHaveLength(6);
    await order();
    const days = await daysOf();
    expect(days.reduce((sum, { lines }) => sum + lines, 0)).toBe(7);
    await expectSound();
    expect(await eventsOf(node.id)).toMatchObject([{ type: "node.capacity_set" }]);
  });
});

describe("turned off", () => {
  const off = (over: Partial<Parameters<typeof switchNode>[2]> = {}) =>
    switchNode(floor.ctx, key(), {
      nodeId: node.id,
      serviceCode: null,
      turn: "off",
      until: null,
      reason: "Flood",
      ...over,
    });
  const FRIDAY = new Date("2026-11-13T16:00:00Z");

  test("until a moment, a node still ships what nobody else has: dates move, quantities do not", async () => {
    expect(await off({ until: FRIDAY })).toEqual({ orders: 0 });
    const placed = await order(4);
    expect(placed.lines.map((line) => [line.allocated, line.backordered])).toEqual([[4, 0]]);
    expect(await shipDayOf(placed.orderId)).toEqual([{ day: "2026-11-13", isHere: true }]);
  });

  test("it gives way to a node that is on, and ships only what that one lacks", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 3 });
    await off({ until: FRIDAY });
    const placed = await order(5);
    const rows = await database.sql<{ nodeId: string; quantity: number }[]>`
      select node_id as "nodeId", quantity from allocation where order_id = ${placed.orderId}
      order by quantity`;
    expect(rows).toEqual([
      { nodeId: node.id, quantity: 2 },
      { nodeId: floor.columbus.id, quantity: 3 },
    ]);
  });

  test("without an end it is asked by nobody, and given nothing", async () => {
    const before = await order(1);
    expect(await off()).toEqual({ orders: 1 });
    expect((await order(1)).lines.map((line) => line.backordered)).toEqual([1]);
    await releaseDue(floor.ctx, key(), {});
    const [row] = await database.sql`
      select state from allocation where order_id = ${before.orderId}`;
    expect(row?.state).toBe("allocated");
    await off({ turn: "on", reason: "Dry again" });
    expect((await order(1)).lines.map((line) => line.allocated)).toEqual([1]);
  });

  test("what it was not given yet is sourced again, each order by itself, when somebody asks", async () => {
    const [first, second] = [await order(2), await order(3)];
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 2 });
    expect(await off({ until: FRIDAY })).toEqual({ orders: 2 });
    const ask = { nodeId: node.id, serviceCode: null, reason: "Flood" };
    expect(await resourceNode(floor.ctx, key(), ask)).toEqual({ orders: 2 });
    const once = key();
    const held = { ...ask, orderId: first.orderId };
    expect(
      await Promise.all([resourceHeld(floor.ctx, once, held), resourceHeld(floor.ctx, once, held)]),
    ).toEqual([{ units: 2 }, { units: 2 }]);
    await resourceHeld(floor.ctx, key(), { ...ask, orderId: second.orderId });
    expect(await shipDayOf(first.orderId)).toEqual([{ day: "2026-11-10", isHere: false }]);
    // Nobody else has three: they stay, with the day on which the node is on again.
    expect(await shipDayOf(second.orderId)).toEqual([{ day: "2026-11-13", isHere: true }]);
    expect(await bucketsOf(floor, second.orderId)).toMatchObject([
      { allocated: 3, backordered: 0 },
    ]);
    await expectSound();
    const person = ctxOf(database, actorWith([]));
    await expect(resourceNode(person, key(), ask)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(resourceHeld(person, key(), held)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("for one service the node goes on with the others, and what is set for it beats the node", async () => {
    await database.sql`
      insert into carrier_service (code, carrier, name, tariff, calendar_id, tracking_prefix)
      select 'pickup', carrier, 'Pick-up', tariff, calendar_id, 'PU' from carrier_service
      where code = 'ground' on conflict do nothing`;
    await database.sql`insert into node_cut_off (node_id, service_code, local_time)
      values (${node.id}, 'pickup', '16:00')`;
    await off({ serviceCode: "ground" });
    expect((await order(1)).lines.map((line) => line.backordered)).toEqual([1]);
    const picked = await order(1, { serviceCode: "pickup" });
    expect(picked.lines.map((line) => line.allocated)).toEqual([1]);
    await off({ serviceCode: "ground", turn: "on", reason: "Trucks go" });
    await off();
    expect((await order(1)).lines.map((line) => line.allocated)).toEqual([1]);
    const [pickup] = (await order(1, { serviceCode: "pickup" })).lines;
    expect(pickup?.backordered).toBe(1);
    await off({ serviceCode: "ground", turn: "follow", reason: "As the node" });
    expect((await order(1)).lines.map((line) => line.backordered)).toEqual([1]);
  });

  test("ends by itself, at the moment and no earlier", async () => {
    const noon = new Date(TUESDAY.getTime() + 3_600_000);
    await off({ until: noon, serviceCode: "ground", reason: "Truck broke down" });
    expect(await resumeNodes(floor.ctx, key(), {})).toEqual({ resumed: 0 });
    const later = ctxOf(database, undefined, noon);
    // Nobody has swept yet, and it counts no more all the same.
    const placed = await placeOrder(later, key(), {
      channelCode: "portal",
      companyId: floor.company.id,
      serviceCode: "ground",
      lines: [{ sku: sku.code, quantity: 1 }],
    });
    expect(await shipDayOf(placed.orderId)).toEqual([{ day: "2026-11-10", isHere: true }]);
    expect(await resumeNodes(later, key(), {})).toEqual({ resumed: 1 });
    expect((await eventsOf(node.id)).map(({ type }) => type)).toEqual([
      "node.turned_off",
      "node.service_resumed",
    ]);
  });

  test("is refused with an end that is past, for a service nobody has, and without the right", async () => {
    await expect(off({ until: TUESDAY })).rejects.toMatchObject({
      details: { faults: [{ field: "until" }] },
    });
    await expect(off({ serviceCode: "drone" })).rejects.toMatchObject({
      details: { faults: [{ field: "serviceCode" }] },
    });
    const person = ctxOf(database, actorWith([]));
    await expect(
      switchNode(person, key(), {
        nodeId: node.id,
        serviceCode: null,
        turn: "off",
        until: null,
        reason: "x",
      }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await eventsOf(node.id)).toEqual([]);
  });
});

describe("calendars and services", () => {
  test("a closure moves what comes next, and is taken back", async () => {
    const calendar = {
      calendarId: null,
      code: "FRESNO",
      name: "Fresno",
      workingDays: 31,
      closures: [{ closedOn: "2026-11-10", name: "Stock count" }],
      reason: "Yearly count",
    };
    const made = await setCalendar(floor.ctx, key(), calendar);
    expect(made).toMatchObject({ opened: 0, closed: 1 });
    await setNode(floor.ctx, key(), facts({ calendarId: made.calendarId }));
    expect(await shipDayOf((await order()).orderId)).toEqual([{ day: "2026-11-11", isHere: true }]);
    const opened = { ...calendar, calendarId: made.calendarId, closures: [] };
    expect(await setCalendar(floor.ctx, key(), opened)).toMatchObject({ opened: 1, closed: 0 });
    expect(await shipDayOf((await order()).orderId)).toEqual([{ day: "2026-11-10", isHere: true }]);
    await expect(setCalendar(floor.ctx, key(), calendar)).rejects.toMatchObject({
      code: "DUPLICATE",
    });
    await expect(
      setCalendar(floor.ctx, key(), { ...opened, workingDays: 0 }),
    ).rejects.toMatchObject({ details: { faults: [{ field: "workingDays" }] } });
  });

  test("a tariff prices the next order, and one that makes no sense is refused", async () => {
    const service = {
      code: "ground",
      name: "Ground",
      carrier: "Ordinate Freight",
      calendarId,
      tariff: { ...TARIFF, minimumMinor: 2_500 },
      reason: "New year's rates",
    };
    expect(await setService(floor.ctx, key(), service)).toEqual({ code: "ground" });
    const network = await readNetwork(database.sql, database.sql);
    expect(network.services.get("ground")?.tariff.minimumMinor).toBe(2_500);
    const [near, far] = TARIFF.within;
    const turned = { ...service, tariff: { ...TARIFF, within: [far, near] } };
    await expect(setService(floor.ctx, key(), turned as typeof service)).rejects.toMatchObject({
      details: { faults: [{ field: "tariff.within" }] },
    });
    await expect(setService(floor.ctx, key(), { ...service, code: "drone" })).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
    await setService(floor.ctx, key(), { ...service, tariff: TARIFF });
  });
});

test("the worker measures what a node ships, and its promises count with it where they are told to", async () => {
  const works = [];
  await setNode(floor.ctx, key(), facts());
  for (let at = 0; at < 5; at += 1) {
    works.push(await givenWork(floor, [{ sku: sku.code, quantity: 2 }]));
  }
  for (const { work } of works) {
    await packWork(floor, work);
    await database.sql`
      update shipment set state = 'shipped', shipped_at = '2026-11-12T18:00:00Z'
      where fulfillment_order_id = ${work.id}`;
  }
  const later = ctxOf(database, undefined, new Date("2026-11-12T19:00:00Z"));
  expect((await measureNodes(later, key(), {})).measured).toBeGreaterThan(0);
  expect(await measureNodes(later, key(), {})).toEqual({ measured: 0 });
  const measured = async () => {
    const network = await readNetwork(database.sql, database.sql);
    return network.nodes.find(({ id }) => id === node.id);
  };
  expect((await measured())?.measure).toMatchObject({ processingDays: 2, shipments: 5 });
  expect((await measured())?.calendar.processing.amount).toBe(0);
  await setCapacity(floor.ctx, key(), limits({ processingMode: "measured" }));
  expect((await measured())?.calendar.processing.amount).toBe(2);
});
