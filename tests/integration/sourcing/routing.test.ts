import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { quoteLines } from "@/server/oms/intake/queries";
import { findOrder } from "@/server/oms/orders/queries-order";
import { isReplayed } from "@/server/oms/sourcing/decide-replay";
import { listDecisions, replayDecisions } from "@/server/oms/sourcing/queries";
import type { StoredDecision } from "@/server/oms/sourcing/types";
import type { Strategy } from "@/server/oms/sourcing/types-profile";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf, givenSku, givenStock } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { givenStrategies } from "../../support/routing";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(() => database.sql`update company set tier = 'gold'`);

const strategy = (over: Partial<Strategy>): Strategy => ({
  name: "Gold",
  when: { fact: "customer_tier", is: "in", values: ["gold"] },
  criteria: [{ by: "landed_cost", band: 0 }],
  constraints: [],
  afterAction: { do: "backorder" },
  ...over,
});

/** A SKU with so many units at Reno, which is near, and at Columbus, which is far. */
async function stocked(reno: number, columbus: number, over = {}) {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: reno });
  await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: columbus });
  return sku;
}

async function routeOf(orderId: string) {
  const [row] = await database.sql<
    { sentence: string; version: number; detail: StoredDecision }[]
  >`select sentence, profile_version as version, detail from sourcing_decision
    where order_id = ${orderId} order by decided_at desc, id desc limit 1`;
  const nodes = await database.sql<{ node: string; units: number }[]>`
    select n.name as node, sum(a.quantity)::int as units from allocation a
    join node n on n.id = a.node_id where a.order_id = ${orderId} group by 1 order by 1`;
  if (row === undefined) {
    throw new Error("the order was routed");
  }
  return { ...row, nodes: nodes.map(({ node, units }) => `${node} ${units}`) };
}

