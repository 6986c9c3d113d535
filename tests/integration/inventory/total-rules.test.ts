import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { sendSellable } from "@/server/oms/inventory/commands/send-sellable";
import { availability } from "@/server/oms/inventory/queries-availability";
import {
  listAvailabilityRules,
  previewAvailabilityRule,
} from "@/server/oms/inventory/queries-rules";
import { findSellableSent } from "@/server/oms/inventory/queries-sellable";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
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
let nodes: GivenNode[];
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  nodes = [
    await givenNode(database, calendarId, { name: "Reno" }),
    await givenNode(database, calendarId, { name: "Dover" }),
    await givenNode(database, calendarId, { name: "Tulsa" }),
  ];
  company = await givenCompany(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
});
afterEach(
  () => database.sql`update availability_rule set retired_at = now() where retired_at is null`,
);

const stock = (units: readonly number[]) =>
  Promise.all(
    units.map((onHand, at) =>
      givenStock(database, { skuId: sku.id, nodeId: nodes[at]?.id ?? "", onHand }),
    ),
  );

type Written = Partial<Parameters<typeof saveAvailabilityRule>[2]>;
const ruleOf = (over: Written) =>
  ({
    effect: "hold_total",
    amount: 0,
    channelCode: "portal",
    sku: sku.code,
    note: "For the shops",
    ...over,
  }) as const;
const save = (over: Written) => saveAvailabilityRule(ctxOf(database), randomUUID(), ruleOf(over));
const lastYear = () => new Date(Date.now() - 365 * 86_400_000);

async function answered(channelCode = "portal") {
  const { skus } = await availability(ctxOf(database), { channelCode, skus: [sku.code] });
  return skus[0];
}
const sellable = async (channelCode = "portal") => (await answered(channelCode))?.available;

async function quoted(quantity: number, reservation?: { kind: "cart"; ref: string }) {
  const { lines } = await quoteLines(ctxOf(database), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ key: "1", sku: sku.code, quantity }],
    ...(reservation && { reservation }),
  });
  const firm = lines[0]?.parts.filter(({ state }) => state === "firm") ?? [];
  return { now: lines[0]?.availableNow, firm: firm.reduce((sum, part) => sum + part.quantity, 0) };
}

const place = (quantity: number, reservation?: { kind: "cart"; ref: string }) =>
  placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity }],
    ...(reservation && { reservation }),
  });

const holdFor = (ref: string, quantity: number, partial = true) =>
  reserveStock(ctxOf(database), randomUUID(), {
    owner: { kind: "cart", ref },
    companyId: company.id,
    channelCode: "portal",
    partial,
    lines: [{ sku: sku.code, quantity }],
  });

