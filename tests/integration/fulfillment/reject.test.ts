import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { rejectLines } from "@/server/oms/fulfillment/commands/reject-lines";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenInbound,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenPicked,
  givenWork,
  key,
  levelOf,
  linesOf,
  workOf,
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
  await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 10 });
});

const allocationsOf = (orderId: string) => database.sql`
  select n.name as node, a.state, a.quantity from allocation a join node n on n.id = a.node_id
  where a.order_id = ${orderId} order by a.state, n.name, a.quantity`;

test("a node refuses all of its work: another one has it, and the history stays", async () => {
  const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
  expect(work.nodeId).toBe(floor.reno.id);
  const { sentence } = await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "no_capacity",
    note: "two pickers ill",
  });
  expect(sentence).toMatch(/was rejected: 4 units went back\. .*Columbus/);
  expect(await allocationsOf(order.orderId)).toEqual([
    { node: "Columbus", state: "allocated", quantity: 4 },
    { node: "Reno", state: "rejected", quantity: 4 },
  ]);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 4, backordered: 0, released: 0 },
  ]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
    onHand: 10,
    allocated: 0,
    oversold: 0,
  });
  const [row] = await database.sql`
    select state, closed_reason, closed_note from fulfillment_order where id = ${work.id}`;
  expect(row).toEqual({
    state: "rejected",
    closed_reason: "no_capacity",
    closed_note: "two pickers ill",
  });
  const decisions = await database.sql`
    select trigger from sourcing_decision where order_id = ${order.orderId} order by decided_at`;
  expect(decisions.map(({ trigger }) => trigger)).toEqual(["placed", "node_rejected"]);
  expect(await eventsOf(floor, order.orderId)).toContain("fulfillment_order.rejected");
  await expectBooksToBalance(floor);
});

test.each([
  ["not_in_stock", { onHand: 0, allocated: 0, oversold: 0 }, 0],
  ["stock_mismatch", { onHand: 6, allocated: 0, oversold: 0 }, 0],
  ["damaged", { onHand: 6, allocated: 0, oversold: 0 }, 4],
  ["other", { onHand: 10, allocated: 0, oversold: 0 }, 0],
] as const)("%s corrects the stock of the node", async (reason, level, damaged) => {
  const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
  await rejectFulfillmentOrder(floor.ctx, key(), { fulfillmentOrderId: work.id, reason });
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual(level);
  const [bad] = await database.sql`
    select coalesce(sum(on_hand), 0)::int as units from stock_level
    where sku_id = ${sku.id} and node_id = ${floor.reno.id} and status = 'damaged'`;
  expect(bad).toEqual({ units: damaged });
  await expectBooksToBalance(floor);
});

test("what other orders hold of an empty shelf is oversold, and somebody is told", async () => {
  const first = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
  const second = await givenWork(floor, [{ sku: sku.code, quantity: 3 }]);
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: first.work.id,
    reason: "not_in_stock",
  });
  expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
    onHand: 0,
    allocated: 3,
    oversold: 3,
  });
  const open = () => database.sql`
    select type, sentence from exception
    where sku_id = ${sku.id} and type = 'oversold' and closed_at is null`;
  expect(await open()).toMatchObject([
    {
      sentence: `Reno has 0 × ${sku.code} on hand and 3 allocated: 3 more than there are, held by ${second.order.number}`,
    },
  ]);
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: second.work.id,
    reason: "not_in_stock",
  });
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ oversold: 0 });
  expect(await open()).toEqual([]);
  await expectBooksToBalance(floor);
});

test("some lines, and parts of lines: the rest of the work stays", async () => {
  const other = await givenSku(database);
  await givenStock(database, { skuId: other.id, nodeId: floor.reno.id, onHand: 10 });
  const { order, work } = await givenWork(floor, [
    { sku: sku.code, quantity: 5 },
    { sku: other.code, quantity: 2 },
  ]);
  const lines = await linesOf(floor, work.id);
  const line = lines.find((each) => each.sku === sku.code);
  const { state } = await rejectLines(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "stock_mismatch",
    lines: [{ fulfillmentOrderLineId: line?.id ?? "", quantity: 2 }],
  });
  expect(state).toBe("open");
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 2, released: 3 },
    { allocated: 0, released: 2 },
  ]);
  expect(await allocationsOf(order.orderId)).toEqual([
    { node: "Columbus", state: "allocated", quantity: 2 },
    { node: "Reno", state: "rejected", quantity: 2 },
    { node: "Reno", state: "released", quantity: 2 },
    { node: "Reno", state: "released", quantity: 3 },
  ]);
  expect(await eventsOf(floor, order.orderId)).toContain("fulfillment_order.lines_rejected");
  await expectBooksToBalance(floor);
});

