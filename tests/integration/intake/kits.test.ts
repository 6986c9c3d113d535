import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { rejectLines } from "@/server/oms/fulfillment/commands/reject-lines";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { setKit } from "@/server/oms/inventory/commands/set-kit";
import { findOrder } from "@/server/oms/orders/queries-order";
import { listPurchasedSkus, listRecentOrders } from "@/server/oms/orders/queries-reorder";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenKit,
  givenPriceList,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  givenWork,
  key,
  levelOf,
  linesOf,
  workOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let bottle: GivenSku;
let cage: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  [bottle, cage] = [await givenSku(database), await givenSku(database)];
});

const stock = (sku: GivenSku, onHand: number, node: "reno" | "columbus" = "reno") =>
  givenStock(database, { skuId: sku.id, nodeId: floor[node].id, onHand });

const quote = (lines: { sku: string; quantity: number }[], companyId = floor.company.id) =>
  quoteLines(floor.ctx, {
    companyId,
    channelCode: "portal",
    lines: lines.map((line, index) => ({ key: `${index}`, ...line })),
  });

const expectSoundAudit = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
};

describe("ordering a kit", () => {
  test("becomes lines of its components, whose totals are the price of the kits", async () => {
    const kit = await givenKit(
      database,
      [
        [bottle, 2],
        [cage, 1],
      ],
      { listPriceE4: 333_300 },
    );
    await stock(bottle, 50);
    await stock(cage, 50);
    const order = await givenOrder(floor, [
      { sku: cage.code, quantity: 1 },
      { sku: kit.code, quantity: 3 },
    ]);
    expect(order.lines).toMatchObject([
      { lineNumber: 1, sku: cage.code, kit: null },
      {
        lineNumber: 2,
        sku: bottle.code,
        allocated: 6,
        kit: { line: 2, sku: kit.code, quantity: 3 },
      },
      { lineNumber: 3, sku: cage.code, allocated: 3, kit: { line: 2, sku: kit.code, quantity: 3 } },
    ]);
    const found = await findOrder(floor.ctx, { orderNumber: order.number });
    expect(found.lines.map(({ lineTotal }) => lineTotal)).toEqual([1_250, 6_666, 3_333]);
    expect(found.lines.map((line) => line.kitUnitPriceE4)).toEqual([null, 333_300, 333_300]);
    expect(found.lines.map((line) => line.kit)).toMatchObject([
      null,
      { group: 2, code: kit.code, quantity: 3, customerPart: null },
      { group: 2, code: kit.code, quantity: 3 },
    ]);
    expect(found.subtotal).toBe(1_250 + 9_999);
    await expectBooksToBalance(floor);
    await expectSoundAudit();
  });

  test("takes the kit's price list and tiers, not those of its components", async () => {
    const kit = await givenKit(database, [
      [bottle, 2],
      [cage, 1],
    ]);
    const tiers = [
      [1, 300_000],
      [10, 271_234],
    ] as const;
    const priceListId = await givenPriceList(database, { skuId: kit.id, tiers });
    const company = await givenCompany(database, { priceListId });
    const { lines, subtotal } = await quote([{ sku: kit.code, quantity: 10 }], company.id);
    expect(lines[0]).toMatchObject({ unitPriceE4: 271_234, lineTotal: 27_123 });
    expect(subtotal).toBe(27_123);
    const order = await givenOrder(floor, [{ sku: kit.code, quantity: 10 }], {
      companyId: company.id,
    });
    const found = await findOrder(floor.ctx, { orderNumber: order.number });
    expect(found.lines.reduce((total, line) => total + line.lineTotal, 0)).toBe(27_123);
    await expectSoundAudit();
  });

  test("keeps the word that the customer used with the kit", async () => {
    const kit = await givenKit(database, [[bottle, 1]]);
    await database.sql`
      insert into sku_alias (id, kind, code, sku_id, company_id)
      values (gen_random_uuid(), 'customer_part', 'THEIR-SET', ${kit.id}, ${floor.company.id})`;
    const order = await givenOrder(floor, [{ sku: "their-set", quantity: 1 }]);
    const { lines } = await findOrder(floor.ctx, { orderNumber: order.number });
    expect(lines).toMatchObject([{ customerPart: null, kit: { customerPart: "their-set" } }]);
  });

  test("the same key twice at once places it once", async () => {
    const kit = await givenKit(database, [
      [bottle, 2],
      [cage, 1],
    ]);
    await stock(bottle, 8);
    await stock(cage, 8);
    const idempotencyKey = key();
    const input = {
      channelCode: "portal",
      companyId: floor.company.id,
      lines: [{ sku: kit.code, quantity: 2 }],
    };
    const [one, two] = await Promise.all([
      placeOrder(floor.ctx, idempotencyKey, input),
      placeOrder(floor.ctx, idempotencyKey, input),
    ]);
    expect(one.orderId).toBe(two.orderId);
    expect(await levelOf(floor, bottle.id, floor.reno.id)).toMatchObject({ allocated: 4 });
  });

  test("an order takes the components of its moment; a change counts from the commit on", async () => {
    const kit = await givenKit(database, [[bottle, 1]]);
    const before = await givenOrder(floor, [{ sku: kit.code, quantity: 1 }]);
    await setKit(floor.ctx, key(), {
      sku: kit.code,
      components: [
        { sku: bottle.code, quantity: 2 },
        { sku: cage.code, quantity: 1 },
      ],
    });
    const after = await givenOrder(floor, [{ sku: kit.code, quantity: 1 }]);
    expect(before.lines.map((line) => line.sku)).toEqual([bottle.code]);
    expect(after.lines.map((line) => line.sku)).toEqual([bottle.code, cage.code]);
    expect((await quote([{ sku: kit.code, quantity: 1 }])).lines[0]?.components).toHaveLength(2);
  });
});