describe("the active profile routes the next order", () => {
  test("by the first strategy that it meets, and says so", async () => {
    const version = await givenStrategies(database, [
      strategy({
        name: "Gold from afar",
        constraints: [{ rule: "nodes", is: "not_in", values: [floor.reno.code], hard: true }],
      }),
    ]);
    const sku = await stocked(10, 10);
    const gold = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    const routed = await routeOf(gold.orderId);
    expect(routed.nodes).toEqual(["Columbus 4"]);
    expect(routed.version).toBe(version);
    expect(routed.sentence).toMatch(/^By “Gold from afar”, Columbus ships all 4: /);
    expect(routed.sentence).toContain("Reno is left out by a rule (not from");
    await database.sql`update company set tier = 'bronze'`;
    const bronze = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    const other = await routeOf(bronze.orderId);
    expect(other.nodes).toEqual(["Reno 4"]);
    expect(other.detail.route?.trail).toEqual([
      { name: "Gold from afar", outcome: "not_matched", because: "not of Gold customers" },
      { name: "All orders", outcome: "used", because: "" },
    ]);
  });

  test("complete from one node, else split over at most two", async () => {
    await givenStrategies(database, [
      strategy({
        criteria: [{ by: "delivery_date", band: 0 }],
        constraints: [
          { rule: "ship_complete", hard: true },
          { rule: "max_shipments", shipments: 1, hard: true },
        ],
        afterAction: { do: "split", shipmentsMax: 2 },
      }),
    ]);
    const [a, b] = [await stocked(5, 0), await stocked(5, 5)];
    const whole = await givenOrder(floor, [
      { sku: a.code, quantity: 2 },
      { sku: b.code, quantity: 2 },
    ]);
    expect((await routeOf(whole.orderId)).nodes).toEqual(["Reno 4"]);
    const split = await givenOrder(floor, [{ sku: b.code, quantity: 8 }]);
    const routed = await routeOf(split.orderId);
    expect(routed.nodes).toEqual(["Columbus 5", "Reno 3"]);
    expect(routed.sentence).toContain("it could not be kept together");
    const [header] = await database.sql`
      select array_agg(ship_policy order by placed_at, number) as policies from sales_order
      where id = any(${[whole.orderId, split.orderId]}::uuid[])`;
    expect(header?.policies).toEqual(["complete", "as_available"]);
  });

  test("that finds no plan hands the order on", async () => {
    await givenStrategies(database, [
      strategy({
        constraints: [{ rule: "line_complete", hard: true }],
        afterAction: { do: "next_strategy" },
      }),
    ]);
    const sku = await stocked(3, 3);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    const routed = await routeOf(order.orderId);
    expect(routed.nodes).toEqual(["Columbus 3", "Reno 3"]);
    expect(routed.detail.route).toMatchObject({
      strategy: "All orders",
      trail: [
        { outcome: "no_plan", because: "6 units found no node that keeps its rules" },
        { outcome: "used" },
      ],
    });
  });

  test("gives up a soft constraint only where it would cost units", async () => {
    await givenStrategies(database, [
      strategy({
        constraints: [{ rule: "nodes", is: "in", values: [floor.columbus.code], hard: false }],
      }),
    ]);
    const sku = await stocked(10, 4);
    const few = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    expect((await routeOf(few.orderId)).nodes).toEqual(["Columbus 3"]);
    const many = await givenOrder(floor, [{ sku: sku.code, quantity: 8 }]);
    const routed = await routeOf(many.orderId);
    expect(routed.nodes).toEqual(["Reno 8"]);
    expect(routed.sentence).toContain("if possible” was given up");
  });

  test("holds an order to shipping complete, and keeps what the customer asked for", async () => {
    await givenStrategies(database, [
      strategy({ constraints: [{ rule: "ship_complete", hard: true }] }),
    ]);
    const sku = await stocked(10, 4);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    const found = () => findOrder(floor.ctx, { orderNumber: order.number });
    expect(await found()).toMatchObject({
      shipPolicy: "complete",
      orderedShipPolicy: "as_available",
    });
    const content = { note: "Ring first" };
    const asked = { orderId: order.orderId, content, reason: "They rang" };
    const { changeId } = await proposeChange(floor.ctx, key(), asked);
    const { orderVersion } = await previewChange(floor.ctx, { orderId: order.orderId, changeId });
    await applyChange(floor.ctx, key(), { orderId: order.orderId, changeId, orderVersion });
    expect(await found()).toMatchObject({
      note: "Ring first",
      shipPolicy: "complete",
      orderedShipPolicy: "as_available",
    });
  });

  test("cancels what no node has, and the rest is whole", async () => {
    await givenStrategies(database, [strategy({ afterAction: { do: "cancel_remainder" } })]);
    const sku = await stocked(3, 0, { backorderPolicy: "refuse" });
    const part = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
    const buckets = await database.sql`
      select ordered, cancelled, allocated, backordered from order_line
      where order_id = ${part.orderId}`;
    expect(buckets).toEqual([{ ordered: 5, cancelled: 2, allocated: 3, backordered: 0 }]);
    expect(part).toMatchObject({ status: "confirmed", promiseState: "firm" });
    const none = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    expect(none.status).toBe("cancelled");
    const events = await database.sql`select type from event
      where order_id = ${none.orderId} order by id`;
    expect(events.map(({ type }) => type)).toContain("sales_order.remainder_cancelled");
  });

  test("tells a person where it says so, once", async () => {
    await givenStrategies(database, [strategy({ afterAction: { do: "raise_exception" } })]);
    const sku = await stocked(1, 0);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    const rows = await database.sql`select type, sentence from exception
      where order_id = ${order.orderId}`;
    expect(rows).toEqual([
      { type: "unfillable", sentence: `${order.number}: no plan of “Gold” fills it, 2 units wait` },
    ]);
  });

  test("asks drop-ship suppliers only for what nobody else has", async () => {
    await database.sql`update node set kind = 'dropship_supplier' where id = ${floor.columbus.id}`;
    await givenStrategies(database, [
      strategy({
        constraints: [
          { rule: "node_kinds", is: "not_in", values: ["dropship_supplier"], hard: true },
        ],
        afterAction: { do: "drop_ship" },
      }),
    ]);
    const sku = await stocked(3, 10);
    const own = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    expect((await routeOf(own.orderId)).nodes).toEqual(["Reno 2"]);
    const both = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    expect((await routeOf(both.orderId)).nodes).toEqual(["Columbus 3", "Reno 1"]);
    await database.sql`update node set kind = 'warehouse' where id = ${floor.columbus.id}`;
  });

  test("quotes as it places", async () => {
    await givenStrategies(database, [
      strategy({
        constraints: [{ rule: "nodes", is: "not_in", values: [floor.reno.code], hard: true }],
      }),
    ]);
    const sku = await stocked(10, 10);
    const quote = await quoteLines(ctxOf(database), {
      companyId: floor.company.id,
      channelCode: "portal",
      serviceCode: "ground",
      lines: [{ key: "1", sku: sku.code, quantity: 4 }],
    });
    expect(quote.lines[0]?.parts.map(({ nodeName }) => nodeName)).toEqual(["Columbus"]);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    expect(order.promiseDate).toBe(quote.promiseDate);
  });

  test("and tells what it weighed: strategies, parts of the costs, what would have changed it", async () => {
    await givenStrategies(database, [
      strategy({
        constraints: [{ rule: "nodes", is: "not_in", values: [floor.reno.code], hard: true }],
      }),
    ]);
    const sku = await stocked(10, 10);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]);
    const told = await listDecisions(ctxOf(database), { orderNumber: order.number });
    const [decision] = told.decisions;
    expect(decision).toMatchObject({
      isReplayed: true,
      route: { strategy: "Gold", of: 2 },
      changesSentence: `It would have gone another way with no rule “not from ${floor.reno.code}”.`,
    });
    const alone = decision?.costsAlone.find((parts) => parts !== null);
    expect(alone).toMatchObject({ splitPenaltyMinor: 0 });
    expect(alone?.freightMinor).toBeGreaterThan(0);
    await expect(listDecisions(ctxOf(database), { orderNumber: "SO-0" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("and every decision that was kept replays to the same answer", async () => {
    const rows = await database.sql<{ detail: StoredDecision }[]>`
      select detail from sourcing_decision`;
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ detail }) => !isReplayed(detail))).toEqual([]);
    const page = await replayDecisions(ctxOf(database), { after: null, limit: rows.length });
    expect(page).toMatchObject({ replayed: rows.length, differing: [] });
  });
});
