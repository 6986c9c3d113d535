import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setTolerances } from "@/server/oms/customers/commands/set-tolerances";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { releaseClearedHolds } from "@/server/oms/orders/commands/release-cleared-holds";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, type GivenSku, givenSku, givenStock } from "../../support/factories";
import { type Floor, givenFloor, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  sku = await givenSku(database, { listPriceE4: 100_000 });
  await database.sql`update sku set standard_cost_e4 = 90_000 where id = ${sku.id}`;
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 1_000 });
});
afterAll(() => database.drop());

const agree = (priceToleranceBp: number | null, marginMinBp: number | null, ctx = floor.ctx) =>
  setTolerances(ctx, key(), {
    ...{ companyId: floor.company.id, priceToleranceBp, marginMinBp, reason: "Agreed in May" },
  });
/** Ours is 10.00; the customer names four percent less. */
const place = () =>
  placeOrder(floor.ctx, key(), {
    channelCode: "edi",
    companyId: floor.company.id,
    lines: [{ sku: sku.code, quantity: 1, expectedUnitPriceE4: 96_000 }],
  });

describe("what is agreed with one customer", () => {
  test("goes before the bound of the rule: wider lets the price go, and lifts what was held", async () => {
    const held = await place();
    expect(held.holds.map(({ type }) => type)).toEqual(["price_variance"]);
    await agree(500, null);
    expect((await place()).holds).toEqual([]);
    expect(await releaseClearedHolds(floor.ctx, key(), { orderId: held.orderId })).toEqual({
      lifted: 1,
    });
    await agree(300, null);
    expect((await place()).holds.map(({ type }) => type)).toEqual(["price_variance"]);
    await agree(null, null);
    expect((await place()).holds.map(({ type }) => type)).toEqual(["price_variance"]);
  });

  test("a margin of its own is warned of at the door and while the order is typed", async () => {
    await agree(1_000, 2_000);
    const { warnings } = await place();
    expect(warnings).toEqual(["Line 1 leaves a margin of 10 %"]);
    const quote = await quoteLines(floor.ctx, {
      companyId: floor.company.id,
      channelCode: "phone",
      lines: [{ key: "a", sku: sku.code, quantity: 1 }],
    });
    expect(quote.findings.map(({ type }) => type)).toEqual(["margin"]);
    await agree(1_000, 500);
    expect((await place()).warnings).toEqual([]);
  });

  test("is refused beyond a percentage, once per key, with its right and for a company that is there", async () => {
    await expect(agree(10_001, null)).rejects.toMatchObject({
      details: { faults: [{ field: "priceToleranceBp", message: "At most 100 %" }] },
    });
    const sameKey = key();
    const input = {
      companyId: floor.company.id,
      priceToleranceBp: 200,
      marginMinBp: 0,
      reason: "x",
    };
    await Promise.all([
      setTolerances(floor.ctx, sameKey, input),
      setTolerances(floor.ctx, sameKey, input),
    ]);
    const [{ count } = { count: 0 }] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from event where type = 'company.tolerances_set'
        and (payload #>> '{after,priceToleranceBp}')::int = 200`;
    expect(count).toBe(1);
    await Promise.all([agree(100, 0), agree(150, 0)]);
    const [row] = await database.sql`select price_tolerance_bp in (100, 150) as one
      from company where id = ${floor.company.id}`;
    expect(row).toEqual({ one: true });
    await expect(agree(1, 1, ctxOf(database, actorWith([])))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(
      setTolerances(floor.ctx, key(), { ...input, companyId: newId() }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