describe("lines that share a component", () => {
  const allocatedOf = (order: { lines: readonly { sku: string; allocated: number }[] }) =>
    order.lines
      .filter(({ sku }) => sku === bottle.code)
      .reduce((units, line) => units + line.allocated, 0);

  test("medusajs/medusa#16502: two lines of one cart on one item are checked together", async () => {
    const strict = await givenSku(database, { backorderPolicy: "refuse" });
    await stock(strict, 5);
    const cart = [
      { sku: strict.code, quantity: 3 },
      { sku: strict.code, quantity: 3 },
    ];
    await expect(givenOrder(floor, cart)).rejects.toMatchObject({
      code: "ORDER_REFUSED",
      details: { faults: [{ code: "not_backorderable" }] },
    });
    const { lines } = await quote(cart);
    expect(lines.flatMap((line) => line.faults)).toHaveLength(1);
    expect(await levelOf(floor, strict.id, floor.reno.id)).toMatchObject({ allocated: 0 });

    const [one, two] = [
      await givenKit(database, [[strict, 1]]),
      await givenKit(database, [[strict, 1]]),
    ];
    const bundles = [one, two].map((kit) => ({ sku: kit.code, quantity: 3 }));
    await expect(givenOrder(floor, bundles)).rejects.toMatchObject({ code: "ORDER_REFUSED" });
    expect(await levelOf(floor, strict.id, floor.reno.id)).toMatchObject({ allocated: 0 });
  });

  test("two kits and a loose line in one order get no more than there is", async () => {
    const single = await givenKit(database, [
      [bottle, 1],
      [cage, 1],
    ]);
    const double = await givenKit(database, [
      [bottle, 2],
      [cage, 1],
    ]);
    await stock(bottle, 6);
    await stock(bottle, 4, "columbus");
    await stock(cage, 50);
    const order = await givenOrder(floor, [
      { sku: single.code, quantity: 4 },
      { sku: double.code, quantity: 3 },
      { sku: bottle.code, quantity: 5 },
    ]);
    expect(allocatedOf(order)).toBe(10);
    expect(order.lines.reduce((units, line) => units + line.backordered, 0)).toBe(5);
    await expectBooksToBalance(floor);
  });

  test("the orders of a batch see what the ones before them took", async () => {
    const kit = await givenKit(database, [
      [bottle, 2],
      [cage, 1],
    ]);
    await stock(bottle, 7);
    await stock(cage, 50);
    const inputs = [
      { sku: kit.code, quantity: 2 },
      { sku: bottle.code, quantity: 2 },
      { sku: kit.code, quantity: 2 },
    ].map((line) =>
      placeOrderInput.parse({
        channelCode: "portal",
        companyId: floor.company.id,
        lines: [line],
      }),
    );
    const outcomes = await placeOrders(
      floor.ctx,
      inputs.map((input) => ({ key: key(), input })),
    );
    const taken = outcomes.map((outcome) => (outcome.ok ? allocatedOf(outcome.value) : -1));
    expect(taken).toEqual([4, 2, 1]);
    expect(await levelOf(floor, bottle.id, floor.reno.id)).toMatchObject({ allocated: 7 });
  });

  test("orders that race for a component oversell nothing", async () => {
    const kit = await givenKit(database, [
      [cage, 1],
      [bottle, 2],
    ]);
    const other = await givenKit(database, [
      [bottle, 1],
      [cage, 3],
    ]);
    await stock(bottle, 9);
    await stock(cage, 11);
    const orders = await Promise.all(
      [kit, other, kit, bottle, cage, other].map((sku) =>
        givenOrder(floor, [{ sku: sku.code, quantity: 2 }]),
      ),
    );
    expect(orders.reduce((units, order) => units + allocatedOf(order), 0)).toBe(9);
    await expectBooksToBalance(floor);
  });
});

