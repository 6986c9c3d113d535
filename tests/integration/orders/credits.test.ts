/** Credit memos: granted within what is owed, counted on the order, told, and taken back by another. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { listCredit } from "@/server/oms/customers/queries-credit";
import { applyResolution } from "@/server/oms/desk/commands/apply-resolution";
import { listResolutions } from "@/server/oms/desk/queries";
import { openExceptions } from "@/server/oms/exceptions/store";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { grantCredit } from "@/server/oms/orders/commands/grant-credit";
import { reverseCredit } from "@/server/oms/orders/commands/reverse-credit";
import { listOrders } from "@/server/oms/orders/queries";
import { listCreditMemos } from "@/server/oms/orders/queries-credits";
import { findOrder } from "@/server/oms/orders/queries-order";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
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
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { mailsOf, tell } from "../notifications/telling";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  // 10.00 a piece.
  sku = await givenSku(database, { listPriceE4: 100_000 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10_000 });
});
beforeEach(async () => {
  company = await givenCompany(database, { creditLimit: 100_000 });
});
afterEach(async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
});
afterAll(() => database.drop());

/** Ten pieces: 100.00. */
const order = () => givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 10 }]);

const grant = (orderId: string, amountMinor: number, ctx = floor.ctx) =>
  grantCredit(ctx, key(), { orderId, amountMinor, reason: "late", note: "Three days late" });

const owedOf = async (number: string) => {
  const { owed, credits } = await findOrder(floor.ctx, { orderNumber: number });
  return { owed, amounts: credits.map(({ amountMinor }) => amountMinor) };
};

