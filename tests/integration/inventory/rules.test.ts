import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { retireAvailabilityRule } from "@/server/oms/inventory/commands/retire-availability-rule";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { availability } from "@/server/oms/inventory/queries-availability";
import {
  listAvailabilityRules,
  previewAvailabilityRule,
} from "@/server/oms/inventory/queries-rules";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
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
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  company = await givenCompany(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 40, safetyStock: 5 });
});
afterEach(
  () => database.sql`update availability_rule set retired_at = now() where retired_at is null`,
);

type Written = Partial<Parameters<typeof saveAvailabilityRule>[2]>;
const ruleOf = (over: Written) =>
  ({ effect: "hold_units", amount: 10, note: "For the shop floor", ...over }) as const;
const save = (over: Written, key: string = randomUUID()) =>
  saveAvailabilityRule(ctxOf(database), key, ruleOf(over));

async function sellable(channelCode = "portal"): Promise<number> {
  const answer = await availability(ctxOf(database), { channelCode, skus: [sku.code] });
  return answer.skus[0]?.available ?? -1;
}

const rulesNow = () => listAvailabilityRules(ctxOf(database), {});

describe("one truth", () => {
  test("answer, quote and order keep the same units back, and the answer names the rule", async () => {
    expect(await sellable()).toBe(35);
    const { ruleId } = await save({ channelCode: "portal", sku: sku.code });

    const answer = await availability(ctxOf(database), {
      channelCode: "portal",
      skus: [sku.code],
    });
    expect(answer.skus[0]).toMatchObject({
      available: 25,
      nodes: [{ onHand: 40, safetyStock: 5, buffer: 10, rule: ruleId, available: 25 }],
    });
    expect(await sellable("api")).toBe(35);

    const quote = await quoteLines(ctxOf(database), {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ key: "1", sku: sku.code, quantity: 30 }],
    });
    expect(quote.lines[0]).toMatchObject({ availableNow: 25 });
    const order = await placeOrder(ctxOf(database), randomUUID(), {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 30 }],
    });
    expect(order.lines[0]).toMatchObject({ allocated: 25, backordered: 5 });
    expect(await sellable()).toBe(0);
    expect(await sellable("api")).toBe(10);
  });

  test("the page of a SKU says which channels may sell less at a node, and by which rule", async () => {
    await save({ channelCode: "portal", sku: sku.code });
    const { positions } = await findSkuStock(ctxOf(database), { code: sku.code });
    expect(positions).toMatchObject([
      { available: 35, channels: [{ channel: expect.any(String), available: 25, rule: 1 }] },
    ]);
  });

  test("a category is followed: a SKU that joins it is covered, one that leaves it is not", async () => {
    await database.sql`update sku set category = 'Bikes' where id = ${sku.id}`;
    await save({ category: "Bikes", effect: "exclude" });
    expect(await sellable()).toBe(0);
    await database.sql`update sku set category = 'Helmets' where id = ${sku.id}`;
    expect(await sellable()).toBe(35);
  });
});