describe("backorders of a kit", () => {
  test("the strictest component decides; the fault names what is short and how many can ship", async () => {
    const strict = await givenSku(database, { backorderPolicy: "refuse" });
    const kit = await givenKit(database, [
      [strict, 1],
      [bottle, 2],
    ]);
    await stock(strict, 50);
    await stock(bottle, 9);
    const lines = [
      { sku: cage.code, quantity: 1 },
      { sku: kit.code, quantity: 10 },
    ];
    const message = `${kit.code}: 10 ordered, 4 can ship because ${bottle.code} is short by 11, and the kit is not backordered; order 4 or less`;
    await expect(givenOrder(floor, lines)).rejects.toMatchObject({
      details: { faults: [{ field: "lines.1.quantity", code: "not_backorderable", message }] },
    });
    expect(await levelOf(floor, strict.id, floor.reno.id)).toMatchObject({ allocated: 0 });
    const { lines: quoted } = await quote(lines);
    expect(quoted[1]).toMatchObject({
      faults: [{ code: "not_backorderable", message }],
      availableNow: 4,
    });
    expect((await givenOrder(floor, [{ sku: kit.code, quantity: 4 }])).promiseState).toBe("firm");
  });
});

describe("a quote", () => {
  test("has one line per asked line, in kits, with what each component gives", async () => {
    const kit = await givenKit(
      database,
      [
        [bottle, 2],
        [cage, 1],
      ],
      { listPriceE4: 200_000 },
    );
    await stock(bottle, 6);
    await stock(bottle, 14, "columbus");
    await stock(cage, 12);
    const [line] = (await quote([{ sku: kit.code, quantity: 10 }])).lines;
    expect(line).toMatchObject({
      sku: { code: kit.code },
      unitPriceE4: 200_000,
      lineTotal: 20_000,
      availableNow: 10,
      promiseState: "firm",
      components: [
        { code: bottle.code, perKit: 2, quantity: 20, availableNow: 20 },
        { code: cage.code, perKit: 1, quantity: 10, availableNow: 12 },
      ],
    });
    expect(line?.parts.reduce((kits, part) => kits + part.quantity, 0)).toBe(10);
    expect(line?.parts.at(-1)?.nodeName).toBe("Columbus and Reno");
  });

  test("promises what the order then promises: the latest of the components", async () => {
    const kit = await givenKit(database, [
      [bottle, 1],
      [cage, 1],
    ]);
    await stock(bottle, 10);
    await stock(cage, 2);
    await givenInbound(database, {
      skuId: cage.id,
      nodeId: floor.reno.id,
      quantity: 10,
      eta: "2026-11-20",
    });
    const [line] = (await quote([{ sku: kit.code, quantity: 5 }])).lines;
    expect(line).toMatchObject({ availableNow: 2, promiseState: "expected" });
    expect(line?.parts).toMatchObject([{ quantity: 5, state: "expected" }]);
    expect(line?.sentence).toContain(cage.code);
    const order = await givenOrder(floor, [{ sku: kit.code, quantity: 5 }]);
    expect(order).toMatchObject({
      promiseDate: line?.promiseDate,
      promiseState: line?.promiseState,
    });
  });
});

