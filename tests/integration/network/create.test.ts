import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { createNode } from "@/server/oms/network/commands/create-node";
import { createService } from "@/server/oms/network/commands/create-service";
import { restoreNode } from "@/server/oms/network/commands/restore-node";
import { retireNode } from "@/server/oms/network/commands/retire-node";
import { setChannels } from "@/server/oms/network/commands/set-channels";
import { setNode } from "@/server/oms/network/commands/set-node";
import { findNode, listNodeStates, listRetiredNodes } from "@/server/oms/network/queries-nodes";
import { readNetwork } from "@/server/oms/network/store";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenNode,
  givenSku,
  givenStock,
  TARIFF,
  unique,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

/** Nodes and services that are opened, and nodes that are closed for good. */

let database: TestDatabase;
let floor: Floor;
let calendar: { id: string; code: string };
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const [row] = await database.sql<{ id: string; code: string }[]>`select id, code from calendar`;
  calendar = row ?? { id: "", code: "" };
  await database.sql`insert into postal_area (country, prefix, latitude, longitude)
    values ('US', '937', 36.75, -119.77)`;
});
afterAll(() => database.drop());

const fresno = (over: Partial<Parameters<typeof createNode>[2]> = {}) => ({
  code: unique("fat"),
  name: "Fresno",
  kind: "store" as const,
  address1: "1 Fulton St",
  city: "Fresno",
  region: "CA",
  postalCode: "93721",
  country: "US",
  timeZone: "America/Los_Angeles",
  calendarCode: calendar.code,
  cutOffs: [{ serviceCode: "ground", localTime: "16:00" }],
  channels: [{ channelCode: "portal", bufferUnits: 1 }],
  reason: "A store nearer to the valley",
  ...over,
});

const open = async (over: Parameters<typeof fresno>[0] = {}) => {
  const made = await createNode(floor.ctx, key(), fresno(over));
  return { ...made, id: made.nodeId };
};

const stockAt = async (nodeId: string, onHand: number) => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId, onHand });
  return sku;
};

const ask = (nodeId: string) => ({ nodeId, reason: "The lease ended" });

const networkNode = async (nodeId: string) =>
  (await readNetwork(database.sql, database.sql)).nodes.find(({ id }) => id === nodeId);

