import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { changeStatus } from "@/server/oms/inventory/commands/change-status";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
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
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let dallas: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  dallas = await givenNode(database, calendarId, { name: "Dallas" });
  company = await givenCompany(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 40 });
});

const place = (quantity: number) =>
  placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity }],
  });

const requestOf = (units: number, over = {}) => ({
  skuId: sku.id,
  nodeId: reno.id,
  from: "sellable" as const,
  to: "quarantine" as const,
  units,
  reason: "Box is wet",
  ...over,
});

const change = (units: number, over = {}, key: string = randomUUID()) =>
  changeStatus(ctxOf(database), key, requestOf(units, over));

/** Counters, ledger and events of the SKU: what must not change when something is refused. */
async function books() {
  const levels = await database.sql`
    select status, on_hand as "onHand", allocated from stock_level where sku_id = ${sku.id}
    order by status`;
  const ledger = await database.sql`
    select status, kind, on_hand_delta as delta, cause_id as cause, reason from stock_movement
    where sku_id = ${sku.id} and kind = 'status_changed' order by id`;
  const events = await database.sql`
    select payload from event where subject_id = ${sku.id} and type = 'stock.status_changed'`;
  return { levels: [...levels], ledger: [...ledger], events: events.length };
}

test("moves units to another status and back, both rows of one cause, nothing lost", async () => {
  expect(await change(15)).toEqual({
    sku: sku.code,
    node: "Reno",
    from: "sellable",
    to: "quarantine",
    units: 15,
    fromOnHand: 25,
    toOnHand: 15,
  });
  const { levels, ledger, events } = await books();
  expect(levels).toEqual([
    { status: "quarantine", onHand: 15, allocated: 0 },
    { status: "sellable", onHand: 25, allocated: 0 },
  ]);
  expect(ledger).toMatchObject([
    { status: "sellable", delta: -15, reason: "Box is wet" },
    { status: "quarantine", delta: 15, reason: "Box is wet" },
  ]);
  expect(ledger[0]?.cause).toBe(ledger[1]?.cause);
  expect(events).toBe(1);

  await change(5, { from: "quarantine", to: "damaged" });
  await change(10, { from: "quarantine", to: "sellable" });
  expect((await books()).levels).toMatchObject([
    { status: "damaged", onHand: 5 },
    { status: "quarantine", onHand: 0 },
    { status: "sellable", onHand: 35 },
  ]);
  expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
});

test("units that orders hold stay: refused with how many are free, and nothing is written", async () => {
  await place(30);
  const before = await books();
  await expect(change(11)).rejects.toMatchObject({
    code: "SHORT_SUPPLY",
    message: "Reno has 40 on hand, 30 of them allocated to orders: 10 are free to move",
    details: { free: 10, faults: [{ field: "units", code: "too_many" }] },
  });
  await expect(change(1, { from: "damaged" })).rejects.toMatchObject({
    message: "Reno has 0 in damaged: 0 are free to move",
  });
  expect(await books()).toEqual(before);
  expect(await change(10)).toMatchObject({ fromOnHand: 30 });
});

test("units found good make a position whole again that was oversold", async () => {
  await change(10);
  await place(30);
  await countStock(ctxOf(database), randomUUID(), {
    skuId: sku.id,
    nodeId: reno.id,
    counted: 24,
    reason: "Cycle count",
  });
  const complaints = () => database.sql`
    select 1 from exception where sku_id = ${sku.id} and type = 'oversold' and closed_at is null`;
  expect(await complaints()).toHaveLength(1);
  await expect(change(1)).rejects.toMatchObject({ details: { free: 0 } });
  await change(6, { from: "quarantine", to: "sellable", reason: "Dried" });
  expect(await complaints()).toHaveLength(0);
});

test("the same key twice at once moves once, and answers both", async () => {
  const key = randomUUID();
  const answers = await Promise.all([change(4, {}, key), change(4, {}, key)]);
  expect(answers[0]).toEqual(answers[1]);
  expect((await books()).ledger).toHaveLength(2);
});

test("of two who move the last free units at once, one is refused; there and back do not deadlock", async () => {
  await place(30);
  const last = await Promise.allSettled([change(6), change(6)]);
  expect(last.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await change(4, { to: "damaged" });
  await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      at % 2 === 0
        ? change(1, { from: "quarantine", to: "damaged" })
        : change(1, { from: "damaged", to: "quarantine" }),
    ),
  );
  expect((await books()).levels).toMatchObject([
    { status: "damaged", onHand: 4 },
    { status: "quarantine", onHand: 6 },
    { status: "sellable", onHand: 30, allocated: 30 },
  ]);
});

test("nothing, the same status and no reason are named; an unknown SKU is not found", async () => {
  const before = await books();
  for (const [over, field] of [
    [{ units: 0 }, "units"],
    [{ units: 1.5 }, "units"],
    [{ to: "sellable" }, "to"],
    [{ reason: " " }, "reason"],
  ] as const) {
    await expect(change(1, over)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field }] },
    });
  }
  await expect(change(1, { skuId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await books()).toEqual(before);
});

test("needs its right, and a node of one's own", async () => {
  const call = (actor: Parameters<typeof ctxOf>[1]) =>
    changeStatus(ctxOf(database, actor), randomUUID(), requestOf(1));
  const before = await books();
  await expect(call(actorWith(["inventory.adjust_stock"]))).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const right = ["inventory.change_status"];
  await expect(call(actorWith(right, { nodeIds: [dallas.id] }))).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(call(actorWith(right, { companyId: company.id }))).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await books()).toEqual(before);
  expect(await call(actorWith(right, { nodeIds: [reno.id] }))).toMatchObject({ units: 1 });
});
