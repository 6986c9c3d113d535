import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { listStock } from "@/server/oms/inventory/queries";
import { listInbound } from "@/server/oms/inventory/queries-inbound";
import { listMovements } from "@/server/oms/inventory/queries-ledger";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import { everyPage } from "../../support/every-page";
import {
  actorWith,
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

let database: TestDatabase;
let reno: GivenNode;
let dallas: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  dallas = await givenNode(database, calendarId, {
    name: "Dallas",
    latitude: 32.8,
    longitude: -97,
  });
  company = await givenCompany(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 40, safetyStock: 5 });
});

const place = (code: string, quantity: number, now = TUESDAY) =>
  placeOrder(ctxOf(database, undefined, now), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: code, quantity }],
  });

const adjust = (delta: number, key: string = randomUUID(), over = {}) =>
  adjustStock(ctxOf(database), key, {
    skuId: sku.id,
    nodeId: reno.id,
    delta,
    reason: "Counted again",
    ...over,
  });

/** Counters, ledger and events of the SKU: what must not change when something is refused. */
async function booksOf(skuId: string) {
  const [levels, ledger, events] = await Promise.all([
    database.sql`select status, on_hand as "onHand", allocated from stock_level where sku_id = ${skuId}
      order by status, node_id`,
    database.sql`select count(*)::int as n from stock_movement where sku_id = ${skuId}`,
    database.sql`select count(*)::int as n from event where subject_id = ${skuId}`,
  ]);
  return { levels: [...levels], ledger: ledger[0]?.n, events: events[0]?.n };
}

