import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { previewAvailabilityRule } from "@/server/oms/inventory/queries-rules";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
import { moveStock } from "@/server/oms/inventory/store";
import { saveHoldRule } from "@/server/oms/orders/commands/save-hold-rule";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
  unique,
} from "../../support/factories";
import { tell } from "../notifications/telling";

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  company = await givenCompany(database);
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 0 });
});

const ctx = () => ctxOf(database);
const orderOf = (quantity: number, over: object = {}) => ({
  channelCode: "api",
  companyId: company.id,
  lines: [{ sku: sku.code, quantity }],
  ...over,
});
const place = (quantity: number, over: object = {}) =>
  placeOrder(ctx(), randomUUID(), orderOf(quantity, over));
/** Units turn up, and nobody was served of them yet. */
const turnUp = (units: number, nodeId = reno.id) =>
  inTransaction(database, ({ sql }) =>
    moveStock(
      sql,
      [
        {
          skuId: sku.id,
          nodeId,
          kind: "received",
          onHandDelta: units,
          allocatedDelta: 0,
          causeKind: "test",
          causeId: randomUUID(),
        },
      ],
      { actorId: "test", now: TUESDAY },
    ),
  );
const ask = async (channelCode = "api", over: object = {}) => {
  const answer = await availability(ctx(), { channelCode, skus: [sku.code], ...over });
  return answer.skus[0];
};
const linesOf = async (orderId: string) => {
  const [line] = await database.sql<{ allocated: number; backordered: number }[]>`
    select sum(allocated)::int as allocated, sum(backordered)::int as backordered
    from order_line where order_id = ${orderId}`;
  return [line?.allocated, line?.backordered];
};

test("when everything free is owed to who waits, a new order waits behind it, whatever its channel", async () => {
  const first = await place(6, { channelCode: "phone" });
  await turnUp(6);
  expect(await ask()).toMatchObject({ available: 0, waiting: 0 });
  expect(await ask("phone")).toMatchObject({ available: 0, waiting: 6 });
  const quote = await quoteLines(ctx(), {
    channelCode: "api",
    companyId: company.id,
    lines: [{ key: "1", sku: sku.code, quantity: 2 }],
  });
  expect(quote.lines[0]?.availableNow).toBe(0);
  await expect(
    reserveStock(ctx(), randomUUID(), {
      owner: { kind: "cart", ref: randomUUID() },
      channelCode: "api",
      lines: [{ sku: sku.code, quantity: 1 }],
    }),
  ).rejects.toMatchObject({ code: "SHORT_SUPPLY" });

  const second = await place(2);
  expect(await linesOf(second.orderId)).toEqual([0, 2]);
  await tell(database);
  expect(await linesOf(first.orderId)).toEqual([0, 6]);
  // A test's movement tells nobody; a cancelled order of the SKU does, and the queue is served.
  const third = await place(1);
  await cancelOrder(ctx(), randomUUID(), { orderId: third.orderId, reason: "test" });
  await tell(database);
  expect(await linesOf(first.orderId)).toEqual([6, 0]);
  expect(await linesOf(second.orderId)).toEqual([0, 2]);
});

test("the step says how many, and the page names the lines behind it", async () => {
  const first = await place(4);
  await turnUp(10);
  const answer = await ask("api", { breakdown: true });
  expect(answer?.available).toBe(6);
  expect(answer?.nodes?.[0]).toMatchObject({ owed: 4, available: 6 });
  expect(answer?.nodes?.[0]?.breakdown?.steps).toContainEqual({
    step: "waiting",
    units: -4,
    left: 6,
  });
  const page = await findSkuStock(ctx(), { code: sku.code, demand: "waiting" });
  expect(page.demand.map(({ order, quantity }) => [order, quantity])).toEqual([[first.number, 4]]);
  const preview = await previewAvailabilityRule(ctx(), {
    sku: sku.code,
    effect: "hold_units",
    amount: 1,
    note: "For the test",
    position: 1,
  });
  const total = preview.channels.find(({ code }) => code === "api");
  expect((total?.before ?? 0) - (total?.after ?? 0)).toBe(1);
});

