/** Changing a placed order: what it gives back, what it sources, and what it may no longer touch. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { discardChange } from "@/server/oms/changes/commands/discard-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { findChangeScope, previewChange } from "@/server/oms/changes/queries";
import type { changeContent } from "@/server/oms/changes/schema";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { systemActor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenInbound,
  givenKit,
  givenPriceList,
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
  givenPacked,
  givenPicking,
  givenWork,
  key,
  levelOf,
  workOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

type Content = z.input<typeof changeContent>;

const CHANGES = [
  "changes.find_change_scope",
  "changes.propose_change",
  "changes.preview_change",
  "changes.apply_change",
  "changes.discard_change",
];

const buyerOf = (companyId: string, contactId: string | null = null): Ctx =>
  ctxOf(database, actorWith(CHANGES, { id: "buyer", companyId, contactId }));

async function stocked(onHand: number, over: Parameters<typeof givenSku>[1] = {}) {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

const lineIdsOf = async (orderId: string): Promise<string[]> => {
  const rows = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${orderId} order by line_number`;
  return rows.map(({ id }) => id);
};

/** A line that is new has another id each time it is previewed. */
const named = (outcome: unknown) =>
  JSON.parse(JSON.stringify(outcome, (name, value) => (name === "lineId" ? "a line" : value)));

/** Propose, preview and apply; the preview has to come to what is applied. */
async function change(orderId: string, content: Content, ctx: Ctx = floor.ctx) {
  const { changeId } = await proposeChange(ctx, key(), { orderId, content, reason: "They rang" });
  const { outcome, orderVersion } = await previewChange(ctx, { orderId, changeId });
  const applied = await applyChange(ctx, key(), { orderId, changeId, orderVersion });
  const [kept] = await database.sql<{ outcome: unknown }[]>`
    select outcome from order_change where id = ${changeId}`;
  expect(named(kept?.outcome)).toEqual(named(outcome));
  await expectBooksToBalance(floor);
  return { applied, outcome };
}

const headerOf = async (orderId: string) => {
  const [row] = await database.sql<
    { status: string; subtotal: number; units: number; promise: string | null; service: string }[]
  >`
    select status, subtotal, unit_count as units, current_promise::text as promise,
      service_code as service from sales_order where id = ${orderId}`;
  return row;
};

test("fewer units give their stock back, and what stays keeps its place", async () => {
  const sku = await stocked(10);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 8 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const { outcome } = await change(order.orderId, { lines: [{ lineId, quantity: 3 }] });
  expect(outcome).toMatchObject({
    sentences: [`${sku.code} from 8 to 3`],
    valueBefore: 10_000,
    valueAfter: 3_750,
    lines: [{ before: { units: 8, onHand: 8 }, after: { units: 3, onHand: 3 } }],
    calledBack: [],
  });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 0 }]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ onHand: 10, allocated: 3 });
  expect(await eventsOf(floor, order.orderId)).toContain("sales_order.changed");
});

test("units without a promise go before those with one, and those before stock", async () => {
  const sku = await stocked(3);
  const supply = await givenInbound(database, {
    skuId: sku.id,
    nodeId: floor.reno.id,
    quantity: 4,
    eta: "2026-11-20",
  });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 10 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const pegged = async () => {
    const [row] = await database.sql`select pegged from inbound_supply where id = ${supply}`;
    return row?.pegged;
  };
  await change(order.orderId, { lines: [{ lineId, quantity: 7 }] });
  expect(await pegged()).toBe(4);
  await change(order.orderId, { lines: [{ lineId, quantity: 5 }] });
  expect(await pegged()).toBe(2);
  await change(order.orderId, { lines: [{ lineId, quantity: 2 }] });
  expect(await pegged()).toBe(0);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 2, backordered: 0 }]);
  const header = await headerOf(order.orderId);
  expect(header?.promise).toBe("2026-11-12");
});