describe("adjusting stock", () => {
  test("moves the counter through the ledger, with its reason, and says what is there now", async () => {
    expect(await adjust(12)).toMatchObject({ node: "Reno", delta: 12, onHand: 52 });
    const { rows } = await listMovements(ctxOf(database), { skuId: sku.id });
    expect(rows[0]).toMatchObject({
      kind: "adjusted",
      onHandDelta: 12,
      onHandAfter: 52,
      reason: "Counted again",
      actor: "test",
    });
  });

  test("below what is allocated it is refused with the most that can go, and nothing is written", async () => {
    await place(sku.code, 30);
    const before = await booksOf(sku.id);
    await expect(adjust(-11)).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
      message: "Reno has 40 on hand, 30 of them allocated to orders: at most 10 can be taken away",
      details: { free: 10, faults: [{ field: "delta" }] },
    });
    expect(await booksOf(sku.id)).toEqual(before);
    expect(await adjust(-10)).toMatchObject({ onHand: 30 });
  });

  test("the ledger of one status tells its movements and its balances alone", async () => {
    await adjust(3, randomUUID(), { status: "damaged" });
    await adjust(12);
    await adjust(-1, randomUUID(), { status: "damaged" });
    const { rows } = await listMovements(ctxOf(database), { skuId: sku.id, status: "damaged" });
    expect(rows).toMatchObject([
      { status: "damaged", onHandDelta: -1, onHandBefore: 3, onHandAfter: 2 },
      { status: "damaged", onHandDelta: 3, onHandBefore: 0, onHandAfter: 3 },
    ]);
    expect(rows).toHaveLength(2);
  });

  test("other stock of the SKU is counted apart and cannot fall below nothing", async () => {
    expect(await adjust(3, randomUUID(), { status: "damaged" })).toMatchObject({ onHand: 3 });
    await expect(adjust(-4, randomUUID(), { status: "damaged" })).rejects.toMatchObject({
      message: "Reno has 3 in damaged: at most 3 can be taken away",
    });
    const [row] = (await listStock(ctxOf(database), { q: sku.code })).rows;
    expect(row).toMatchObject({ onHand: 40, unsellable: 3, available: 35 });
  });

  test("the same key twice at once adjusts once, and answers both", async () => {
    const key = randomUUID();
    const answers = await Promise.all([adjust(5, key), adjust(5, key)]);
    expect(answers[0]).toEqual(answers[1]);
    expect((await booksOf(sku.id)).levels).toMatchObject([{ onHand: 45 }]);
  });

  test("of two who take the last free units at once, one is refused", async () => {
    await place(sku.code, 30);
    const results = await Promise.allSettled([adjust(-6), adjust(-6)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await booksOf(sku.id)).levels).toMatchObject([{ onHand: 34, allocated: 30 }]);
  });

  test("nothing, half a unit, no reason and a number beyond all bounds are named", async () => {
    for (const [over, field] of [
      [{ delta: 0 }, "delta"],
      [{ delta: 1.5 }, "delta"],
      [{ delta: Number.NaN }, "delta"],
      [{ delta: 10 ** 12 }, "delta"],
      [{ reason: "  " }, "reason"],
    ] as const) {
      await expect(adjust(1, randomUUID(), over)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { faults: [{ field }] },
      });
    }
  });

  test("needs its right, and a node of one's own", async () => {
    const request = { skuId: sku.id, nodeId: reno.id, delta: 1, reason: "Found one" };
    const call = (actor: Parameters<typeof ctxOf>[1]) =>
      adjustStock(ctxOf(database, actor), randomUUID(), request);
    await expect(call(actorWith(["inventory.list_stock"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const right = ["inventory.adjust_stock"];
    await expect(call(actorWith(right, { nodeIds: [dallas.id] }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(call(actorWith(right, { companyId: company.id }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await call(actorWith(right, { nodeIds: [reno.id] }))).toMatchObject({ onHand: 41 });
  });
});

describe("counting stock", () => {
  const count = (counted: number, key: string = randomUUID(), over = {}) =>
    countStock(ctxOf(database), key, {
      skuId: sku.id,
      nodeId: reno.id,
      counted,
      reason: "Cycle count",
      ...over,
    });
  const openComplaints = () => database.sql`
    select severity, sentence, detail from exception
    where sku_id = ${sku.id} and type = 'oversold' and closed_at is null`;

  test("sets the counter through the ledger and says what it was", async () => {
    expect(await count(37)).toEqual({
      sku: sku.code,
      node: "Reno",
      status: "sellable",
      before: 40,
      delta: -3,
      onHand: 37,
      oversold: 0,
    });
    const { rows } = await listMovements(ctxOf(database), { skuId: sku.id });
    expect(rows[0]).toMatchObject({
      kind: "adjusted",
      onHandDelta: -3,
      onHandAfter: 37,
      reason: "Cycle count",
    });
    expect(await openComplaints()).toEqual([]);
  });

  test("a count that finds what the books say moves nothing, and is told all the same", async () => {
    const before = await booksOf(sku.id);
    expect(await count(40)).toMatchObject({ before: 40, delta: 0, onHand: 40 });
    expect(await booksOf(sku.id)).toEqual({ ...before, events: (before.events ?? 0) + 1 });
  });

  test("below what is allocated it is the truth: oversold, with the orders that hold it, until it is whole", async () => {
    const first = await place(sku.code, 20);
    const second = await place(sku.code, 10, new Date(TUESDAY.getTime() + 60_000));
    expect(await count(18)).toMatchObject({ delta: -22, onHand: 18, oversold: 12 });
    const [complaint] = await openComplaints();
    expect(complaint).toMatchObject({
      severity: "high",
      detail: { onHand: 18, allocated: 30, orders: [second.number, first.number] },
    });
    expect(complaint?.sentence).toBe(
      `Reno has 18 × ${sku.code} on hand and 30 allocated: 12 more than there are, held by ${second.number}, ${first.number}`,
    );
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });

    // Nothing more is sold of it, and an adjustment cannot take what is not there.
    expect((await place(sku.code, 1)).lines).toMatchObject([{ allocated: 0, backordered: 1 }]);
    await expect(adjust(-1)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });

    expect(await count(30)).toMatchObject({ before: 18, delta: 12, oversold: 0 });
    expect(await openComplaints()).toEqual([]);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("other stock of the SKU is counted apart", async () => {
    expect(await count(4, randomUUID(), { status: "damaged" })).toMatchObject({
      before: 0,
      onHand: 4,
      oversold: 0,
    });
    const [row] = (await listStock(ctxOf(database), { q: sku.code })).rows;
    expect(row).toMatchObject({ onHand: 40, unsellable: 4 });
  });

  test("the same key twice at once counts once, and answers both", async () => {
    const key = randomUUID();
    const answers = await Promise.all([count(31, key), count(31, key)]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ before: 40, delta: -9 });
    expect((await booksOf(sku.id)).ledger).toBe(2);
  });

  test("two who count a shelf that the books do not know both say what is on it", async () => {
    const here = { nodeId: dallas.id };
    await Promise.all([count(7, randomUUID(), here), count(7, randomUUID(), here)]);
    const [level] = await database.sql`
      select on_hand as "onHand" from stock_level where sku_id = ${sku.id} and node_id = ${dallas.id}`;
    expect(level).toEqual({ onHand: 7 });
    expect(await count(0, randomUUID(), here)).toMatchObject({ before: 7, onHand: 0 });
  });

  test("among orders placed meanwhile, no unit is lost and none is promised twice", async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => place(sku.code, 5)),
      count(12),
      ...Array.from({ length: 6 }, () => place(sku.code, 5)),
    ]);
    const held = answers.reduce(
      (sum, answer) =>
        sum + ("lines" in answer ? answer.lines.reduce((all, line) => all + line.allocated, 0) : 0),
      0,
    );
    const [level] = await database.sql<{ onHand: number; allocated: number; oversold: number }[]>`
      select on_hand as "onHand", allocated, oversold from stock_level
      where sku_id = ${sku.id} and node_id = ${reno.id}`;
    expect(level).toEqual({
      onHand: 12,
      allocated: held,
      oversold: Math.max(0, held - 12),
    });
    expect((await openComplaints()).length).toBe(held > 12 ? 1 : 0);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("less than nothing, half a unit, no number and no reason are named; an unknown SKU is not found", async () => {
    const before = await booksOf(sku.id);
    for (const [over, field] of [
      [{ counted: -1 }, "counted"],
      [{ counted: 1.5 }, "counted"],
      [{ counted: Number.NaN }, "counted"],
      [{ counted: 10 ** 12 }, "counted"],
      [{ reason: " " }, "reason"],
    ] as const) {
      await expect(count(1, randomUUID(), over)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { faults: [{ field }] },
      });
    }
    await expect(count(1, randomUUID(), { skuId: randomUUID() })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await booksOf(sku.id)).toEqual(before);
  });

  test("needs its right, and a node of one's own", async () => {
    const request = { skuId: sku.id, nodeId: reno.id, counted: 3, reason: "Cycle count" };
    const call = (actor: Parameters<typeof ctxOf>[1]) =>
      countStock(ctxOf(database, actor), randomUUID(), request);
    const before = await booksOf(sku.id);
    await expect(call(actorWith(["inventory.adjust_stock"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const right = ["inventory.count_stock"];
    await expect(call(actorWith(right, { nodeIds: [dallas.id] }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(call(actorWith(right, { companyId: company.id }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await booksOf(sku.id)).toEqual(before);
    expect(await call(actorWith(right, { nodeIds: [reno.id] }))).toMatchObject({ onHand: 3 });
  });
});

describe("the stock list", () => {
  test("gives each SKU once, in order, over its pages, and counts what it has", async () => {
    const prefix = unique("PAGE");
    for (const tail of ["C", "A", "E", "B", "D"]) {
      await givenSku(database, { code: `${prefix}-${tail}` });
    }
    const { rows, pages } = await everyPage((after) =>
      listStock(ctxOf(database), { q: prefix, limit: 2, ...(after ? { after } : {}) }),
    );
    expect(rows.map(({ code }) => code)).toEqual(
      ["A", "B", "C", "D", "E"].map((t) => `${prefix}-${t}`),
    );
    expect(pages).toBe(3);
    expect(await listStock(ctxOf(database), { q: prefix })).toMatchObject({
      total: 5,
      counts: { all: 5, short: 0, out: 5 },
    });
    expect((await listStock(ctxOf(database), { q: prefix, after: "no cursor" })).rows).toHaveLength(
      5,
    );
  });

  test("a view counts and lists the same; every node has its own numbers", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 3 });
    await place(sku.code, 60);
    const short = await listStock(ctxOf(database), { q: sku.code, view: "short" });
    expect(short).toMatchObject({ total: 1, counts: { all: 1, short: 1, out: 1 } });
    expect(short.rows[0]).toMatchObject({
      code: sku.code,
      onHand: 43,
      allocated: 38,
      available: 0,
      backordered: 22,
    });
    expect(short.rows[0]?.cells).toHaveLength(2);
    expect(short.rows[0]?.cells).toContainEqual({
      nodeId: reno.id,
      onHand: 40,
      allocated: 35,
      reserved: 0,
      available: 0,
      lowPoint: null,
    });
  });

  test("what is on its way is counted whole and free, with the first day it can be picked", async () => {
    const waits = await givenSku(database);
    await givenStock(database, { skuId: waits.id, nodeId: reno.id, onHand: 0 });
    const supply = { skuId: waits.id, nodeId: reno.id };
    await givenInbound(database, { ...supply, quantity: 10, eta: "2026-11-24" });
    await givenInbound(database, { ...supply, quantity: 5, eta: "2026-11-18" });
    await place(waits.code, 4);
    const [row] = (await listStock(ctxOf(database), { q: waits.code })).rows;
    expect(row).toMatchObject({
      incoming: 15,
      incomingFree: 11,
      nextDate: "2026-11-19",
      backordered: 4,
    });
  });

  test("is not open without its right, nor to buyers", async () => {
    await expect(listStock(ctxOf(database, actorWith([])), {})).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const buyer = actorWith(["inventory.list_stock"], { companyId: company.id });
    await expect(listStock(ctxOf(database, buyer), {})).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("one SKU", () => {
  test("every number has the rows behind it: holds, promises on supply, and who waits for neither", async () => {
    const waits = await givenSku(database);
    await givenStock(database, { skuId: waits.id, nodeId: reno.id, onHand: 6, safetyStock: 1 });
    await givenInbound(database, {
      skuId: waits.id,
      nodeId: dallas.id,
      quantity: 4,
      eta: "2026-11-20",
    });
    const order = await place(waits.code, 12);
    const found = await findSkuStock(ctxOf(database), { code: waits.code.toLowerCase() });
    expect(found.positions).toMatchObject([
      { node: "Reno", onHand: 6, allocated: 5, safetyStock: 1, available: 0, damaged: 0 },
    ]);
    expect(found.supply).toMatchObject([
      { node: "Dallas", quantity: 4, received: 0, pegged: 4, isOverdue: false },
    ]);
    const parts = found.demand.map(({ order: number, state, quantity }) => [
      number,
      state,
      quantity,
    ]);
    expect(parts).toHaveLength(3);
    expect(parts).toEqual(
      expect.arrayContaining([
        [order.number, "allocated", 5],
        [order.number, "promised", 4],
        [order.number, "waiting", 3],
      ]),
    );
    expect(found).toMatchObject({ demandCount: 3, backordered: 7 });
  });

  test("a code that nobody has is not found", async () => {
    await expect(findSkuStock(ctxOf(database), { code: "NO-SUCH" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("the ledger", () => {
  test("each row once, newest first; the balance of the top row is the counter", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 7 });
    for (const delta of [4, -2, 9]) {
      await adjust(delta);
    }
    await place(sku.code, 20);
    const ids: number[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await listMovements(ctxOf(database), {
        skuId: sku.id,
        limit: 2,
        ...(before === undefined ? {} : { before }),
      });
      ids.push(...page.rows.map(({ id }) => id));
      if (page.next === null) {
        break;
      }
      before = page.next;
    }
    const [{ n } = { n: 0 }] = await database.sql<{ n: number }[]>`
      select count(*)::int as n from stock_movement where sku_id = ${sku.id}`;
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => b - a));
    expect(ids).toHaveLength(n);

    const atReno = await listMovements(ctxOf(database), { skuId: sku.id, nodeId: reno.id });
    const [level] = await database.sql`
      select on_hand as "onHandAfter", allocated as "allocatedAfter" from stock_level
      where sku_id = ${sku.id} and node_id = ${reno.id}`;
    expect(atReno.rows[0]).toMatchObject({ node: "Reno", ...level });
    expect(level).toEqual({ onHandAfter: 51, allocatedAfter: 20 });
  });

  test("each row begins where the one below it at its position ended", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 7 });
    await Promise.all([adjust(4), adjust(-2), place(sku.code, 20), adjust(9)]);
    const { rows } = await listMovements(ctxOf(database), { skuId: sku.id });
    for (const node of ["Reno", "Dallas"]) {
      const own = rows.filter((row) => row.node === node);
      expect(own.at(-1)).toMatchObject({ onHandBefore: 0, allocatedBefore: 0 });
      for (const [at, row] of own.entries()) {
        expect(row.onHandAfter).toBe(row.onHandBefore + row.onHandDelta);
        expect(row.allocatedAfter).toBe(row.allocatedBefore + row.allocatedDelta);
        expect(own[at - 1]?.onHandBefore ?? row.onHandAfter).toBe(row.onHandAfter);
        expect(own[at - 1]?.allocatedBefore ?? row.allocatedAfter).toBe(row.allocatedAfter);
      }
    }
  });

  test("of one counter it shows only what changed it, and names the order", async () => {
    const { number } = await place(sku.code, 3);
    const { rows } = await listMovements(ctxOf(database), { skuId: sku.id, counter: "allocated" });
    expect(rows).toMatchObject([{ kind: "allocated", allocatedDelta: 3, order: number }]);
  });
});

describe("inbound supply", () => {
  test("what is due first stands on top, each once over the pages, counted by view", async () => {
    const etas = ["2026-11-30", "2026-11-02", "2026-11-12", "2026-11-09"];
    for (const eta of etas) {
      await givenInbound(database, { skuId: sku.id, nodeId: reno.id, quantity: 5, eta });
    }
    const { rows } = await everyPage((after) =>
      listInbound(ctxOf(database), { q: sku.code, limit: 3, ...(after ? { after } : {}) }),
    );
    expect(rows.map(({ eta }) => eta)).toEqual(etas.toSorted());
    await place(sku.code, 37);
    const overdue = await listInbound(ctxOf(database), { q: sku.code, view: "overdue" });
    expect(overdue).toMatchObject({ total: 2, counts: { open: 4, overdue: 2, promised: 1 } });
    const promised = await listInbound(ctxOf(database), { q: sku.code, view: "promised" });
    expect(promised.rows).toMatchObject([{ pegged: 2, orders: 1 }]);
  });

  test("a warehouse sees and receives what comes to its own nodes, and nothing else exists", async () => {
    const supply = { skuId: sku.id, quantity: 5, eta: "2026-11-20" };
    const here = await givenInbound(database, { ...supply, nodeId: reno.id });
    const there = await givenInbound(database, { ...supply, nodeId: dallas.id });
    const wes = actorWith(["inventory.list_inbound", "inventory.receive_supply"], {
      nodeIds: [reno.id],
    });
    const seen = await listInbound(ctxOf(database, wes), { q: sku.code });
    expect(seen.rows.map(({ id }) => id)).toEqual([here]);
    expect(seen.counts.open).toBe(1);
    const receive = (inboundSupplyId: string) =>
      receiveSupply(ctxOf(database, wes), randomUUID(), { inboundSupplyId, quantity: 2 });
    const foreign = await receive(there).catch((error: unknown) => error);
    const missing = await receive(randomUUID()).catch((error: unknown) => error);
    expect(foreign).toMatchObject({ code: "NOT_FOUND" });
    expect((foreign as Error).message).toBe((missing as Error).message);
    expect(await receive(here)).toMatchObject({ received: 2 });
    const [row] = await database.sql`select received from inbound_supply where id = ${there}`;
    expect(row).toEqual({ received: 0 });
  });
});
