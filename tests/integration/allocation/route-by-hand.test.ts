import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openRun } from "@/server/oms/allocation/commands/open-run";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { requestWindow } from "@/server/oms/allocation/commands/request-window";
import { resourceHeld } from "@/server/oms/allocation/commands/resource-node";
import { routeByHand } from "@/server/oms/allocation/commands/route-by-hand";
import { planRun } from "@/server/oms/allocation/handlers";
import { previewRouteByHand } from "@/server/oms/allocation/queries-by-hand";
import { findWindow } from "@/server/oms/allocation/queries-windows";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { type AllocationPolicy, DEFAULT_POLICY } from "@/server/oms/scarcity/types";
import { isReplayed } from "@/server/oms/sourcing/decide-replay";
import type { StoredDecision } from "@/server/oms/sourcing/types";
import { stepKey } from "@/server/shell/handler";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenKit,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
  workOf,
} from "../../support/floor";
import { tell } from "../notifications/telling";

/** A person places units of an order at a node that the planner would not have chosen. */

const REASON = "The customer fetches it in Ohio";

let database: TestDatabase;
let floor: Floor;
let sacramento: GivenNode;
let sku: GivenSku;

beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const { calendarId } = await givenNetwork(database);
  sacramento = await givenNode(database, calendarId, {
    name: "Sacramento",
    latitude: 38.58,
    longitude: -121.49,
    priority: 200,
  });
});
beforeEach(async () => {
  sku = await givenSku(database);
  await give(sku, floor.reno, 10);
  await give(sku, floor.columbus, 4);
});
afterEach(async () => {
  await expectBooksToBalance(floor);
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});
afterAll(() => database.drop());

const give = (of: GivenSku, node: GivenNode, onHand: number) =>
  givenStock(database, { skuId: of.id, nodeId: node.id, onHand });