test("more units are sourced as new demand, at the tier that they reach", async () => {
  const sku = await stocked(20);
  const priceListId = await givenPriceList(database, {
    skuId: sku.id,
    tiers: [
      [1, 100_000],
      [10, 80_000],
    ],
  });
  const company = await givenCompany(database, { priceListId });
  const order = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 4 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const { outcome } = await change(order.orderId, { lines: [{ lineId, quantity: 12 }] });
  expect(outcome.lines[0]).toMatchObject({
    before: { units: 4, unitPriceE4: 100_000 },
    after: { units: 12, unitPriceE4: 80_000, value: 9_600 },
  });
  expect(await headerOf(order.orderId)).toMatchObject({ subtotal: 9_600, units: 12 });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 12 }]);
});

test("what cannot be had of an increase waits with a date, or is refused by its SKU's policy", async () => {
  const sku = await stocked(5);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const { outcome } = await change(order.orderId, { lines: [{ lineId, quantity: 7 }] });
  expect(outcome.lines[0]?.after).toMatchObject({ onHand: 5, waiting: 2, promise: "2026-11-24" });

  const strict = await stocked(2, { backorderPolicy: "refuse" });
  const other = await givenOrder(floor, [{ sku: strict.code, quantity: 2 }]);
  const [strictLine = ""] = await lineIdsOf(other.orderId);
  const before = await headerOf(other.orderId);
  await expect(
    change(other.orderId, { lines: [{ lineId: strictLine, quantity: 3 }] }),
  ).rejects.toMatchObject({
    code: "ORDER_REFUSED",
    details: { faults: [{ code: "not_backorderable" }] },
  });
  expect(await headerOf(other.orderId)).toEqual(before);
});

test("a line is added, a kit too, and a kit is cancelled only whole", async () => {
  const [plain, frame, wheel] = [await stocked(9), await stocked(9), await stocked(9)];
  const kit = await givenKit(database, [
    [frame, 1],
    [wheel, 2],
  ]);
  const order = await givenOrder(floor, [{ sku: plain.code, quantity: 1 }]);
  await change(order.orderId, {
    newLines: [
      { sku: kit.code, quantity: 2 },
      { sku: wheel.code, quantity: 1 },
    ],
  });
  const lines = await database.sql`
    select line_number as n, ordered, allocated, kit_quantity as kits,
      original_promise::text = current_promise::text as "isPromised"
    from order_line where order_id = ${order.orderId} order by line_number`;
  expect(lines).toEqual([
    { n: 1, ordered: 1, allocated: 1, kits: null, isPromised: true },
    { n: 2, ordered: 2, allocated: 2, kits: 2, isPromised: true },
    { n: 3, ordered: 4, allocated: 4, kits: 2, isPromised: true },
    { n: 4, ordered: 1, allocated: 1, kits: null, isPromised: true },
  ]);
  const [, kitFrame = "", kitWheels = ""] = await lineIdsOf(order.orderId);
  await expect(
    proposeChange(floor.ctx, key(), {
      orderId: order.orderId,
      reason: "no frames",
      content: { lines: [{ lineId: kitFrame, quantity: 0 }] },
    }),
  ).rejects.toMatchObject({ details: { faults: [{ code: "kit_in_part" }] } });
  await change(order.orderId, {
    lines: [
      { lineId: kitFrame, quantity: 0 },
      { lineId: kitWheels, quantity: 0 },
    ],
  });
  expect(await levelOf(floor, frame.id, floor.reno.id)).toMatchObject({ allocated: 0 });
});