test("the last units refused line by line close the work", async () => {
  const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
  const [line] = await linesOf(floor, work.id);
  const reject = (quantity: number) =>
    rejectLines(floor.ctx, key(), {
      fulfillmentOrderId: work.id,
      reason: "other",
      lines: [{ fulfillmentOrderLineId: line?.id ?? "", quantity }],
    });
  expect(await reject(1)).toMatchObject({ state: "open" });
  expect(await reject(1)).toMatchObject({ state: "rejected" });
});

test("units that found no other place are dated, and a person is told", async () => {
  const rare = await givenSku(database);
  await givenStock(database, { skuId: rare.id, nodeId: floor.reno.id, onHand: 3 });
  const { order, work } = await givenWork(floor, [{ sku: rare.code, quantity: 3 }]);
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "not_in_stock",
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 0, backordered: 3, released: 0 },
  ]);
  const [exception] = await database.sql`
    select type, state, sentence from exception where order_id = ${order.orderId}`;
  expect(exception).toMatchObject({ type: "node_rejected", state: "open" });
  expect(exception?.sentence).toMatch(
    /^Reno did not supply 3 × .*; 3 wait for supply, promised for/,
  );
  await expectBooksToBalance(floor);
});

test("a node that refused is not asked again when the next one refuses too", async () => {
  const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "no_capacity",
  });
  await releaseDue(floor.ctx, key(), {});
  const atColumbus = (await workOf(floor, order.orderId)).find((w) => w.state === "open");
  expect(atColumbus?.nodeId).toBe(floor.columbus.id);
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: atColumbus?.id ?? "",
    reason: "no_capacity",
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 2 }]);
});

test.each(["not_in_stock", "stock_mismatch", "damaged"] as const)(
  "a node whose shelf refused (%s) serves from what comes to it later",
  async (reason) => {
    const rare = await givenSku(database);
    await givenStock(database, { skuId: rare.id, nodeId: floor.reno.id, onHand: 3 });
    const { order, work } = await givenWork(floor, [{ sku: rare.code, quantity: 3 }]);
    const supply = await givenInbound(database, {
      ...{ skuId: rare.id, nodeId: floor.reno.id },
      ...{ quantity: 5, eta: "2026-11-12" },
    });
    await rejectFulfillmentOrder(floor.ctx, key(), { fulfillmentOrderId: work.id, reason });
    expect(await allocationsOf(order.orderId)).toEqual([
      { node: "Reno", state: "promised", quantity: 3 },
      { node: "Reno", state: "rejected", quantity: 3 },
    ]);
    await receiveSupply(floor.ctx, key(), { inboundSupplyId: supply, quantity: 5 });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 0 }]);
    await expectBooksToBalance(floor);
  },
);

