import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { setCreditLimit } from "@/server/oms/customers/commands/set-credit-limit";
import { setReceivables } from "@/server/oms/customers/commands/set-receivables";
import { listCredit } from "@/server/oms/customers/queries-credit";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { releaseClearedHolds } from "@/server/oms/orders/commands/release-cleared-holds";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { listClearedOrders } from "@/server/oms/orders/queries-holds";
import { readOpenHolds } from "@/server/oms/orders/store-holds";
import { systemActor } from "@/server/shell/actor";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key, workOf } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  // 10.00 a piece.
  sku = await givenSku(database, { listPriceE4: 100_000 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10_000 });
});
afterAll(() => database.drop());

/** Each a second after the one before: who came first is told by time. */
let seconds = 0;
function order(company: GivenCompany, pieces: number) {
  seconds += 1;
  const ctx = ctxOf(database, undefined, new Date(TUESDAY.getTime() + seconds * 1_000));
  return givenOrder({ ...floor, ctx, company }, [{ sku: sku.code, quantity: pieces }]);
}

const isHeld = async (orderId: string) => (await readOpenHolds(database.sql, [orderId])).length > 0;

const clear = (orderId: string) => releaseClearedHolds(floor.ctx, key(), { orderId });

const limitOf = (company: GivenCompany, creditLimit: number | null) =>
  setCreditLimit(floor.ctx, key(), { companyId: company.id, creditLimit, reason: "Reviewed" });

const owes = (
  company: GivenCompany,
  openReceivables: number,
  over: { overdueReceivables?: number; oldestDueDate?: string } = {},
  asOf?: string,
) =>
  setReceivables(floor.ctx, key(), {
    ...(asOf === undefined ? {} : { asOf }),
    rows: [{ companyCode: company.code, openReceivables, ...over }],
  });