test("another address, day and service plan the order anew", async () => {
  const sku = await stocked(5);
  await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 5 });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
  const eastId = randomUUID();
  await database.sql`
    insert into company_location (id, company_id, code, name, address1, city, region, postal_code,
      country, latitude, longitude)
    values (${eastId}, ${floor.company.id}, 'EAST', 'East', '2 Broad St', 'Columbus', 'OH', '43004',
      'US', 39.98, -82.98)`;
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ allocated: 5 });
  const { outcome } = await change(order.orderId, {
    companyLocationId: eastId,
    requestedDate: "2026-11-30",
  });
  expect(outcome.sentences).toEqual([
    "Ships to 2 Broad St, Columbus instead of 1 Market St, San Francisco",
    "Wanted 2026-11-30",
  ]);
  expect(await levelOf(floor, sku.id, floor.reno.id)).toMatchObject({ allocated: 0 });
  expect(await levelOf(floor, sku.id, floor.columbus.id)).toMatchObject({ allocated: 5 });
  const decisions = await database.sql<{ trigger: string }[]>`
    select trigger from sourcing_decision where order_id = ${order.orderId}`;
  expect(decisions.map(({ trigger }) => trigger).sort()).toEqual(["order_changed", "placed"]);
});

test("beyond the horizon the stock goes back, and comes again when the day is near", async () => {
  const sku = await stocked(5);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
  await change(order.orderId, { shipAfter: "2027-03-01" });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 0, backordered: 5 }]);
  const [row] = await database.sql`
    select allocate_from::text as day from sales_order where id = ${order.orderId}`;
  expect(row?.day).toBe("2027-01-15");
  await change(order.orderId, { shipAfter: null });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 5, backordered: 0 }]);
});

test("work that nobody began is called back for staff; the rest of it is released again", async () => {
  const sku = await stocked(10);
  const other = await stocked(10);
  const { order, work } = await givenWork(floor, [
    { sku: sku.code, quantity: 6 },
    { sku: other.code, quantity: 2 },
  ]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const { outcome } = await change(order.orderId, { lines: [{ lineId, quantity: 4 }] });
  expect(outcome.calledBack).toEqual([{ number: work.number, node: "Reno" }]);
  await releaseDue(floor.ctx, key(), {});
  expect((await workOf(floor, order.orderId)).map(({ state }) => state).sort()).toEqual([
    "cancelled",
    "open",
  ]);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 4 }, { released: 2 }]);
  await expectBooksToBalance(floor);
});

test("a buyer changes until the first release, and is told why not afterwards", async () => {
  const sku = await stocked(10);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const buyer = buyerOf(floor.company.id);
  await change(order.orderId, { lines: [{ lineId, quantity: 5 }], customerPo: "PO-77" }, buyer);
  await releaseDue(floor.ctx, key(), {});
  const { scope } = await findChangeScope(buyer, { orderNumber: order.number });
  expect(scope).toMatchObject({
    all: null,
    schedule: "A warehouse has it in hand: ask your sales rep",
    lines: [{ least: 5, why: "A warehouse has it in hand: ask your sales rep" }],
  });
  await expect(
    proposeChange(buyer, key(), {
      orderId: order.orderId,
      reason: "too many",
      content: { lines: [{ lineId, quantity: 4 }], customerPo: "PO-78" },
    }),
  ).rejects.toMatchObject({
    code: "ORDER_REFUSED",
    details: { faults: [{ field: "customerPo" }, { field: "lines.0.quantity" }] },
  });
});

test("what is being picked stays, what has left too, and each says so in numbers", async () => {
  const sku = await stocked(20);
  const { order } = await givenPicking(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  const faultsOf = (content: Content) =>
    proposeChange(floor.ctx, key(), { orderId: order.orderId, reason: "?", content }).then(
      () => [],
      (error) => error.details.faults,
    );
  expect(await faultsOf({ lines: [{ lineId, quantity: 5 }], serviceCode: "ground" })).toEqual([
    {
      field: "lines.0.quantity",
      code: "too_late",
      message: `6 units are being picked or packed: 6 is the least that can stay of ${sku.code}`,
    },
  ]);
  expect(await faultsOf({ requestedDate: "2026-12-01" })).toMatchObject([
    { field: "requestedDate", code: "too_late" },
  ]);
  // More may be wanted all the same: it is new work.
  await change(order.orderId, { lines: [{ lineId, quantity: 9 }] });
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ released: 6, allocated: 3 }]);

  const packed = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
  const [packedLine = ""] = await lineIdsOf(packed.order.orderId);
  await expect(
    proposeChange(floor.ctx, key(), {
      orderId: packed.order.orderId,
      reason: "?",
      content: { lines: [{ lineId: packedLine, quantity: 1 }] },
    }),
  ).rejects.toMatchObject({ details: { faults: [{ code: "too_late" }] } });
});