async function given(quantity: number, of: GivenSku = sku) {
  const order = await givenOrder(floor, [{ sku: of.code, quantity }]);
  const [line] = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${order.orderId}`;
  const to = (node: GivenNode, units: number) => ({
    orderId: order.orderId,
    lines: [{ orderLineId: line?.id ?? "", nodeId: node.id, quantity: units }],
    reason: REASON,
  });
  return { ...order, to };
}

const standing = async (orderId: string) =>
  (
    await database.sql<{ at: string }[]>`
      select sum(a.quantity) || ' ' || n.name || ' ' || a.state as at
      from allocation a join node n on n.id = a.node_id
      where a.order_id = ${orderId} and a.state in ('promised', 'allocated', 'released')
      group by n.name, a.state order by n.name, a.state`
  ).map(({ at }) => at);

/** All that a refusal must leave as it was. */
const written = async (orderId: string) => ({
  standing: await standing(orderId),
  buckets: await bucketsOf(floor, orderId),
  events: await eventsOf(floor, orderId),
  rows: await database.sql`
    select (select count(*) from stock_movement) as moves,
      (select count(*) from sourcing_decision) as decisions,
      (select count(*) from allocation) as holds, (select sum(pegged) from inbound_supply) as pegs,
      (select sum(units_used) from node_capacity_day) as work`,
});

async function expectRefused(
  order: { readonly orderId: string },
  call: () => Promise<unknown>,
  refusal: Record<string, unknown>,
) {
  const before = await written(order.orderId);
  await expect(call()).rejects.toMatchObject(refusal);
  expect(await written(order.orderId)).toEqual(before);
}

describe("routing by hand", () => {
  test("moves units to the node, with a decision, events and a date of their own", async () => {
    const order = await given(5);
    expect(await standing(order.orderId)).toEqual(["5 Reno allocated"]);
    const before = await written(order.orderId);
    const shown = await previewRouteByHand(floor.ctx, order.to(floor.columbus, 3));
    expect(await written(order.orderId)).toEqual(before);

    const done = await routeByHand(floor.ctx, key(), order.to(floor.columbus, 3));
    expect(done.units).toBe(3);
    expect(done.sentences).toEqual([
      `Columbus ships 3 units, placed there by hand by test: ${REASON}`,
    ]);
    expect(await standing(order.orderId)).toEqual(["3 Columbus allocated", "2 Reno allocated"]);
    const decisions = await database.sql<{ detail: StoredDecision }[]>`
      select detail from sourcing_decision
      where order_id = ${order.orderId} and trigger = 'manual'`;
    expect(decisions.map(({ detail }) => isReplayed(detail))).toEqual([true]);
    expect(await eventsOf(floor, order.orderId)).toEqual(
      expect.arrayContaining([
        "order_line.routed_by_hand",
        "allocation.created",
        "sales_order.promise_changed",
      ]),
    );

    // Columbus is two zones' days away, and one shipment became two.
    expect(shown.before).toMatchObject({ shipments: 1, nodes: [{ node: "Reno", units: 5 }] });
    expect(shown.after).toMatchObject({
      shipments: 2,
      nodes: [
        { node: "Columbus", units: 3 },
        { node: "Reno", units: 2 },
      ],
    });
    expect(shown.after.freightMinor).toBeGreaterThan(shown.before.freightMinor ?? 0);
    const [promise] = await database.sql<{ day: string }[]>`
      select current_promise::text as day from sales_order where id = ${order.orderId}`;
    expect(shown.after.deliveryDate).toBe(promise?.day);
    expect(String(shown.before.deliveryDate) < String(shown.after.deliveryDate)).toBe(true);
  });

  test("shows the freight of the planner's own decision", async () => {
    const order = await given(5);
    const { before } = await previewRouteByHand(floor.ctx, order.to(floor.columbus, 3));
    const [row] = await database.sql<{ detail: StoredDecision }[]>`
      select detail from sourcing_decision where order_id = ${order.orderId}`;
    const node = row?.detail.nodes.find(({ name }) => name === "Reno");
    const grams = (row?.detail.lines[0]?.[4] ?? 0) * 5;
    const [, fixed = 0, perGram = 0] = typeof node?.rate === "object" ? node.rate : [];
    const micro = fixed + perGram * grams;
    expect(before.freightMinor).toBe(Math.floor(micro / 1_000_000 + 0.5));
    const [perOrder, perLine, perUnit] = node?.handling ?? [0, 0, 0];
    expect(before.handlingMinor).toBe(perOrder + perLine + 5 * perUnit);
  });

  test("gives up what was promised from supply, units without a promise first", async () => {
    const scarce = await givenSku(database);
    const supply = await givenInbound(database, {
      skuId: scarce.id,
      nodeId: floor.reno.id,
      quantity: 3,
      eta: "2026-11-20",
    });
    const order = await given(5, scarce);
    expect(await standing(order.orderId)).toEqual(["3 Reno promised"]);
    await give(scarce, floor.columbus, 4);
    await routeByHand(floor.ctx, key(), order.to(floor.columbus, 4));
    expect(await standing(order.orderId)).toEqual(["4 Columbus allocated", "1 Reno promised"]);
    const [row] = await database.sql<{ pegged: number }[]>`
      select pegged from inbound_supply where id = ${supply}`;
    expect(row?.pegged).toBe(1);
  });

  test("places two lines at two nodes, or neither", async () => {
    const other = await givenSku(database);
    await give(other, floor.reno, 3);
    await give(other, sacramento, 3);
    const order = await givenOrder(floor, [
      { sku: sku.code, quantity: 2 },
      { sku: other.code, quantity: 3 },
    ]);
    const lines = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${order.orderId} order by line_number`;
    const [first = "", second = ""] = lines.map(({ id }) => id);
    const input = (units: number) => ({
      orderId: order.orderId,
      lines: [
        { orderLineId: first, nodeId: floor.columbus.id, quantity: 2 },
        { orderLineId: second, nodeId: sacramento.id, quantity: units },
      ],
      reason: REASON,
    });
    await database.sql`update stock_level set safety_stock = 2
      where sku_id = ${other.id} and node_id = ${sacramento.id}`;
    await expectRefused(order, () => routeByHand(floor.ctx, key(), input(3)), {
      code: "SHORT_SUPPLY",
      message: "Sacramento has 1 free for this order, not 3",
    });
    const { sentences } = await routeByHand(floor.ctx, key(), input(1));
    expect(sentences).toHaveLength(2);
    expect(await standing(order.orderId)).toEqual([
      "2 Columbus allocated",
      "2 Reno allocated",
      "1 Sacramento allocated",
    ]);
    const twice = {
      ...input(1),
      lines: input(1).lines.map((line) => ({ ...line, orderLineId: first })),
    };
    await expectRefused(order, () => routeByHand(floor.ctx, key(), twice), {
      code: "INVALID_INPUT",
    });
  });

  test("is refused with what the node has, and writes nothing", async () => {
    const order = await given(6);
    await expectRefused(order, () => routeByHand(floor.ctx, key(), order.to(floor.columbus, 5)), {
      code: "SHORT_SUPPLY",
      message: "Columbus has 4 free for this order, not 5",
    });
    await expectRefused(order, () => previewRouteByHand(floor.ctx, order.to(floor.columbus, 5)), {
      code: "SHORT_SUPPLY",
    });
    await expectRefused(order, () => routeByHand(floor.ctx, key(), order.to(floor.columbus, 7)), {
      code: "ILLEGAL_TRANSITION",
    });
    await expectRefused(order, () => routeByHand(floor.ctx, key(), order.to(floor.reno, 1)), {
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("leaves what a node was given, and waits for a hold to be lifted", async () => {
    const held = await given(2);
    const code = "keep_from_stock";
    const blocks = ["allocate" as const];
    await saveHoldType(floor.ctx, key(), { code, version: null, name: "Kept from stock", blocks });
    await setHold(floor.ctx, key(), {
      orderId: held.orderId,
      type: code,
      reason: "Check the address",
    });
    await expectRefused(held, () => routeByHand(floor.ctx, key(), held.to(floor.columbus, 1)), {
      code: "ON_HOLD",
    });
    const given3 = await given(3);
    await releaseDue(floor.ctx, key(), {});
    expect(await standing(given3.orderId)).toEqual(["3 Reno released"]);
    await expectRefused(given3, () => routeByHand(floor.ctx, key(), given3.to(floor.columbus, 1)), {
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("leaves the parts of a kit together", async () => {
    const kit = await givenKit(database, [[sku, 1]]);
    const order = await given(2, kit);
    await expectRefused(order, () => routeByHand(floor.ctx, key(), order.to(floor.columbus, 1)), {
      code: "ILLEGAL_TRANSITION",
      message: `${sku.code} is part of a kit, whose parts stay together`,
    });
  });

  test("happens once for one key, and not without the right", async () => {
    const order = await given(4);
    const once = key();
    const input = order.to(floor.columbus, 2);
    const [first, second] = await Promise.all([
      routeByHand(floor.ctx, once, input),
      routeByHand(floor.ctx, once, input),
    ]);
    expect(second).toEqual(first);
    expect(await standing(order.orderId)).toEqual(["2 Columbus allocated", "2 Reno allocated"]);
    const stranger = ctxOf(database, actorWith(["allocation.resource_line"]));
    await expectRefused(order, () => routeByHand(stranger, key(), input), { code: "FORBIDDEN" });
    await expectRefused(order, () => previewRouteByHand(stranger, input), { code: "FORBIDDEN" });
  });

  test("gives the last units of a node to one of two", async () => {
    const [one, two] = [await given(3), await given(3)];
    const results = await Promise.allSettled([
      routeByHand(floor.ctx, key(), one.to(floor.columbus, 3)),
      routeByHand(floor.ctx, key(), two.to(floor.columbus, 3)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = results.find((result) => result.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "SHORT_SUPPLY" });
    const all = [...(await standing(one.orderId)), ...(await standing(two.orderId))];
    expect(all.sort()).toEqual(["3 Columbus allocated", "3 Reno allocated"]);
  });

  test("is left alone by windows", async () => {
    await releaseDue(floor.ctx, key(), { horizonDays: 60, ordersMax: 1_000 });
    const order = await given(2);
    const free = await given(2);
    await give(sku, sacramento, 5);
    await routeByHand(floor.ctx, key(), order.to(floor.columbus, 2));
    const { runId, number } = await requestWindow(floor.ctx, key(), { mode: "automatic" });
    await planRun(floor.ctx, (step) => stepKey(runId, step), runId);
    expect((await findWindow(floor.ctx, { number })).run).toMatchObject({ ordersSeen: 1 });
    expect(await standing(order.orderId)).toEqual(["2 Columbus allocated"]);
    expect(await standing(free.orderId)).toEqual(["2 Reno allocated"]);
  });
});

describe("what was placed by hand", () => {
  const placed = async (units = 3, of: GivenSku = sku) => {
    const order = await given(units, of);
    await routeByHand(floor.ctx, key(), order.to(floor.columbus, units));
    return order;
  };

  const complaintsOf = async (orderId: string) =>
    (
      await database.sql<{ sentence: string }[]>`
        select sentence from exception
        where order_id = ${orderId} and type = 'hand_placement_lost' and closed_at is null`
    ).map(({ sentence }) => sentence);

  const count = (node: GivenNode, counted: number) =>
    countStock(floor.ctx, key(), {
      skuId: sku.id,
      nodeId: node.id,
      counted,
      reason: "Cycle count",
    });

  test("is not taken by a run for somebody who goes first", async () => {
    const scarce = await givenSku(database);
    await give(scarce, floor.columbus, 4);
    const order = await given(4, scarce);
    const [hold] = await database.sql<{ isByHand: boolean }[]>`
      select is_by_hand as "isByHand" from allocation where order_id = ${order.orderId}`;
    expect(hold).toEqual({ isByHand: false });
    await give(scarce, sacramento, 4);
    await routeByHand(floor.ctx, key(), order.to(sacramento, 4));
    const gold = await givenCompany(database);
    await database.sql`update company set tier = 'gold' where id = ${gold.id}`;
    await database.sql`update stock_level set safety_stock = 4
      where sku_id = ${scarce.id} and node_id = ${floor.columbus.id}`;
    const other = await givenOrder({ ...floor, company: gold }, [
      { sku: scarce.code, quantity: 4 },
    ]);
    const policy: AllocationPolicy = {
      ...DEFAULT_POLICY,
      lockDays: 0,
      borrow: "freely",
      classes: [
        {
          name: "Gold",
          match: { ...EVERYONE.match, tiers: ["gold"] },
          share: "first_come",
          pool: null,
        },
      ],
    };
    const run = await openRun(floor.ctx, key(), { skus: [scarce.code], policy });
    const lines = await database.sql`
      select order_id as "orderId", stock_after as after from allocation_run_line
      where run_id = ${run.runId}`;
    expect(lines).toEqual([{ orderId: other.orderId, after: 0 }]);
    expect(await standing(order.orderId)).toEqual(["4 Sacramento allocated"]);
  });

  test("goes last when a count finds less, whoever has more time", async () => {
    const order = await placed(3);
    await count(floor.columbus, 3);
    await tell(database);
    expect(await standing(order.orderId)).toEqual(["3 Columbus allocated"]);
    // One more of Columbus, which leaves sooner and was placed by nobody.
    await count(floor.reno, 0);
    await tell(database);
    await give(sku, sacramento, 0);
    await count(floor.columbus, 5);
    await tell(database);
    const other = await given(2);
    expect(await standing(other.orderId)).toEqual(["2 Columbus allocated"]);
    await count(floor.columbus, 3);
    await tell(database);
    expect(await standing(order.orderId)).toEqual(["3 Columbus allocated"]);
    expect(await standing(other.orderId)).toEqual([]);
    expect(await complaintsOf(order.orderId)).toEqual([]);
  });

  test("that a count finds gone is told in numbers, until somebody places it again", async () => {
    const order = await placed(3);
    await count(floor.columbus, 1);
    await tell(database);
    expect(await standing(order.orderId)).toEqual(["1 Columbus allocated", "2 Reno allocated"]);
    expect(await complaintsOf(order.orderId)).toEqual([
      `${order.number}: 2 × ${sku.code} placed by hand at Columbus could not stay (Columbus has less ${sku.code} than was counted on); the line now has 1 at Columbus, 2 at Reno`,
    ]);
    await give(sku, sacramento, 2);
    await routeByHand(floor.ctx, key(), order.to(sacramento, 2));
    expect(await complaintsOf(order.orderId)).toEqual([]);
  });

  test("leaves a node that is off when somebody asks for it, and that is told", async () => {
    const order = await placed(3);
    const off = { nodeId: floor.columbus.id, serviceCode: null, reason: "Flood" };
    await resourceHeld(floor.ctx, key(), { ...off, orderId: order.orderId });
    expect(await standing(order.orderId)).toEqual(["3 Reno allocated"]);
    expect(await complaintsOf(order.orderId)).toEqual([
      `${order.number}: 3 × ${sku.code} placed by hand at Columbus could not stay (Flood); the line now has 3 at Reno`,
    ]);
  });

  test("that its node refuses is told, beside where it goes", async () => {
    const order = await placed(3);
    await releaseDue(floor.ctx, key(), { horizonDays: 60, ordersMax: 1_000 });
    const [work] = await workOf(floor, order.orderId);
    await rejectFulfillmentOrder(floor.ctx, key(), {
      fulfillmentOrderId: work?.id ?? "",
      reason: "no_capacity",
    });
    expect(await standing(order.orderId)).toEqual(["3 Reno allocated"]);
    expect(await complaintsOf(order.orderId)).toEqual([
      `${order.number}: 3 × ${sku.code} placed by hand at Columbus could not stay (the node does not supply it); the line now has 3 at Reno`,
    ]);
    await releaseDue(floor.ctx, key(), { horizonDays: 60, ordersMax: 1_000 });
    expect(await complaintsOf(order.orderId)).toEqual([]);
  });
});
