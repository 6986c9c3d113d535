import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { listChannels, listNodes } from "@/server/oms/network/queries";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { countOrders, listOrders } from "@/server/oms/orders/queries";
import { type OrderView, orderSorts, orderViews } from "@/server/oms/orders/types";
import { findAnything, today } from "@/server/oms/reporting/queries";
import { openDatabase, type TestDatabase } from "../../support/database";
import { everyPage } from "../../support/every-page";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
const numbers: string[] = [];

/** Eight orders: yesterday's and today's, one held, one for approval, two short, one late. */
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  company = await givenCompany(database);
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 30 });
  for (const [hoursAgo, quantity] of [
    [30, 4],
    [29, 4],
    [28, 4],
    [3, 4],
    [2, 4],
    [1, 4],
    [0, 20],
    [0, 5],
  ] as const) {
    const at = new Date(TUESDAY.getTime() - hoursAgo * 3_600_000);
    const { number } = await placeOrder(ctxOf(database, undefined, at), randomUUID(), {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity }],
    });
    numbers.push(number);
  }
  const orderId = await idOf(numbers[0]);
  await setHold(ctxOf(database), randomUUID(), { orderId, reason: "Wait for the customer" });
  await database.sql`update sales_order set promise_state = 'missed', current_promise = '2026-11-09'
    where number = ${numbers[1] ?? ""}`;
  await database.sql`update sales_order set current_promise = '2026-11-11'
    where number = ${numbers[2] ?? ""}`;
  await database.sql`update sales_order set status = 'pending_approval'
    where number = ${numbers[3] ?? ""}`;
  await database.sql`update order_line set current_promise = '2026-11-14'
    where order_id = ${await idOf(numbers[7])}`;
});
afterAll(() => database.drop());

async function idOf(number: string | undefined): Promise<string> {
  const [row] = await database.sql<{ id: string }[]>`
    select id from sales_order where number = ${number ?? ""}`;
  return row?.id ?? "";
}

describe("today", () => {
  test("counts what its lists list", async () => {
    const { counts, nodes } = await today(ctxOf(database), {});
    const listed = async (view: OrderView) => (await listOrders(ctxOf(database), { view })).total;
    expect(counts).toEqual({
      missed: await listed("late"),
      dueSoon: await listed("due_soon"),
      backordered: await listed("backordered"),
      backordersDue: await listed("backorders_due"),
      onHold: await listed("on_hold"),
      awaitingApproval: await listed("approval"),
      placedToday: await listed("placed_today"),
      shippedToday: await listed("shipped_today"),
      backorderedLines: await listed("backordered"),
      backorderedUnits: 19,
      openExceptions: 0,
      deadJobs: 0,
    });
    expect(counts).toMatchObject({ missed: 1, dueSoon: 2, onHold: 1, awaitingApproval: 1 });
    expect(counts).toMatchObject({ placedToday: 5, backorderedLines: 2, backordersDue: 1 });
    expect(nodes).toMatchObject([{ name: "Reno", open: 0, late: 0, cutOff: "16:00" }]);
  });

  test("is not open without its right, nor to buyers", async () => {
    for (const actor of [
      actorWith([]),
      actorWith(["reporting.today"], { companyId: company.id }),
    ]) {
      await expect(today(ctxOf(database, actor), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

describe("the order list", () => {
  test.each(orderSorts)("sorted by %s it gives each order once, both ways", async (sort) => {
    const walk = (isDescending: boolean) =>
      everyPage((after) =>
        listOrders(ctxOf(database), { sort, isDescending, limit: 3, ...(after ? { after } : {}) }),
      );
    const [up, down] = await Promise.all([walk(false), walk(true)]);
    expect(up.rows.map(({ number }) => number).toSorted()).toEqual(numbers.toSorted());
    expect(down.rows.map(({ number }) => number)).toEqual(
      up.rows.map(({ number }) => number).toReversed(),
    );
    expect(up.pages).toBe(3);
  });

  test("every view counts what it lists, under a search too", async () => {
    for (const q of ["", numbers[6] ?? "", "nothing has this name"]) {
      const counts = await countOrders(ctxOf(database), { q });
      for (const view of orderViews) {
        const { rows, total } = await listOrders(ctxOf(database), { q, view });
        expect([view, rows.length, total]).toEqual([view, counts[view], counts[view]]);
      }
    }
  });

  test("what is released in part and waits in part is among the backordered", async () => {
    await database.sql`update sales_order set fulfillment_status = 'released'
      where number = ${numbers[6] ?? ""}`;
    const { rows } = await listOrders(ctxOf(database), { view: "backordered" });
    expect(rows.map(({ number }) => number).toSorted()).toEqual(
      [numbers[6], numbers[7]].toSorted(),
    );
  });

  test("a buyer sees their own company's orders and no others", async () => {
    const stranger = await givenCompany(database);
    const right = ["orders.list_orders", "orders.count_orders"];
    const own = ctxOf(database, actorWith(right, { companyId: company.id }));
    const foreign = ctxOf(database, actorWith(right, { companyId: stranger.id }));
    expect((await listOrders(own, {})).total).toBe(numbers.length);
    expect((await listOrders(foreign, {})).rows).toEqual([]);
    expect((await countOrders(foreign, {})).all).toBe(0);
    await expect(listOrders(foreign, { companyId: company.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("finding anything", () => {
  test("by whatever name one has: order, SKU, customer; a pattern's marks are only marks", async () => {
    const find = async (q: string) =>
      (await findAnything(ctxOf(database), { q })).map((hit) => hit);
    expect(await find((numbers[4] ?? "").toLowerCase())).toMatchObject([
      { kind: "order", name: numbers[4] },
    ]);
    expect(await find(sku.code)).toMatchObject([{ kind: "sku", name: sku.code }]);
    expect(await find(`Company ${company.code}`)).toMatchObject([
      { kind: "company", name: company.code },
    ]);
    expect(await find("%")).toEqual([]);
    expect(await find("_")).toEqual([]);
  });

  test("is not open without its right, nor to buyers", async () => {
    const buyer = actorWith(["search.find_anything"], { companyId: company.id });
    for (const actor of [actorWith([]), buyer]) {
      await expect(findAnything(ctxOf(database, actor), { q: "SO" })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
  });
});

test("nodes and channels are named for staff; a warehouse sees its own nodes", async () => {
  const { calendarId } = await givenNetwork(database);
  await givenNode(database, calendarId, { name: "Dallas" });
  const all = await listNodes(ctxOf(database), {});
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(["Reno", "Dallas"]));
  const wes = actorWith(["network.list_nodes", "network.list_channels"], { nodeIds: [reno.id] });
  expect((await listNodes(ctxOf(database, wes), {})).map(({ name }) => name)).toEqual(["Reno"]);
  expect((await listChannels(ctxOf(database, wes), {})).map(({ code }) => code)).toContain(
    "portal",
  );
  const buyer = actorWith(["network.list_channels"], { companyId: company.id });
  await expect(listChannels(ctxOf(database, buyer), {})).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