describe("a credit", () => {
  test("lowers what is owed everywhere, has a number, and is told once", async () => {
    const { orderId, number } = await order();
    await tell(database);
    const memo = await grant(orderId, 1_500);
    expect(memo).toMatchObject({ amountMinor: 1_500, currency: "USD", owed: 8_500 });
    expect(memo.number).toMatch(/^CM-\d{4}$/);
    expect(await owedOf(number)).toEqual({ owed: 8_500, amounts: [1_500] });
    const listed = await listOrders(floor.ctx, { q: number });
    expect(listed.rows).toMatchObject([{ number, owed: 8_500 }]);
    const { rows } = await listCredit(floor.ctx, { q: company.code });
    expect(rows).toMatchObject([{ exposure: 8_500 }]);
    await tell(database);
    await tell(database);
    const mails = (await mailsOf(database, orderId)).filter(
      ({ template }) => template === "credit-memo",
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe(`Credit ${memo.number} for order ${number}`);
    expect(mails[0]?.text).toContain("$15.00");
    expect(mails[0]?.text).toContain("Three days late");
    const theirs = ctxOf(database, actorWith(["orders.find_order"], { companyId: company.id }));
    const { credits } = await findOrder(theirs, { orderNumber: number });
    expect(credits).toMatchObject([{ number: memo.number, reason: "late", leftMinor: 1_500 }]);
  });

  test("beyond what is owed is refused with what is, and nothing is written", async () => {
    const { orderId, number } = await order();
    await grant(orderId, 9_000);
    await expect(grant(orderId, 1_001)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: [{ field: "amountMinor", message: expect.stringContaining("$10.00") }],
      },
    });
    expect(await owedOf(number)).toEqual({ owed: 1_000, amounts: [9_000] });
  });

  test("is granted once by one key; two at once never pass the limit, and no number is left out", async () => {
    const { orderId, number } = await order();
    const sameKey = key();
    const input = { orderId, amountMinor: 500, reason: "damaged" as const, note: "Scratched" };
    const twice = await Promise.all([
      grantCredit(floor.ctx, sameKey, input),
      grantCredit(floor.ctx, sameKey, input),
    ]);
    expect(twice[0]).toEqual(twice[1]);
    for (let round = 0; round < 6; round += 1) {
      const raced = await order();
      const outcomes = await Promise.allSettled(
        ["one", "two", "three"].map((name) =>
          grant(raced.orderId, 4_000, ctxOf(database, systemActor(name))),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
      expect((await owedOf(raced.number)).owed).toBe(2_000);
    }
    expect((await owedOf(number)).owed).toBe(9_500);
    const serials = await database.sql<{ serial: number }[]>`
      select serial from credit_memo order by serial`;
    expect(serials.map(({ serial }) => serial)).toEqual(serials.map((_, at) => 1_001 + at));
  });

  test("needs the right, and is not a buyer's to grant; its row is never changed", async () => {
    const { orderId } = await order();
    for (const actor of [
      actorWith([]),
      actorWith(["orders.grant_credit"], { companyId: company.id }),
      actorWith(["orders.grant_credit"], { companyId: (await givenCompany(database)).id }),
    ]) {
      await expect(grant(orderId, 100, ctxOf(database, actor))).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    await expect(grant(randomUUID(), 100)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const memo = await grant(orderId, 100);
    await expect(
      database.sql`update credit_memo set amount = 1 where id = ${memo.creditMemoId}`,
    ).rejects.toThrow("append-only");
    await expect(
      database.sql`delete from credit_memo where id = ${memo.creditMemoId}`,
    ).rejects.toThrow("append-only");
  });
});

describe("taking one back", () => {
  const reverse = (creditMemoId: string, amountMinor?: number, ctx = floor.ctx) =>
    reverseCredit(ctx, key(), {
      creditMemoId,
      note: "It was on time",
      ...(amountMinor === undefined ? {} : { amountMinor }),
    });

  test("is a memo against it, in part and then the rest, and told", async () => {
    const { orderId, number } = await order();
    const memo = await grant(orderId, 2_000);
    const part = await reverse(memo.creditMemoId, 500);
    expect(part).toMatchObject({ reverses: memo.number, amountMinor: 500 });
    await expect(reverse(memo.creditMemoId, 1_501)).rejects.toMatchObject({
      details: { faults: [{ field: "amountMinor", code: "over_left" }] },
    });
    await reverse(memo.creditMemoId);
    expect(await owedOf(number)).toEqual({ owed: 10_000, amounts: [2_000, -500, -1_500] });
    await expect(reverse(memo.creditMemoId)).rejects.toMatchObject({ code: "STALE" });
    await expect(reverse(part.creditMemoId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await tell(database);
    const subjects = (await mailsOf(database, orderId)).map(({ subject }) => subject);
    expect(subjects).toContain(`Credit ${memo.number} for order ${number} was taken back`);
  });

  test("is done once by one key and by one of two, and only with the right", async () => {
    const { orderId, number } = await order();
    const memo = await grant(orderId, 2_000);
    const outcomes = await Promise.allSettled([
      reverse(memo.creditMemoId, 2_000, ctxOf(database, systemActor("one"))),
      reverse(memo.creditMemoId, 2_000, ctxOf(database, systemActor("two"))),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const again = await grant(orderId, 2_000);
    const sameKey = key();
    const input = { creditMemoId: again.creditMemoId, note: "Twice" };
    const twice = await Promise.all([
      reverseCredit(floor.ctx, sameKey, input),
      reverseCredit(floor.ctx, sameKey, input),
    ]);
    expect(twice[0]).toEqual(twice[1]);
    expect((await owedOf(number)).owed).toBe(10_000);
    for (const actor of [
      actorWith([]),
      actorWith(["orders.reverse_credit"], { companyId: company.id }),
    ]) {
      await expect(reverse(memo.creditMemoId, 1, ctxOf(database, actor))).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
  });

  test("happens by itself where what was credited is cancelled, also at the same moment", async () => {
    const { orderId, number } = await order();
    await grant(orderId, 3_000);
    await grant(orderId, 4_000);
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${orderId}`;
    const { changeId } = await proposeChange(floor.ctx, key(), {
      orderId,
      reason: "Less",
      content: { lines: [{ lineId: line?.id ?? "", quantity: 5 }] },
    });
    const { orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
    await applyChange(floor.ctx, key(), { orderId, changeId, orderVersion });
    expect(await owedOf(number)).toEqual({ owed: 0, amounts: [3_000, 4_000, -2_000] });
    await cancelOrder(floor.ctx, key(), { orderId, reason: "Not wanted" });
    expect(await owedOf(number)).toEqual({
      owed: 0,
      amounts: [3_000, 4_000, -2_000, -2_000, -3_000],
    });
    await expect(grant(orderId, 1)).rejects.toMatchObject({
      details: { faults: [{ message: expect.stringContaining("Nothing is owed") }] },
    });
    for (let round = 0; round < 6; round += 1) {
      const raced = await order();
      await Promise.allSettled([
        grant(raced.orderId, 5_000, ctxOf(database, systemActor("one"))),
        cancelOrder(ctxOf(database, systemActor("two")), key(), {
          orderId: raced.orderId,
          reason: "Not wanted",
        }),
      ]);
      expect((await owedOf(raced.number)).owed).toBe(0);
    }
  });
});

describe("for finance", () => {
  test("memos are told in the order of their numbers, a page at a time, to staff", async () => {
    const { orderId } = await order();
    const first = await grant(orderId, 100);
    const second = await grant(orderId, 200);
    const before = Number(first.number.slice(3)) - 1;
    const page = await listCreditMemos(floor.ctx, { after: `CM-${before}`, limit: 1 });
    const known = before === 1_000 ? first.number : page.memos[0]?.number;
    expect(known).toBe(first.number);
    expect(page.next).toBe(first.number);
    const rest = await listCreditMemos(floor.ctx, { after: first.number });
    expect(rest).toMatchObject({
      memos: [{ number: second.number, amountMinor: 200, companyCode: company.code }],
      next: null,
    });
    const theirs = ctxOf(
      database,
      actorWith(["orders.list_credit_memos"], { companyId: company.id }),
    );
    await expect(listCreditMemos(theirs, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("on the desk", () => {
  test("is offered with what it comes to, never suggested, and closes the exception", async () => {
    const { orderId, number } = await order();
    await inTransaction(database, async ({ tx, sql }) => {
      const now = floor.ctx.clock.now();
      const emit = () => {};
      const { actor } = floor.ctx;
      const env = { owner: database.sql, tx, sql, now, actor, companyId: null, emit };
      await openExceptions(env, [
        {
          type: "in_transit_stalled",
          severity: "high",
          causeKey: number,
          sentence: `${number} has not moved`,
          orderId,
          detail: {},
        },
      ]);
    });
    const [exception] = await database.sql<{ id: string }[]>`
      select id from exception where order_id = ${orderId}`;
    const exceptionId = exception?.id ?? "";
    const memos = async () => {
      const [row] = await database.sql<{ count: number }[]>`
        select count(*)::int as count from credit_memo`;
      return row?.count;
    };
    const count = await memos();
    const { offers } = await listResolutions(floor.ctx, { exceptionId });
    const credit = offers.find(({ kind }) => kind === "credit");
    expect(credit).toMatchObject({
      isSuggested: false,
      consequence: { credited: [{ currency: "USD", minor: 1_000 }] },
      text: expect.stringContaining("$10.00 credited"),
    });
    expect(await memos()).toBe(count);
    const { actor } = floor.ctx;
    const without = {
      ...actor,
      capabilities: new Set(["exceptions.list_resolutions", "exceptions.apply_resolution"]),
    };
    const theirs = await listResolutions(ctxOf(database, without), { exceptionId });
    expect(theirs.offers.map(({ kind }) => kind)).not.toContain("credit");
    await applyResolution(floor.ctx, key(), {
      exceptionId,
      kind: "credit",
      note: "A week on the road",
      amountMinor: 2_500,
    });
    expect(await owedOf(number)).toEqual({ owed: 7_500, amounts: [2_500] });
    const [memo] = await database.sql`
      select exception_id as "exceptionId", reason, note from credit_memo
      where order_id = ${orderId}`;
    expect(memo).toEqual({ exceptionId, reason: "late", note: "A week on the road" });
    const [closed] = await database.sql`select state from exception where id = ${exceptionId}`;
    expect(closed).toEqual({ state: "resolved" });
  });
});
