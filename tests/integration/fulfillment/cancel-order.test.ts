import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno", capacity: 500 });
  company = await givenCompany(database);
});
afterAll(() => database.drop());

async function givenPlaced() {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 3 });
  const supply = await givenInbound(database, {
    skuId: sku.id,
    nodeId: reno.id,
    quantity: 9,
    eta: "2026-11-20",
  });
  const placed = await placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity: 5 }],
  });
  return { sku, supply, ...placed };
}

test("gives stock, supply and the node's day back, and says so", async () => {
  const { orderId, sku, supply } = await givenPlaced();
  const answer = await cancelOrder(ctxOf(database), randomUUID(), {
    orderId,
    reason: "Changed plans",
  });
  expect(answer.units).toBe(5);
  const [level] = await database.sql`select allocated from stock_level where sku_id = ${sku.id}`;
  const [inbound] = await database.sql`select pegged from inbound_supply where id = ${supply}`;
  const [order] = await database.sql`
    select status, fulfillment_status from sales_order where id = ${orderId}`;
  const [day] = await database.sql`
    select coalesce(sum(lines_used), 0)::int as lines from node_capacity_day where node_id = ${reno.id}`;
  const [event] = await database.sql`
    select reason from event where order_id = ${orderId} and type = 'sales_order.cancelled'`;
  expect([level?.allocated, inbound?.pegged, day?.lines]).toEqual([0, 0, 0]);
  expect(order).toEqual({ status: "cancelled", fulfillment_status: "cancelled" });
  expect(event?.reason).toBe("Changed plans");
});

test("twice at once cancels once; afterwards there is nothing to cancel", async () => {
  const { orderId, sku } = await givenPlaced();
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => cancelOrder(ctxOf(database), randomUUID(), { orderId, reason: "twice" })),
  );
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  const ledger = await database.sql`
    select sum(allocated_delta)::int as allocated from stock_movement where sku_id = ${sku.id}`;
  expect(ledger).toEqual([{ allocated: 0 }]);
});

test("not without the right, and not another company's order", async () => {
  const { orderId } = await givenPlaced();
  const foreign = await givenCompany(database);
  const input = { orderId, reason: "mine?" };
  await expect(
    cancelOrder(ctxOf(database, actorWith([])), randomUUID(), input),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  const stranger = actorWith(["orders.cancel_order"], { companyId: foreign.id });
  await expect(cancelOrder(ctxOf(database, stranger), randomUUID(), input)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const [order] = await database.sql`select status from sales_order where id = ${orderId}`;
  expect(order?.status).toBe("confirmed");
});