describe("saving", () => {
  test("a change is a new version, and the earlier one is kept with who retired it", async () => {
    const first = await save({ sku: sku.code });
    const second = await save({ ...first, sku: sku.code, amount: 20 });
    expect(second).toMatchObject({ ruleId: first.ruleId, version: 2 });
    expect(await sellable()).toBe(15);
    const kept = await database.sql`select version, amount, retired_by as "retiredBy"
      from availability_rule where rule_id = ${first.ruleId} order by version`;
    expect(kept).toMatchObject([
      { version: 1, amount: 10, retiredBy: expect.any(String) },
      { version: 2, amount: 20, retiredBy: null },
    ]);
  });

  test("a rule set before another decides first, and the other is told to be shadowed", async () => {
    const wide = await save({ amount: 1 });
    const narrow = await save({ sku: sku.code, amount: 30 });
    expect(await rulesNow()).toMatchObject([
      { ruleId: wide.ruleId, shadowedBy: null },
      { ruleId: narrow.ruleId, shadowedBy: 1, impact: { units: 0 } },
    ]);
    expect(await sellable()).toBe(34);
    await save({ ...narrow, sku: sku.code, amount: 30, position: 1 });
    expect(await rulesNow()).toMatchObject([
      { ruleId: narrow.ruleId, position: 1, shadowedBy: null },
      { ruleId: wide.ruleId, position: 2 },
    ]);
    expect(await sellable()).toBe(5);
  });

  test.each([
    [{ sku: "NO-SUCH" }, "sku"],
    [{ channelCode: "nowhere" }, "channelCode"],
    [{ nodeCode: "N-NONE" }, "nodeCode"],
    [{ category: "Nothing of the kind" }, "category"],
    [{ effect: "hold_percent", amount: 101 }, "amount"],
    [{ effect: "hold_percent", amount: 5, atLeast: 9, atMost: 2 }, "atMost"],
    [{ amount: -1 }, "amount"],
    [{ note: " " }, "note"],
  ] as const)("%o is refused at %s, and nothing is written", async (over, field) => {
    const { length } = await rulesNow();
    await expect(save(over as Written)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [expect.objectContaining({ field })] },
    });
    expect(await rulesNow()).toHaveLength(length);
  });

  test("the same key twice at once makes one rule", async () => {
    const key = randomUUID();
    const [one, two] = await Promise.all([
      save({ sku: sku.code }, key),
      save({ sku: sku.code }, key),
    ]);
    expect(one).toEqual(two);
    expect(await rulesNow()).toHaveLength(1);
  });

  test("of two who change what they both saw, one is told that it changed", async () => {
    const seen = await save({ sku: sku.code });
    const results = await Promise.allSettled([
      save({ ...seen, sku: sku.code, amount: 1 }),
      save({ ...seen, sku: sku.code, amount: 2 }),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({
      reason: { code: "STALE" },
    });
  });

  test("a rep may look at no rule and save none", async () => {
    const rep = actorWith(["inventory.availability"]);
    await expect(
      saveAvailabilityRule(ctxOf(database, rep), randomUUID(), ruleOf({})),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("retiring", () => {
  test("gives the stock back, once", async () => {
    const { ruleId, version } = await save({ sku: sku.code, effect: "exclude" });
    expect(await sellable()).toBe(0);
    const retire = () =>
      retireAvailabilityRule(ctxOf(database), randomUUID(), {
        ruleId,
        version,
        reason: "The fair is over",
      });
    await retire();
    expect(await sellable()).toBe(35);
    await expect(retire()).rejects.toMatchObject({ code: "STALE" });
  });
});

describe("a preview", () => {
  test("says what a rule would keep back and leave to each channel, and writes nothing", async () => {
    const preview = await previewAvailabilityRule(
      ctxOf(database),
      ruleOf({ channelCode: "portal", sku: sku.code, effect: "hold_percent", amount: 25 }),
    );
    expect(preview.impact).toEqual({ positions: 1, skus: 1, units: 10 });
    expect(preview.shadowedBy).toBeNull();
    const portal = preview.channels.find(({ code }) => code === "portal");
    expect((portal?.before ?? 0) - (portal?.after ?? 0)).toBe(10);
    expect(await rulesNow()).toEqual([]);
  });

  test("says when a rule would match nothing, or stand in another's shadow", async () => {
    const idle = await givenSku(database);
    const nothing = await previewAvailabilityRule(ctxOf(database), ruleOf({ sku: idle.code }));
    expect(nothing.impact).toEqual({ positions: 0, skus: 0, units: 0 });
    await save({ amount: 1 });
    const shadowed = await previewAvailabilityRule(ctxOf(database), ruleOf({ sku: sku.code }));
    expect(shadowed.shadowedBy).toBe(1);
  });
});