describe("a node", () => {
  test("is opened whole, stands where its postal code is, and ships the next order", async () => {
    const made = await open({ orders: 5, processingDays: 1 });
    expect(made).toMatchObject({ latitude: 36.75, longitude: -119.77 });
    expect(made.code).toMatch(/^FAT-/);
    expect(await networkNode(made.nodeId)).toMatchObject({
      name: "Fresno",
      kind: "store",
      point: { latitude: 36.75, longitude: -119.77 },
      dailyLimits: { orders: 5, lines: null, units: null },
      calendar: { cutOffs: { ground: "16:00" }, processing: { amount: 1 } },
    });
    const sku = await stockAt(made.nodeId, 4);
    const placed = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    // One of the four stays for the store's own customers.
    expect(placed.lines.map((line) => [line.allocated, line.backordered])).toEqual([[3, 0]]);
    const { channels, events } = await findNode(floor.ctx, { code: made.code });
    expect(channels.filter(({ bufferUnits }) => bufferUnits !== null)).toEqual([
      { code: "portal", name: "portal", bufferUnits: 1 },
    ]);
    expect(events).toMatchObject([
      { type: "node.created", reason: "A store nearer to the valley", payload: { services: 1 } },
    ]);
  });

  test("is opened once by one key, and its code is its own, however it is written", async () => {
    const once = key();
    const request = fresno();
    const made = await Promise.all([1, 2].map(() => createNode(floor.ctx, once, request)));
    expect(made[0]).toEqual(made[1]);
    const again = { ...request, code: request.code.toUpperCase() };
    const raced = await Promise.allSettled(
      [request, again].map((one) => createNode(floor.ctx, key(), one)),
    );
    expect(raced).toMatchObject([
      { reason: { code: "DUPLICATE", details: { faults: [{ field: "code" }] } } },
      { reason: { code: "DUPLICATE" } },
    ]);
  });

  test("is refused with each fault at its field, and nothing is written", async () => {
    const refused = async (over: Parameters<typeof fresno>[0], fields: readonly string[]) => {
      const request = fresno(over);
      await expect(createNode(floor.ctx, key(), request)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { faults: fields.map((field) => ({ field })) },
      });
      const left = await database.sql`select from node where code = ${request.code.toUpperCase()}`;
      expect(left).toHaveLength(0);
    };
    await refused({ timeZone: "Mars/Olympus", latitude: 3 }, ["timeZone", "longitude"]);
    await refused({ postalCode: "00501" }, ["latitude"]);
    await refused({ calendarCode: "NEVER" }, ["calendarCode"]);
    await refused({ cutOffs: [{ serviceCode: "drone", localTime: "09:00" }] }, [
      "cutOffs.0.serviceCode",
    ]);
    await refused({ channels: [{ channelCode: "fax", bufferUnits: 0 }] }, [
      "channels.0.channelCode",
    ]);
  });

  test("takes the right, and staff", async () => {
    const person = ctxOf(database, actorWith([]));
    await expect(createNode(person, key(), fresno())).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = ctxOf(
      database,
      actorWith(["network.create_node"], { companyId: floor.company.id }),
    );
    await expect(createNode(buyer, key(), fresno())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("the channels of a node", () => {
  test("are set with what they leave there, and those that are not named sell no more", async () => {
    const { nodeId } = await open();
    const change = (channels: { channelCode: string; bufferUnits: number }[]) =>
      setChannels(floor.ctx, key(), { nodeId, channels, reason: "Web only" });
    await change([{ channelCode: "api", bufferUnits: 3 }]);
    const buffers = async () => {
      const { channels } = await readNetwork(database.sql, database.sql);
      return ["portal", "api"].map((code) => channels.get(code)?.buffers.get(nodeId) ?? null);
    };
    expect(await buffers()).toEqual([null, 3]);
    await expect(change([{ channelCode: "fax", bufferUnits: 0 }])).rejects.toMatchObject({
      details: { faults: [{ field: "channels.0.channelCode" }] },
    });
    const once = key();
    const both = { nodeId, channels: [{ channelCode: "portal", bufferUnits: 0 }], reason: "Shop" };
    await Promise.all([1, 2].map(() => setChannels(floor.ctx, once, both)));
    expect(await setChannels(floor.ctx, key(), both)).toEqual({ channels: 1 });
    const events = await database.sql`
      select 1 from event where subject_id = ${nodeId} and type = 'node.channels_set'`;
    expect(events).toHaveLength(2);
  });

  test("take the right, and are nobody's of another node", async () => {
    const { nodeId } = await open();
    const request = { nodeId, channels: [], reason: "Closed" };
    const person = ctxOf(database, actorWith([]));
    await expect(setChannels(person, key(), request)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const elsewhere = ctxOf(
      database,
      actorWith(["network.set_channels"], { nodeIds: [floor.columbus.id] }),
    );
    await expect(setChannels(elsewhere, key(), request)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a node that is retired", () => {
  test("is planned with no more, takes no stock, and comes back as it was", async () => {
    const { nodeId, code } = await open();
    const sku = await stockAt(nodeId, 0);
    expect(await retireNode(floor.ctx, key(), ask(nodeId))).toEqual({ code });
    expect(await networkNode(nodeId)).toBeUndefined();
    const listed = await listNodeStates(floor.ctx, {});
    expect(listed.some((node) => node.id === nodeId)).toBe(false);
    expect(await listRetiredNodes(floor.ctx, {})).toContainEqual(
      expect.objectContaining({ id: nodeId, reason: "The lease ended" }),
    );
    const count = { skuId: sku.id, nodeId, delta: 4, reason: "Found" };
    await expect(adjustStock(floor.ctx, key(), count)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      database.sql`update stock_level set on_hand = 4 where node_id = ${nodeId}`,
    ).rejects.toThrow("is retired");
    await restoreNode(floor.ctx, key(), ask(nodeId));
    expect(await networkNode(nodeId)).toMatchObject({ calendar: { cutOffs: { ground: "16:00" } } });
    await adjustStock(floor.ctx, key(), count);
    await expect(restoreNode(floor.ctx, key(), ask(nodeId))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("has nothing left: what is left is told in numbers, and nothing is written", async () => {
    const node = await givenNode(database, calendar.id, { name: "Bakersfield" });
    const sku = await stockAt(node.id, 5);
    await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    await expect(retireNode(floor.ctx, key(), ask(node.id))).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: "Bakersfield has work left: 5 units in stock, 1 order planned there",
      details: { units: 5, plannedOrders: 1, work: 0 },
    });
    expect(await networkNode(node.id)).toBeDefined();
  });

  test("once by one key; against stock that comes in at the same time one of the two wins", async () => {
    const { nodeId } = await open();
    const once = key();
    await Promise.all([1, 2].map(() => retireNode(floor.ctx, once, ask(nodeId))));
    await expect(retireNode(floor.ctx, key(), ask(nodeId))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await restoreNode(floor.ctx, key(), ask(nodeId));
    const sku = await stockAt(nodeId, 0);
    const [retired, counted] = await Promise.allSettled([
      retireNode(floor.ctx, key(), ask(nodeId)),
      adjustStock(floor.ctx, key(), { skuId: sku.id, nodeId, delta: 1, reason: "Found" }),
    ]);
    expect([retired.status, counted.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    const { invariants } = await auditDatabase(database.sql);
    expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  });

  test("takes the right, and is nobody's of another node", async () => {
    const { nodeId } = await open();
    const rights = ["network.retire_node", "network.restore_node"];
    const person = ctxOf(database, actorWith([]));
    const elsewhere = ctxOf(database, actorWith(rights, { nodeIds: [floor.columbus.id] }));
    for (const command of [retireNode, restoreNode]) {
      await expect(command(person, key(), ask(nodeId))).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(command(elsewhere, key(), ask(nodeId))).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });

  test("is not changed either", async () => {
    const { nodeId } = await open();
    await retireNode(floor.ctx, key(), ask(nodeId));
    const { code: _, calendarCode: __, cutOffs: ___, channels: ____, ...facts } = fresno();
    const change = {
      ...{
        ...facts,
        nodeId,
        region: "CA",
        latitude: 1,
        longitude: 1,
        calendarId: calendar.id,
        priority: 1,
      },
      ...{ handlingPerOrder: 0, handlingPerLine: 0, handlingPerUnit: 0 },
    };
    await expect(setNode(floor.ctx, key(), change)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a carrier's service", () => {
  const twoDay = (over: Partial<Parameters<typeof createService>[2]> = {}) => ({
    code: unique("two-day"),
    name: "Two day",
    carrier: "Ordinate Freight",
    calendarCode: calendar.code,
    tariff: TARIFF,
    trackingPrefix: "of2",
    nodes: [{ nodeCode: floor.columbus.code, localTime: "12:00" }],
    reason: "Customers ask for it",
    ...over,
  });

  test("is opened with its tariff, offered by nodes, and an order ships by it", async () => {
    const made = await createService(floor.ctx, key(), twoDay());
    expect(made).toMatchObject({ code: expect.stringMatching(/^two-day-/), nodes: 1 });
    const network = await readNetwork(database.sql, database.sql);
    expect(network.services.get(made.code)).toMatchObject({ name: "Two day", tariff: TARIFF });
    const sku = await stockAt(floor.columbus.id, 2);
    const order = [{ sku: sku.code, quantity: 2 }];
    const placed = await givenOrder(floor, order, { serviceCode: made.code });
    const [part] = await database.sql`
      select service_code as service from allocation where order_id = ${placed.orderId}`;
    expect(part).toEqual({ service: made.code });
  });

  test("is opened once by one key, and is refused with each fault at its field", async () => {
    const once = key();
    const request = twoDay();
    await Promise.all([1, 2].map(() => createService(floor.ctx, once, request)));
    await expect(createService(floor.ctx, key(), request)).rejects.toMatchObject({
      code: "DUPLICATE",
      details: { faults: [{ field: "code" }] },
    });
    const unknown = twoDay({ nodes: [{ nodeCode: "NOWHERE", localTime: "12:00" }] });
    await expect(createService(floor.ctx, key(), unknown)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "nodes.0.nodeCode", message: "There is no node NOWHERE" }] },
    });
    const left = await database.sql`
      select from carrier_service where code = ${unknown.code.toLowerCase()}`;
    expect(left).toHaveLength(0);
    const blank = { ...TARIFF, within: [] };
    await expect(
      createService(floor.ctx, key(), twoDay({ tariff: blank, trackingPrefix: "?" })),
    ).rejects.toMatchObject({
      details: { faults: [{ field: "tariff.within" }, { field: "trackingPrefix" }] },
    });
  });

  test("takes the right, and staff", async () => {
    const person = ctxOf(database, actorWith([]));
    await expect(createService(person, key(), twoDay())).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const buyer = ctxOf(
      database,
      actorWith(["network.create_service"], { companyId: floor.company.id }),
    );
    await expect(createService(buyer, key(), twoDay())).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
