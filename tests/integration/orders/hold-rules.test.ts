import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { releaseClearedHolds } from "@/server/oms/orders/commands/release-cleared-holds";
import { saveHoldRule } from "@/server/oms/orders/commands/save-hold-rule";
import { saveHoldType } from "@/server/oms/orders/commands/save-hold-type";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import {
  listClearedOrders,
  listHoldRules,
  previewHoldRule,
} from "@/server/oms/orders/queries-holds";
import { readOpenHolds } from "@/server/oms/orders/store-holds";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenSku,
  givenStock,
  TUESDAY,
  unique,
} from "../../support/factories";
import { type Floor, givenFloor, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  sku = await givenSku(database, { listPriceE4: 100_000 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 1_000 });
});
afterAll(() => database.drop());

const place = (over: Partial<PlaceOrderInput> = {}, ctx = floor.ctx) =>
  placeOrder(ctx, key(), {
    channelCode: "edi",
    companyId: floor.company.id,
    lines: [{ sku: sku.code, quantity: 1 }],
    ...over,
  });

const openTypes = async (orderId: string) =>
  (await readOpenHolds(database.sql, [orderId])).map(({ type }) => type);

const clear = (orderId: string) => releaseClearedHolds(floor.ctx, key(), { orderId });

const rule = (over: Partial<Parameters<typeof saveHoldRule>[2]> = {}) => ({
  ruleId: null,
  version: null,
  name: unique("Rule"),
  type: "margin",
  conditions: [{ fact: "order_value" as const, operator: "above" as const, value: 99_999_999 }],
  ...over,
});