test("a node whose shelf was empty ships what a count found there since", async () => {
  const rare = await givenSku(database);
  await givenStock(database, { skuId: rare.id, nodeId: floor.reno.id, onHand: 3 });
  const { order, work } = await givenWork(floor, [{ sku: rare.code, quantity: 3 }]);
  const input = { fulfillmentOrderId: work.id, reason: "not_in_stock" } as const;
  await rejectFulfillmentOrder(floor.ctx, key(), input);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 3 }]);
  await countStock(floor.ctx, key(), {
    ...{ skuId: rare.id, nodeId: floor.reno.id },
    ...{ counted: 4, reason: "found in the yard" },
  });
  const [line] = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${order.orderId}`;
  await resourceLine(floor.ctx, key(), {
    orderId: order.orderId,
    orderLineId: line?.id ?? "",
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 0 }]);
  await expectBooksToBalance(floor);
});

test("a node without the people to do it is not asked for what comes to it either", async () => {
  const rare = await givenSku(database);
  await givenStock(database, { skuId: rare.id, nodeId: floor.reno.id, onHand: 3 });
  const { order, work } = await givenWork(floor, [{ sku: rare.code, quantity: 3 }]);
  await givenInbound(database, {
    ...{ skuId: rare.id, nodeId: floor.reno.id, quantity: 5, eta: "2026-11-12" },
  });
  const input = { fulfillmentOrderId: work.id, reason: "no_capacity" } as const;
  await rejectFulfillmentOrder(floor.ctx, key(), input);
  expect(await allocationsOf(order.orderId)).toEqual([
    { node: "Reno", state: "rejected", quantity: 3 },
  ]);
});

test("work that is half packed can still be refused: everything goes back", async () => {
  const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: 4 }]);
  const { packageId } = await openPackage(floor.ctx, key(), { fulfillmentOrderId: work.id });
  await packItem(floor.ctx, key(), { packageId, code: sku.code, quantity: 2 });
  await rejectFulfillmentOrder(floor.ctx, key(), {
    fulfillmentOrderId: work.id,
    reason: "stock_mismatch",
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([
    { allocated: 4, released: 0, picked: 0, packed: 0 },
  ]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 6, allocated: 0 });
  const shipments = await database.sql`
    select state from shipment where fulfillment_order_id = ${work.id}`;
  expect(shipments).toMatchObject([{ state: "voided" }]);
  await expectBooksToBalance(floor);
});

test("refused commands write nothing", async () => {
  const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
  const [line] = await linesOf(floor, work.id);
  const before = await database.sql`select count(*)::int as events from event`;
  const input = { fulfillmentOrderId: work.id, reason: "other" } as const;
  const tooMany = [{ fulfillmentOrderLineId: line?.id ?? "", quantity: 3 }];
  await expect(rejectLines(floor.ctx, key(), { ...input, lines: tooMany })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    details: { faults: [{ field: "lines.0.quantity" }] },
  });
  const twice = [
    { fulfillmentOrderLineId: line?.id ?? "", quantity: 1 },
    { fulfillmentOrderLineId: line?.id ?? "", quantity: 1 },
  ];
  await expect(rejectLines(floor.ctx, key(), { ...input, lines: twice })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  const foreign = [{ fulfillmentOrderLineId: order.orderId, quantity: 1 }];
  await expect(rejectLines(floor.ctx, key(), { ...input, lines: foreign })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await database.sql`select count(*)::int as events from event`).toEqual(before);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 2, allocated: 0 }]);
});

test("the same key twice at once rejects once", async () => {
  const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
  const once = key();
  const input = { fulfillmentOrderId: work.id, reason: "damaged" } as const;
  const [a, b] = await Promise.all([
    rejectFulfillmentOrder(floor.ctx, once, input),
    rejectFulfillmentOrder(floor.ctx, once, input),
  ]);
  expect(a).toEqual(b);
  expect(await allocationsOf(order.orderId)).toHaveLength(2);
  await expectBooksToBalance(floor);
});

test("accept against reject: whoever comes second is told, and one of the two is true", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
    const input = { fulfillmentOrderId: work.id };
    const [accepted, rejected] = await Promise.allSettled([
      acceptFulfillmentOrder(floor.ctx, key(), input),
      rejectFulfillmentOrder(floor.ctx, key(), { ...input, reason: "other" }),
    ]);
    const [row] = await database.sql<{ state: string }[]>`
      select state from fulfillment_order where id = ${work.id}`;
    // Rejecting what was just accepted is allowed; accepting what was rejected is not.
    expect(rejected.status).toBe("fulfilled");
    expect(row?.state).toBe("rejected");
    if (accepted.status === "rejected") {
      expect(accepted.reason).toMatchObject({ code: "ILLEGAL_TRANSITION" });
    }
  }
  await expectBooksToBalance(floor);
});

test("it takes the right, and the node must be one's own", async () => {
  const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
  const input = { fulfillmentOrderId: work.id, reason: "other" } as const;
  const rights = [
    "fulfillment.reject_fulfillment_order",
    "fulfillment.reject_lines",
    "fulfillment.accept_fulfillment_order",
  ];
  const without = ctxOf(database, actorWith([]));
  const elsewhere = ctxOf(database, actorWith(rights, { nodeIds: [floor.columbus.id] }));
  const buyer = ctxOf(database, actorWith(rights, { companyId: newId<string>() }));
  await expect(rejectFulfillmentOrder(without, key(), input)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await expect(rejectFulfillmentOrder(elsewhere, key(), input)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(rejectFulfillmentOrder(buyer, key(), input)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const own = ctxOf(database, actorWith(rights, { nodeIds: [floor.reno.id] }));
  await expect(
    acceptFulfillmentOrder(own, key(), { fulfillmentOrderId: work.id }),
  ).resolves.toMatchObject({ state: "accepted" });
});