test("the API, the quote, the hold and the order say the same under any rules", async () => {
  const amounts = fc.nat(40);
  const rules = fc.record({
    hold_total: fc.option(amounts),
    cap_total: fc.option(amounts),
    quota_total: fc.option(amounts),
    hold_units: fc.option(fc.nat(6)),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.nat(15), fc.nat(15), fc.nat(15)),
      rules,
      fc.nat(6),
      async (units, written, before) => {
        sku = await givenSku(database);
        await stock(units);
        if (before > 0) {
          await place(before);
        }
        for (const [effect, amount] of Object.entries(written)) {
          if (amount !== null) {
            await save({
              effect: effect as "hold_total",
              amount,
              ...(effect === "quota_total" && { startsAt: lastYear() }),
            });
          }
        }
        const said = (await sellable()) ?? -1;
        expect(await quoted(100)).toEqual({ now: said, firm: said });
        const held = await holdFor(sku.code, 100);
        expect(held.lines[0]?.held).toBe(said);
        await releaseReservation(ctxOf(database), randomUUID(), {
          owner: { kind: "cart", ref: sku.code },
          companyId: company.id,
        });
        const order = await place(100);
        expect(order.lines[0]?.allocated).toBe(said);
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);

describe("a quota", () => {
  test("counts orders and holds since it began, and gives back what is released", async () => {
    await stock([30, 30, 0]);
    await place(4);
    const { ruleId } = await save({ effect: "quota_total", amount: 20, startsAt: lastYear() });
    expect(await answered()).toMatchObject({
      available: 16,
      limits: [{ rule: ruleId, effect: "quota_total", amount: 20, taken: 4, withheld: 40 }],
    });
    expect(await sellable("api")).toBe(56);

    await holdFor("c1", 6);
    expect(await sellable()).toBe(10);
    // One's own hold is not in one's own way; another's is.
    const own = { kind: "cart", ref: "c1" } as const;
    expect(await quoted(100, own)).toEqual({ now: 16, firm: 16 });
    expect(await quoted(100)).toEqual({ now: 10, firm: 10 });
    const order = await place(100, own);
    expect(order.lines[0]).toMatchObject({ allocated: 16, backordered: 84 });
    expect(await sellable()).toBe(0);
    await expect(holdFor("c2", 1, false)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
  });

  test("is not outrun by orders at the same moment", async () => {
    await stock([30, 0, 0]);
    await save({ effect: "quota_total", amount: 5, startsAt: lastYear() });
    const orders = await Promise.all(Array.from({ length: 6 }, () => place(2)));
    const allocated = orders.reduce((sum, order) => sum + (order.lines[0]?.allocated ?? 0), 0);
    expect(allocated).toBe(5);
  });

  test("that begins later counts nothing yet, and one that ended bounds nothing", async () => {
    await stock([30, 0, 0]);
    await place(7);
    await save({ effect: "quota_total", amount: 5, startsAt: new Date(Date.now() + 86_400_000) });
    expect(await sellable()).toBe(23);
    await save({
      effect: "quota_total",
      amount: 5,
      startsAt: lastYear(),
      endsAt: new Date(lastYear().getTime() + 86_400_000),
    });
    expect(await sellable()).toBe(23);
  });
});

test("steps, preview, list and export tell what a rule about the total keeps back", async () => {
  await stock([10, 10, 0]);
  const preview = await previewAvailabilityRule(ctxOf(database), ruleOf({ amount: 15 }));
  expect(preview.impact).toEqual({ positions: 2, skus: 1, units: 15 });
  expect(preview.channels.find(({ code }) => code === "portal")).toMatchObject({
    before: expect.any(Number),
    after: expect.any(Number),
  });
  const portal = preview.channels.find(({ code }) => code === "portal");
  expect((portal?.before ?? 0) - (portal?.after ?? 0)).toBe(15);
  await save({ amount: 15 });
  await save({ effect: "cap_total", amount: 2 });
  expect(
    (await listAvailabilityRules(ctxOf(database), {})).map(({ impact }) => impact.units),
  ).toEqual([15, 3]);

  const { skus } = await availability(ctxOf(database), {
    channelCode: "portal",
    skus: [sku.code],
    breakdown: true,
  });
  expect(skus[0]).toMatchObject({
    available: 2,
    limits: [
      { effect: "hold_total", place: 1, withheld: 15 },
      { effect: "cap_total", place: 2, withheld: 3 },
    ],
  });
  const last = skus[0]?.nodes?.map(({ breakdown }) =>
    breakdown?.steps.slice(-2).map(({ step, units }) => [step, units]),
  );
  const taken = last?.flat().reduce((sum, each) => sum + Number(each?.[1]), 0);
  expect(taken).toBe(-18);
  await sendSellable(ctxOf(database), randomUUID(), { channelCode: "portal" });
  expect(
    await findSellableSent(ctxOf(database), { channelCode: "portal", sku: sku.code }),
  ).toMatchObject({ quantity: 2 });
});

test("what makes no sense is refused", async () => {
  await expect(save({ nodeCode: "any", amount: 3 })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await expect(save({ effect: "quota_total", amount: 3 })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
});