describe("an order that comes in", () => {
  test("is held for all that the rules find, each with its exception, and says so", async () => {
    const { orderId, holds } = await place({
      fraudScore: 91,
      lines: [{ sku: sku.code, quantity: 1, expectedUnitPriceE4: 90_000 }],
    });
    expect(holds.map(({ type }) => type)).toEqual(["price_variance", "fraud"]);
    const exceptions = await database.sql`select type, sentence from exception
      where order_id = ${orderId} and closed_at is null order by type`;
    expect(exceptions).toEqual([
      { type: "fraud_review", sentence: "The fraud score is 91; 70 is the bound" },
      {
        type: "price_variance",
        sentence: "Line 1: the customer names $9.00, our price is $10.00",
      },
    ]);
    const [counted] = await database.sql`select hold_count as holds,
      open_exception_count as exceptions from sales_order where id = ${orderId}`;
    expect(counted).toEqual({ holds: 2, exceptions: 2 });
  });

  test("within tolerance has our price and no hold; below cost it is warned of", async () => {
    const dear = await givenSku(database, { listPriceE4: 100_000 });
    await database.sql`update sku set standard_cost_e4 = 120_000 where id = ${dear.id}`;
    const { orderId, holds, warnings } = await place({
      lines: [{ sku: dear.code, quantity: 1, expectedUnitPriceE4: 99_000 }],
    });
    expect(holds).toEqual([]);
    expect(warnings).toEqual(["Line 1 leaves a margin of -20 %"]);
    const [line] = await database.sql`select unit_price_e4 as price from order_line
      where order_id = ${orderId}`;
    expect(line).toEqual({ price: 100_000 });
    const [event] = await database.sql`select payload from event
      where order_id = ${orderId} and type = 'sales_order.warned'`;
    expect(event).toEqual({ payload: { warnings, corrected: [] } });
  });

  test("with a PO number used before waits until the other is cancelled; a person's hold stays", async () => {
    const customerPo = unique("PO");
    const first = await place({ customerPo });
    const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 60_000));
    const second = await place({ customerPo }, later);
    expect(await openTypes(second.orderId)).toEqual(["duplicate_po"]);
    await setHold(floor.ctx, key(), { orderId: second.orderId, reason: "Ask them" });
    expect(await clear(second.orderId)).toEqual({ lifted: 0 });
    await cancelOrder(floor.ctx, key(), { orderId: first.orderId, reason: "Sent twice" });
    const sameKey = key();
    const both = await Promise.all([
      releaseClearedHolds(floor.ctx, sameKey, { orderId: second.orderId }),
      releaseClearedHolds(floor.ctx, sameKey, { orderId: second.orderId }),
    ]);
    expect(both).toEqual([{ lifted: 1 }, { lifted: 1 }]);
    expect(await openTypes(second.orderId)).toEqual(["manual"]);
    await expect(
      releaseClearedHolds({ ...floor.ctx, actor: actorWith([]) }, key(), second),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("is let go of when it is over, with its exception", async () => {
    const { orderId } = await place({
      fraudScore: 90,
      lines: [{ sku: sku.code, quantity: 1, expectedUnitPriceE4: 1 }],
    });
    await cancelOrder(floor.ctx, key(), { orderId, reason: "Not wanted" });
    expect(await listClearedOrders(database, floor.ctx.clock.now())).toContain(orderId);
    expect(await clear(orderId)).toEqual({ lifted: 1 });
    const open = await database.sql`select type from exception
      where order_id = ${orderId} and closed_at is null`;
    // What a person must judge stays until a person did.
    expect(open.map(({ type }) => type)).toEqual(["fraud_review"]);
  });

  test("that a rule keeps from stock takes none until its hold is lifted", async () => {
    const type = unique("u").toLowerCase().replace("-", "_");
    await saveHoldType(floor.ctx, key(), {
      ...{ code: type, version: null, name: "Big", blocks: ["allocate", "release"] },
      autoRelease: true,
    });
    const saved = await saveHoldRule(floor.ctx, key(), {
      ...rule({ type, name: "Very big" }),
      conditions: [{ fact: "order_value", operator: "above", value: 50_000 }],
    });
    const placed = await place({ lines: [{ sku: sku.code, quantity: 60 }] });
    expect(placed.lines).toMatchObject([{ allocated: 0, backordered: 60 }]);
    const [decision] = await database.sql`select sentence from sourcing_decision
      where order_id = ${placed.orderId}`;
    expect(decision?.sentence).toContain("On hold (The order is worth $600.00)");
    await saveHoldRule(floor.ctx, key(), {
      ...rule({ type, name: "Very big" }),
      ...{ ruleId: saved.ruleId, version: saved.version, isActive: false },
    });
    expect(await clear(placed.orderId)).toEqual({ lifted: 1 });
  });

  test("is held on the line alone where the type is for lines", async () => {
    const type = unique("v").toLowerCase().replace("-", "_");
    await saveHoldType(floor.ctx, key(), {
      ...{ code: type, version: null, name: "Line", blocks: ["release"], level: "line" },
      autoRelease: true,
    });
    await saveHoldRule(floor.ctx, key(), {
      ...rule({ type }),
      conditions: [{ fact: "price_variance", operator: "above", value: 50 }],
    });
    const other = await givenSku(database, { listPriceE4: 100_000 });
    const { orderId } = await place({
      lines: [
        { sku: sku.code, quantity: 1 },
        { sku: other.code, quantity: 1, expectedUnitPriceE4: 1 },
      ],
    });
    const [line] = await database.sql<{ number: number }[]>`
      select l.line_number as number from hold h join order_line l on l.id = h.order_line_id
      where h.order_id = ${orderId} and h.type = ${type}`;
    expect(line?.number).toBe(2);
  });
});

describe("a rule of holds", () => {
  test("is made, changed and previewed by who may, and not over another's change", async () => {
    const sameKey = key();
    const input = rule();
    const [a, b] = await Promise.all([
      saveHoldRule(floor.ctx, sameKey, input),
      saveHoldRule(floor.ctx, sameKey, input),
    ]);
    expect(a).toEqual(b);
    const change = { ...input, ruleId: a.ruleId, version: 1 };
    const both = await Promise.allSettled([
      saveHoldRule(floor.ctx, key(), change),
      saveHoldRule(floor.ctx, key(), change),
    ]);
    expect(both.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "STALE" } },
    ]);
    await expect(saveHoldRule(floor.ctx, key(), rule({ type: "nothing" }))).rejects.toMatchObject({
      details: { faults: [{ field: "type" }] },
    });
    await expect(
      saveHoldRule(floor.ctx, key(), {
        ...input,
        conditions: [{ fact: "channel", operator: "above", value: 1 }],
      }),
    ).rejects.toMatchObject({ details: { faults: [{ field: "conditions.0" }] } });
    await expect(
      saveHoldRule({ ...floor.ctx, actor: actorWith(["orders.list_hold_rules"]) }, key(), input),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const rows = await listHoldRules(floor.ctx, {});
    expect(rows.find(({ ruleId }) => ruleId === a.ruleId)).toMatchObject({ version: 2, open: 0 });
    await place({ fraudScore: 99 });
    const { found, first } = await previewHoldRule(floor.ctx, {
      conditions: [{ fact: "fraud_score", operator: "at_least", value: 99 }],
    });
    expect(found).toBe(1);
    expect(first[0]?.reason).toBe("The fraud score is 99; 99 is the bound");
  });
});