test("a change races with picking: one of them wins, and no unit is lost", async () => {
  for (let round = 0; round < 6; round += 1) {
    const sku = await stocked(8);
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 6 }]);
    const [lineId = ""] = await lineIdsOf(order.orderId);
    await acceptFulfillmentOrder(floor.ctx, key(), { fulfillmentOrderId: work.id });
    const { changeId } = await proposeChange(floor.ctx, key(), {
      orderId: order.orderId,
      reason: "race",
      content: { lines: [{ lineId, quantity: 2 }] },
    });
    const { orderVersion } = await previewChange(floor.ctx, { orderId: order.orderId, changeId });
    const [applied, picked] = await Promise.allSettled([
      applyChange(floor.ctx, key(), { orderId: order.orderId, changeId, orderVersion }),
      startPicking(floor.ctx, key(), { fulfillmentOrderId: work.id }),
    ]);
    expect([applied.status, picked.status].sort()).toEqual(["fulfilled", "rejected"]);
    const [line] = await bucketsOf(floor, order.orderId);
    expect((line?.allocated ?? 0) + (line?.released ?? 0)).toBe(
      applied.status === "fulfilled" ? 2 : 6,
    );
    await expectBooksToBalance(floor);
  }
});

test("a preview is not applied to an order that moved on", async () => {
  const sku = await stocked(8);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const { orderId } = order;
  const [lineId = ""] = await lineIdsOf(orderId);
  const { changeId } = await proposeChange(floor.ctx, key(), {
    orderId,
    reason: "less",
    content: { lines: [{ lineId, quantity: 2 }] },
  });
  const { orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
  await releaseDue(floor.ctx, key(), {});
  await expect(
    applyChange(floor.ctx, key(), { orderId, changeId, orderVersion }),
  ).rejects.toMatchObject({ code: "STALE" });
  expect(await bucketsOf(floor, orderId)).toMatchObject([{ released: 6 }]);
});

test("one change is open per order, and applied once however often it is asked for", async () => {
  const sku = await stocked(8);
  const { orderId, number } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(orderId);
  const content = { lines: [{ lineId, quantity: 2 }] };
  const propose = (ctx: Ctx) => proposeChange(ctx, key(), { orderId, reason: "less", content });
  const { changeId } = await propose(floor.ctx);
  expect((await propose(floor.ctx)).changeId).toBe(changeId);
  const colleague = ctxOf(database, { ...systemActor("test"), id: "other", name: "Olga" });
  await expect(propose(colleague)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  const { open } = await findChangeScope(colleague, { orderNumber: number });
  expect(open).toMatchObject({ changeId, isMine: false });

  const { orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
  const once = key();
  const answers = await Promise.all(
    [once, once].map((each) => applyChange(floor.ctx, each, { orderId, changeId, orderVersion })),
  );
  expect(answers[0]).toEqual(answers[1]);
  await expect(
    applyChange(floor.ctx, key(), { orderId, changeId, orderVersion }),
  ).rejects.toMatchObject({ code: "STALE" });
  expect(await bucketsOf(floor, orderId)).toMatchObject([{ allocated: 2 }]);

  const second = await propose(colleague).catch(() => null);
  expect(second).toBeNull();
  const { changeId: again } = await proposeChange(colleague, key(), {
    orderId,
    reason: "none",
    content: { note: "Ring first" },
  });
  await discardChange(colleague, key(), { orderId, changeId: again });
  await expect(discardChange(colleague, key(), { orderId, changeId: again })).rejects.toMatchObject(
    { code: "STALE" },
  );
});

test("all lines at zero end the order as a cancellation does", async () => {
  const sku = await stocked(8);
  const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(orderId);
  const { outcome } = await change(orderId, { lines: [{ lineId, quantity: 0 }] });
  expect(outcome).toMatchObject({ isCancelled: true, valueAfter: 0 });
  expect(await headerOf(orderId)).toMatchObject({ status: "cancelled" });
  expect(await eventsOf(floor, orderId)).toContain("sales_order.cancelled");
  await expect(
    proposeChange(floor.ctx, key(), { orderId, reason: "back", content: { note: "x" } }),
  ).rejects.toMatchObject({ details: { faults: [{ code: "order_over" }] } });
});

test("over the credit limit the order is held; over a buyer's own limit it is refused", async () => {
  const sku = await stocked(50);
  const company = await givenCompany(database, { creditLimit: 10_000, spendingLimit: 9_000 });
  const order = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 4 }]);
  const [lineId = ""] = await lineIdsOf(order.orderId);
  await expect(
    change(
      order.orderId,
      { lines: [{ lineId, quantity: 8 }] },
      buyerOf(company.id, company.contactId),
    ),
  ).rejects.toMatchObject({ details: { faults: [{ code: "over_spending_limit" }] } });
  await discardOpen(order.orderId, company.id);
  const { outcome } = await change(order.orderId, { lines: [{ lineId, quantity: 9 }] });
  expect(outcome.holds).toEqual(["Exposure $112.50 is over the limit of $100.00"]);
});

