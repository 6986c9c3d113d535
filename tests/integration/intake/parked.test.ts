import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discardParked } from "@/server/oms/intake/commands/discard-parked";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { placeParked } from "@/server/oms/intake/commands/place-parked";
import { findParked, listParked } from "@/server/oms/intake/queries-parked";
import { type PlaceOrderInput, placeOrderInput } from "@/server/oms/intake/schema";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, type GivenSku, givenSku, givenStock, unique } from "../../support/factories";
import { type Floor, givenFloor, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  sku = await givenSku(database, { packMultiple: 6 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 600 });
});
afterAll(() => database.drop());

const orderOf = (over: Partial<PlaceOrderInput> = {}) =>
  placeOrderInput.parse({
    channelCode: "edi",
    companyId: floor.company.id,
    externalRef: unique("REF"),
    lines: [
      { sku: `${sku.code}X`, quantity: 6 },
      { sku: sku.code, quantity: 7 },
    ],
    ...over,
  });

const mended = (order: PlaceOrderInput): PlaceOrderInput => ({
  ...order,
  lines: [
    { sku: sku.code, quantity: 6 },
    { sku: sku.code, quantity: 12 },
  ],
});

const exceptionsOf = (parkedId: string) => database.sql<{ type: string; state: string }[]>`
  select type, state from exception where cause_key = ${parkedId}`;

const park = async (order = orderOf()) => {
  const answer = await placeOrder(floor.ctx, key(), order);
  return { order, answer, parked: await findParked(floor.ctx, { number: answer.number }) };
};

describe("an order with faults from where nobody can be asked", () => {
  test("is kept whole with all its faults, says so, and is on somebody's desk", async () => {
    const { order, answer, parked } = await park();
    expect(answer).toMatchObject({ status: "parked", lines: [], isExisting: false });
    expect(answer.faults.map(({ field, code }) => [field, code])).toEqual([
      ["lines.0.sku", "sku_unknown"],
      ["lines.1.quantity", "not_whole_packs"],
    ]);
    expect(parked.content).toEqual(JSON.parse(JSON.stringify(order)));
    expect(parked.likely).toMatchObject([{ at: 0, code: sku.code }]);
    expect(await exceptionsOf(answer.orderId)).toEqual([{ type: "sku_unknown", state: "open" }]);
    const { rows, counts } = await listParked(floor.ctx, { q: order.externalRef ?? "" });
    expect(rows.map(({ number }) => number)).toEqual([answer.number]);
    expect(counts.parked).toBe(1);
    expect(await database.sql`select from sales_order where id = ${answer.orderId}`).toHaveLength(
      0,
    );
  });

  test("is kept once by one key, and among good ones of a batch", async () => {
    const sameKey = key();
    const order = orderOf();
    const [a, b] = await Promise.all([
      placeOrder(floor.ctx, sameKey, order),
      placeOrder(floor.ctx, sameKey, order),
    ]);
    expect(a).toEqual(b);
    const outcomes = await placeOrders(floor.ctx, [
      { key: key(), input: mended(orderOf()) },
      { key: key(), input: orderOf() },
    ]);
    expect(outcomes.map((each) => each.ok && each.value.status)).toEqual(["confirmed", "parked"]);
  });

  test("is refused when the sender asks for that, with nothing written", async () => {
    const order = orderOf({ ifFaulty: "refuse" });
    await expect(placeOrder(floor.ctx, key(), order)).rejects.toMatchObject({
      code: "ORDER_REFUSED",
      details: { faults: [{ code: "sku_unknown" }, { code: "not_whole_packs" }] },
    });
    const { rows } = await listParked(floor.ctx, { q: order.externalRef ?? "" });
    expect(rows).toEqual([]);
  });

  test("sent again is kept in its place; sent again without its faults it is an order", async () => {
    const { order, answer } = await park();
    const again = await placeOrder(floor.ctx, key(), { ...order, customerPo: "PO-NEW" });
    expect(again.number).toBe(answer.number);
    const late = { parkedId: answer.orderId, version: 1, order: mended(order) };
    await expect(placeParked(floor.ctx, key(), late)).rejects.toMatchObject({ code: "STALE" });
    const good = await placeOrder(floor.ctx, key(), mended(order));
    expect(good.status).toBe("confirmed");
    expect(await findParked(floor.ctx, { number: answer.number })).toMatchObject({
      state: "placed",
      orderNumber: good.number,
    });
    expect(await exceptionsOf(answer.orderId)).toEqual([
      { type: "sku_unknown", state: "auto_closed" },
    ]);
  });
});

describe("a parked order", () => {
  test("is mended and placed under the id that the sender was told, once", async () => {
    const { order, answer } = await park();
    const input = { parkedId: answer.orderId, version: 1, order: mended(order) };
    const still = { ...input, order: { ...mended(order), serviceCode: "teleport" } };
    await expect(placeParked(floor.ctx, key(), still)).rejects.toMatchObject({
      code: "ORDER_REFUSED",
      details: { faults: [{ field: "serviceCode" }] },
    });
    expect(await findParked(floor.ctx, { number: answer.number })).toMatchObject({
      state: "parked",
      version: 1,
    });
    const results = await Promise.allSettled([
      placeParked(floor.ctx, key(), input),
      placeParked(floor.ctx, key(), input),
    ]);
    expect(results.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "STALE" } },
    ]);
    const placed = await database.sql`select external_ref as ref, unit_count as units
      from sales_order where id = ${answer.orderId}`;
    expect(placed).toEqual([{ ref: order.externalRef, units: 18 }]);
    expect(await exceptionsOf(answer.orderId)).toEqual([
      { type: "sku_unknown", state: "auto_closed" },
    ]);
    const repeated = await placeOrder(floor.ctx, key(), order);
    expect(repeated).toMatchObject({ isExisting: true, orderId: answer.orderId });
  });

  test("is placed once by one key", async () => {
    const { order, answer } = await park();
    const input = { parkedId: answer.orderId, version: 1, order: mended(order) };
    const sameKey = key();
    const [a, b] = await Promise.all([
      placeParked(floor.ctx, sameKey, input),
      placeParked(floor.ctx, sameKey, input),
    ]);
    expect(a).toEqual(b);
  });

  test("is given up for a reason, and is for staff with the right alone", async () => {
    const { order, answer } = await park();
    const input = { parkedId: answer.orderId, version: 1, reason: "Sent by mistake" };
    for (const actor of [
      actorWith([]),
      actorWith(["orders.discard_parked", "orders.place_parked"], { companyId: floor.company.id }),
    ]) {
      const ctx = { ...floor.ctx, actor };
      await expect(discardParked(ctx, key(), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(
        placeParked(ctx, key(), { ...input, order: mended(order) }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const both = await Promise.allSettled([
      discardParked(floor.ctx, key(), input),
      discardParked(floor.ctx, key(), input),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await findParked(floor.ctx, { number: answer.number })).toMatchObject({
      state: "discarded",
      closeReason: "Sent by mistake",
    });
  });
});
