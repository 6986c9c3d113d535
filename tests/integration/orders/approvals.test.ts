import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rejectOrder } from "@/server/oms/fulfillment/commands/reject-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { approveOrder } from "@/server/oms/orders/commands/approve-order";
import { commentOnOrder } from "@/server/oms/orders/commands/comment-on-order";
import type { Actor } from "@/server/shell/actor";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

const RIGHTS = ["orders.place_order", "orders.approve_order", "orders.reject_order"];

let database: TestDatabase;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId);
  company = await givenCompany(database, { spendingLimit: 10_000 });
  sku = await givenSku(database, { listPriceE4: 100_000 });
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 100 });
});
afterAll(() => database.drop());

const buyer = () => actorWith(RIGHTS, { companyId: company.id, contactId: company.contactId });

async function givenApprover(spendingLimit: number | null): Promise<Actor> {
  const id = newId();
  await database.sql`insert into contact (id, company_id, name, role, spending_limit)
    values (${id}, ${company.id}, 'Ann Approver', 'approver', ${spendingLimit})`;
  return actorWith(RIGHTS, { companyId: company.id, contactId: id, name: "Ann Approver" });
}

/** 20 at 10.00: twice what the buyer may order alone. The request cannot talk its way out of it. */
const givenWaiting = () =>
  placeOrder(ctxOf(database, buyer()), randomUUID(), {
    channelCode: "portal",
    lines: [{ sku: sku.code, quantity: 20 }],
  });

const statusOf = async (orderId: string) => {
  const [row] = await database.sql<{ status: string; fulfillment: string }[]>`
    select status, fulfillment_status as fulfillment from sales_order where id = ${orderId}`;
  return row;
};

const allocated = async () => {
  const [row] = await database.sql<{ units: number }[]>`
    select allocated as units from stock_level where sku_id = ${sku.id}`;
  return row?.units ?? 0;
};

test("above the limit it waits, holding its stock; an approver lets it go on", async () => {
  const before = await allocated();
  const { orderId, status } = await givenWaiting();
  expect(status).toBe("pending_approval");
  expect(await allocated()).toBe(before + 20);
  const approver = await givenApprover(null);
  await approveOrder(ctxOf(database, approver), randomUUID(), { orderId, reason: "Spring range" });
  expect(await statusOf(orderId)).toEqual({ status: "confirmed", fulfillment: "allocated" });
  const [event] = await database.sql<{ actorName: string; reason: string }[]>`
    select actor_name as "actorName", reason from event
    where order_id = ${orderId} and type = 'sales_order.approved'`;
  expect(event).toEqual({ actorName: "Ann Approver", reason: "Spring range" });
});

test("nobody approves their own order, nor one above their own limit", async () => {
  const { orderId } = await givenWaiting();
  await expect(
    approveOrder(ctxOf(database, buyer()), randomUUID(), { orderId }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  const small = await givenApprover(15_000);
  await expect(
    approveOrder(ctxOf(database, small), randomUUID(), { orderId }),
  ).rejects.toMatchObject({ code: "FORBIDDEN", details: { limit: 15_000, subtotal: 20_000 } });
  expect((await statusOf(orderId))?.status).toBe("pending_approval");
});

test("a rejected order is over and gives back what it held, with the reason on record", async () => {
  const before = await allocated();
  const { orderId } = await givenWaiting();
  const approver = await givenApprover(null);
  await rejectOrder(ctxOf(database, approver), randomUUID(), { orderId, reason: "Too many" });
  expect(await statusOf(orderId)).toEqual({ status: "rejected", fulfillment: "cancelled" });
  expect(await allocated()).toBe(before);
  const [line] = await database.sql<{ cancelled: number; allocated: number }[]>`
    select cancelled, allocated from order_line where order_id = ${orderId}`;
  expect(line).toEqual({ cancelled: 20, allocated: 0 });
  const again = { orderId, reason: "Again" };
  await expect(rejectOrder(ctxOf(database, approver), randomUUID(), again)).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
  await expect(
    approveOrder(ctxOf(database, approver), randomUUID(), { orderId }),
  ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
});

test("an approver and a rejecter at once: one of them decides", async () => {
  const { orderId } = await givenWaiting();
  const [one, other] = [await givenApprover(null), await givenApprover(null)];
  const outcomes = await Promise.allSettled([
    approveOrder(ctxOf(database, one), randomUUID(), { orderId }),
    rejectOrder(ctxOf(database, other), randomUUID(), { orderId, reason: "No" }),
  ]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("rejecting needs a reason, and a foreign company's order does not exist", async () => {
  const { orderId } = await givenWaiting();
  const approver = await givenApprover(null);
  await expect(
    rejectOrder(ctxOf(database, approver), randomUUID(), { orderId, reason: " " }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  const stranger = actorWith(RIGHTS, { companyId: (await givenCompany(database)).id });
  await expect(
    approveOrder(ctxOf(database, stranger), randomUUID(), { orderId }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a comment stands in the order's timeline under its writer's name", async () => {
  const { orderId } = await givenWaiting();
  const rep = actorWith(["orders.comment_on_order"], { name: "Robin" });
  await commentOnOrder(ctxOf(database, rep), randomUUID(), { orderId, text: "Called back" });
  const [event] = await database.sql<{ actorName: string; payload: { text: string } }[]>`
    select actor_name as "actorName", payload from event
    where order_id = ${orderId} and type = 'sales_order.commented'`;
  expect(event).toMatchObject({ actorName: "Robin", payload: { text: "Called back" } });
});