describe("components leave together", () => {
  async function givenWaiting() {
    const kit = await givenKit(database, [
      [bottle, 1],
      [cage, 1],
    ]);
    const loose = await givenSku(database);
    await stock(bottle, 10);
    await stock(loose, 10);
    const supply = { skuId: cage.id, nodeId: floor.reno.id, quantity: 4, eta: "2026-11-11" };
    const inboundSupplyId = await givenInbound(database, supply);
    const order = await givenOrder(floor, [
      { sku: kit.code, quantity: 4 },
      { sku: loose.code, quantity: 1 },
    ]);
    return { order, inboundSupplyId };
  }

  test("nothing of a kit is released before all its components are there; the rest goes", async () => {
    const { order, inboundSupplyId } = await givenWaiting();
    await releaseDue(floor.ctx, key(), {});
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { allocated: 4, released: 0 },
      { backordered: 4, released: 0 },
      { allocated: 0, released: 1 },
    ]);
    await receiveSupply(floor.ctx, key(), { inboundSupplyId, quantity: 4 });
    await releaseDue(floor.ctx, key(), {});
    const days = await database.sql`
      select distinct f.ship_by::text as day from fulfillment_order f
      join fulfillment_order_line l on l.fulfillment_order_id = f.id
      join order_line o on o.id = l.order_line_id
      where f.order_id = ${order.orderId} and o.kit_group is not null`;
    expect(days).toHaveLength(1);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { allocated: 0, released: 4 },
      { allocated: 0, released: 4 },
      { released: 1 },
    ]);
    await expectBooksToBalance(floor);
  });

  test("what waits at its node for another component is not late by itself", async () => {
    const kit = await givenKit(database, [
      [bottle, 1],
      [cage, 1],
    ]);
    await stock(bottle, 10);
    const supply = { skuId: cage.id, nodeId: floor.reno.id, quantity: 4, eta: "2026-11-20" };
    await givenInbound(database, supply);
    const order = await givenOrder(floor, [{ sku: kit.code, quantity: 4 }]);
    const later = ctxOf(database, undefined, new Date("2026-11-18T15:00:00Z"));
    await sweepPromises(later, key(), {});
    const late = await database.sql`select type from exception where order_id = ${order.orderId}`;
    expect(late).toEqual([]);
  });

  test("an order that is cancelled gives all components back", async () => {
    const { order } = await givenWaiting();
    const { bottle: mine } = { bottle };
    await cancelOrder(floor.ctx, key(), { orderId: order.orderId, reason: "ordered twice" });
    expect(await levelOf(floor, mine.id, floor.reno.id)).toMatchObject({ allocated: 0 });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { allocated: 0, backordered: 0 },
      { allocated: 0, backordered: 0 },
      { allocated: 0, backordered: 0 },
    ]);
    await expectSoundAudit();
  });

  test("a component that its node refuses is sourced again by itself, and follows", async () => {
    const kit = await givenKit(database, [
      [bottle, 1],
      [cage, 1],
    ]);
    await stock(bottle, 5);
    await stock(cage, 5);
    await stock(cage, 5, "columbus");
    const { order, work } = await givenWork(floor, [{ sku: kit.code, quantity: 2 }]);
    const refused = (await linesOf(floor, work.id)).find(({ sku }) => sku === cage.code);
    await rejectLines(floor.ctx, key(), {
      fulfillmentOrderId: work.id,
      lines: [{ fulfillmentOrderLineId: refused?.id ?? "", quantity: 2 }],
      reason: "damaged",
      note: "crushed",
    });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { released: 2 },
      { allocated: 2, backordered: 0 },
    ]);
    await releaseDue(floor.ctx, key(), {});
    const nodes = (await workOf(floor, order.orderId)).map(({ nodeId }) => nodeId);
    expect(nodes.toSorted()).toEqual([floor.reno.id, floor.columbus.id].toSorted());
    await expectBooksToBalance(floor);
  });
});

describe("ordering a kit again", () => {
  test("what one buys and what one bought last name the kit, not its components", async () => {
    const company = await givenCompany(database);
    const kit = await givenKit(database, [
      [bottle, 2],
      [cage, 1],
    ]);
    await givenOrder(
      floor,
      [
        { sku: kit.code, quantity: 3 },
        { sku: bottle.code, quantity: 1 },
      ],
      { companyId: company.id },
    );
    const companyId = company.id;
    const [recent] = await listRecentOrders(floor.ctx, { companyId });
    expect(recent?.lines.map(({ code, quantity }) => [code, quantity])).toEqual([
      [kit.code, 3],
      [bottle.code, 1],
    ]);
    const bought = await listPurchasedSkus(ctxOf(database), { companyId });
    expect(bought.map(({ code, lastQuantity }) => [code, lastQuantity]).toSorted()).toEqual(
      [
        [kit.code, 3],
        [bottle.code, 1],
      ].toSorted(),
    );
  });
});