describe("a limit", () => {
  test("is not used twice by orders that come at once, however many and however large", async () => {
    for (let round = 0; round < 3; round += 1) {
      const company = await givenCompany(database, { creditLimit: 10_000 });
      await owes(company, 2_000);
      const pieces = [3, 5, 2, 4, 1, 6].map((units) => units - (round % 2));
      const placed = await Promise.all(
        pieces.map((quantity, at) =>
          // Each its own caller, so that no two share a transaction.
          placeOrder(ctxOf(database, systemActor(`caller ${at}`)), randomUUID(), {
            channelCode: "portal",
            companyId: company.id,
            lines: [{ sku: sku.code, quantity: Math.max(1, quantity) }],
          }),
        ),
      );
      const passed = await database.sql<{ value: number; count: number }[]>`
        select coalesce(sum(subtotal), 0)::int as value, count(*)::int as count
        from sales_order where company_id = ${company.id} and hold_count = 0`;
      expect(passed[0]?.value).toBeLessThanOrEqual(8_000);
      expect(passed[0]?.count).toBeGreaterThan(0);
      const held = placed.filter(({ holds }) => holds.length > 0).length;
      expect(held + (passed[0]?.count ?? 0)).toBe(pieces.length);
    }
  });

  test("is told while an order is typed, with what would be held, and is not taken by asking", async () => {
    const company = await givenCompany(database, { creditLimit: 5_000 });
    await order(company, 3);
    const ask = (quantity: number) =>
      quoteLines(floor.ctx, {
        channelCode: "phone",
        companyId: company.id,
        lines: [{ key: "1", sku: sku.code, quantity }],
      });
    expect(await ask(2)).toMatchObject({
      credit: { exposure: 3_000, left: 2_000 },
      creditLeft: 0,
      findings: [],
    });
    expect(await ask(3)).toMatchObject({
      creditLeft: -1_000,
      findings: [{ type: "credit", reason: "Exposure $60.00 is over the limit of $50.00" }],
    });
  });

  test("when it is lowered before the goods leave, the younger order waits, and goes when it fits again", async () => {
    const company = await givenCompany(database, { creditLimit: 10_000 });
    const [older, younger] = [await order(company, 6), await order(company, 4)];
    expect(await isHeld(younger.orderId)).toBe(false);
    await limitOf(company, 7_000);
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, older.orderId)).toHaveLength(1);
    expect(await workOf(floor, younger.orderId)).toHaveLength(0);
    const [hold] = await readOpenHolds(database.sql, [younger.orderId]);
    expect(hold).toMatchObject({
      type: "credit",
      reason: "Exposure $100.00 is over the limit of $70.00",
    });
    const [raised] = await database.sql`select type, state from exception
      where order_id = ${younger.orderId}`;
    expect(raised).toEqual({ type: "credit_hold", state: "open" });

    expect(await clear(younger.orderId)).toEqual({ lifted: 0 });
    await limitOf(company, 10_000);
    expect(await listClearedOrders(database, floor.ctx.clock.now())).toContain(younger.orderId);
    expect(await clear(younger.orderId)).toEqual({ lifted: 1 });
    const [closed] = await database.sql`select state from exception
      where order_id = ${younger.orderId}`;
    expect(closed).toEqual({ state: "auto_closed" });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, younger.orderId)).toHaveLength(1);
  });

  test("that only one of two held orders fits into frees the older one alone", async () => {
    const company = await givenCompany(database, { creditLimit: 6_000 });
    const first = await order(company, 6);
    const [second, third] = [await order(company, 5), await order(company, 5)];
    expect([await isHeld(second.orderId), await isHeld(third.orderId)]).toEqual([true, true]);
    await cancelOrder(floor.ctx, key(), { orderId: first.orderId, reason: "Not wanted" });
    await Promise.all([clear(third.orderId), clear(second.orderId)]);
    expect([await isHeld(second.orderId), await isHeld(third.orderId)]).toEqual([false, true]);
    const [event] = await database.sql`select reason, payload from event
      where order_id = ${second.orderId} and type = 'hold.released'`;
    expect(event).toEqual({
      reason: "Exposure $50.00 is within the limit of $60.00",
      payload: { kind: "cause_cleared", type: "credit" },
    });
  });

  test("that a person answered for is not asked again when the goods leave", async () => {
    const company = await givenCompany(database, { creditLimit: 1_000 });
    const { orderId } = await order(company, 2);
    const [hold] = await readOpenHolds(database.sql, [orderId]);
    await releaseHold(floor.ctx, key(), {
      orderId,
      holdId: hold?.id ?? "",
      reason: "They pay on delivery",
    });
    await releaseDue(floor.ctx, key(), {});
    expect(await workOf(floor, orderId)).toHaveLength(1);
  });

  test("is set by who may, for a company that exists, and once by one key", async () => {
    const company = await givenCompany(database);
    const input = { companyId: company.id, creditLimit: 5_000, reason: "First order" };
    const sameKey = key();
    const [a, b] = await Promise.all([
      setCreditLimit(floor.ctx, sameKey, input),
      setCreditLimit(floor.ctx, sameKey, input),
    ]);
    expect(a).toEqual(b);
    for (const actor of [
      actorWith([]),
      actorWith(["customers.set_credit_limit"], { companyId: company.id }),
    ]) {
      await expect(
        setCreditLimit({ ...floor.ctx, actor }, key(), { ...input, creditLimit: null }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(
      setCreditLimit(floor.ctx, key(), { ...input, companyId: randomUUID() }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { rows } = await listCredit(floor.ctx, { q: company.code });
    expect(rows).toMatchObject([{ limit: 5_000, exposure: 0, held: 0 }]);
  });
});

describe("what customers owe", () => {
  test("holds orders when it is overdue for too long, and lets them go when it is paid", async () => {
    const company = await givenCompany(database);
    await owes(company, 9_000, { overdueReceivables: 500, oldestDueDate: "2026-10-01" });
    const { orderId } = await order(company, 1);
    const [hold] = await readOpenHolds(database.sql, [orderId]);
    expect(hold?.reason).toBe("$5.00 are overdue, the oldest for 40 days; 30 are allowed");
    const overdue = await listCredit(floor.ctx, { view: "held", q: company.code });
    expect(overdue.rows).toMatchObject([{ overdue: 500, held: 1 }]);
    await owes(company, 8_500);
    expect(await clear(orderId)).toEqual({ lifted: 1 });
    expect(await clear(orderId)).toEqual({ lifted: 0 });
  });

  test("is kept per company with its outcome; what is told of an earlier moment is old", async () => {
    const company = await givenCompany(database);
    await owes(company, 3_000, {}, "2026-11-10T10:00:00Z");
    const { outcomes } = await setReceivables(floor.ctx, key(), {
      asOf: "2026-11-10T09:00:00Z",
      rows: [
        { companyCode: company.code.toLowerCase(), openReceivables: 1 },
        { companyCode: "NOBODY", openReceivables: 1 },
      ],
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["old", "unknown"]);
    const same = await owes(company, 3_000, {}, "2026-11-10T11:00:00Z");
    expect(same).toMatchObject({ changed: 0, outcomes: [{ outcome: "unchanged" }] });
    const [row] = await database.sql`select open_receivables as open from company
      where id = ${company.id}`;
    expect(row).toEqual({ open: 3_000 });
    await expect(
      owes(company, 3_000, { overdueReceivables: 4_000, oldestDueDate: "2026-10-01" }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(owes(company, 3_000, { overdueReceivables: 1 })).rejects.toMatchObject({
      details: { faults: [{ field: "rows.0.oldestDueDate" }] },
    });
    const actor = actorWith([]);
    await expect(
      setReceivables({ ...floor.ctx, actor }, key(), {
        rows: [{ companyCode: company.code, openReceivables: 1 }],
      }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