test("demand that a supply was promised to takes nothing from what is sold today", async () => {
  await givenInbound(database, { skuId: sku.id, nodeId: reno.id, quantity: 50, eta: "2026-11-20" });
  await place(5);
  await turnUp(3);
  expect(await ask()).toMatchObject({ available: 3, waiting: 0 });
  const second = await place(3);
  expect(await linesOf(second.orderId)).toEqual([3, 0]);
});

test("an order beyond the horizon takes nothing until it is due, and then it does", async () => {
  const later = await place(5, { shipAfter: "2027-03-01" });
  await turnUp(8);
  expect(await ask()).toMatchObject({ available: 8 });
  await database.sql`
    update sales_order set allocate_from = '2026-11-10' where id = ${later.orderId}`;
  expect(await ask()).toMatchObject({ available: 3, waiting: 5 });
  const second = await place(8);
  expect(await linesOf(second.orderId)).toEqual([3, 5]);
});

test("units that no waiting order can have are there for others", async () => {
  const first = await place(5);
  await turnUp(5);
  expect((await ask())?.available).toBe(0);
  // Its node refused it: it is not asked again.
  await database.sql`
    insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
      ship_date, delivery_date, service_code, decision_id, created_at)
    select gen_random_uuid(), l.order_id, l.id, l.sku_id, ${reno.id}, 5, 'rejected', '2026-11-11',
      '2026-11-12', 'ground', d.id, now()
    from order_line l join sourcing_decision d on d.order_id = l.order_id
    where l.order_id = ${first.orderId} limit 1`;
  expect(await ask()).toMatchObject({ available: 5, waiting: 5 });
  const second = await place(5);
  expect(await linesOf(second.orderId)).toEqual([5, 0]);
});

test("who holds units keeps them, whoever waits", async () => {
  await turnUp(4);
  const owner = { kind: "cart" as const, ref: randomUUID() };
  const wish = (quantity: number) =>
    reserveStock(ctx(), randomUUID(), {
      owner,
      channelCode: "api",
      lines: [{ sku: sku.code, quantity }],
    });
  await wish(3);
  await place(9);
  await turnUp(4);
  // One was taken by the order, eight wait for the four that came, three are held.
  expect((await ask())?.available).toBe(0);
  await wish(3);
  await expect(wish(4)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
  const quote = await quoteLines(ctx(), {
    channelCode: "api",
    companyId: company.id,
    reservation: owner,
    lines: [{ key: "1", sku: sku.code, quantity: 3 }],
  });
  expect(quote.lines[0]?.availableNow).toBe(3);
  const second = await place(4, { reservation: owner });
  expect(await linesOf(second.orderId)).toEqual([3, 1]);
});

test("in one batch, too, who comes later comes behind who is held from stock", async () => {
  const type = unique("w").toLowerCase().replace("-", "_");
  await saveHoldType(ctx(), randomUUID(), {
    ...{ code: type, version: null, name: "Big", blocks: ["allocate", "release"] },
    autoRelease: true,
  });
  await saveHoldRule(ctx(), randomUUID(), {
    ...{ ruleId: null, version: null, type, name: "Big" },
    conditions: [{ fact: "order_value", operator: "above", value: 50_000 }],
  });
  await turnUp(70);
  const items = [60, 12].map((quantity) => ({
    key: randomUUID(),
    input: placeOrderInput.parse(orderOf(quantity)),
  }));
  const outcomes = await placeOrders(ctx(), items);
  const ids = outcomes.map((outcome) => (outcome.ok ? outcome.value.orderId : ""));
  expect(await Promise.all(ids.map(linesOf))).toEqual([
    [0, 60],
    [10, 2],
  ]);
  expect(await ask()).toMatchObject({ available: 0, waiting: 62 });
});

test("units added to an order come behind what others wait for", async () => {
  const own = await turnUp(3).then(() => place(3));
  await place(4);
  await turnUp(5);
  const [line] = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${own.orderId}`;
  const { changeId } = await proposeChange(ctx(), randomUUID(), {
    orderId: own.orderId,
    content: { lines: [{ lineId: line?.id ?? "", quantity: 6 }] },
    reason: "They rang",
  });
  const { orderVersion } = await previewChange(ctx(), { orderId: own.orderId, changeId });
  await applyChange(ctx(), randomUUID(), { orderId: own.orderId, changeId, orderVersion });
  expect(await linesOf(own.orderId)).toEqual([4, 2]);
});