async function discardOpen(orderId: string, companyId: string) {
  const [row] = await database.sql<{ id: string }[]>`
    select id from order_change where order_id = ${orderId} and state = 'open'`;
  await discardChange(buyerOf(companyId), key(), { orderId, changeId: row?.id ?? "" });
}

test("a hold that stops changes stops this one, and nothing of it is done", async () => {
  const sku = await stocked(8);
  const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const [lineId = ""] = await lineIdsOf(orderId);
  const input = { orderId, reason: "less", content: { lines: [{ lineId, quantity: 2 }] } };
  const { changeId } = await proposeChange(floor.ctx, key(), input);
  await database.sql`
    insert into hold_type (id, code, name, description, blocks, level, stops_order)
    values (${randomUUID()}, 'frozen', 'Frozen', '', ${["change"]}, 'order', true)
    on conflict do nothing`;
  const set = { orderId, type: "frozen", reason: "in court" };
  await setHold(floor.ctx, key(), set);
  await expect(previewChange(floor.ctx, { orderId, changeId })).rejects.toMatchObject({
    code: "ON_HOLD",
  });
  const [{ version: orderVersion = 0 } = {}] = await database.sql<{ version: number }[]>`
    select version from sales_order where id = ${orderId}`;
  await expect(
    applyChange(floor.ctx, key(), { orderId, changeId, orderVersion }),
  ).rejects.toMatchObject({ code: "ON_HOLD" });
  expect(await bucketsOf(floor, orderId)).toMatchObject([{ allocated: 6 }]);
});

test("not without the right, and not another company's order", async () => {
  const sku = await stocked(8);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  const foreign = await givenCompany(database);
  const input = { orderId: order.orderId, reason: "mine?", content: { note: "x" } };
  await expect(proposeChange(ctxOf(database, actorWith([])), key(), input)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await expect(proposeChange(buyerOf(foreign.id), key(), input)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(
    findChangeScope(buyerOf(foreign.id), { orderNumber: order.number }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { changeId } = await proposeChange(floor.ctx, key(), input);
  for (const call of [
    () => previewChange(buyerOf(foreign.id), { orderId: order.orderId, changeId }),
    () =>
      applyChange(buyerOf(foreign.id), key(), {
        orderId: order.orderId,
        changeId,
        orderVersion: 1,
      }),
    () => discardChange(buyerOf(foreign.id), key(), { orderId: order.orderId, changeId }),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});

test("after all of it every invariant holds", async () => {
  const audit = await auditDatabase(database.sql);
  expect(audit.invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});
