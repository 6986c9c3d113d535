import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { availability } from "@/server/oms/inventory/queries-availability";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenPriceList,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let columbus: GivenNode;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  columbus = await givenNode(database, calendarId, {
    name: "Columbus",
    latitude: 39.96,
    longitude: -83,
    timeZone: "America/New_York",
  });
  company = await givenCompany(database);
});
afterAll(() => database.drop());

type Line = PlaceOrderInput["lines"][number];
const orderOf = (lines: Line[], over: Partial<PlaceOrderInput> = {}): PlaceOrderInput => ({
  channelCode: "portal",
  companyId: company.id,
  serviceCode: "ground",
  shipPolicy: "as_available",
  note: "",
  confirmsDuplicatePo: false,
  lines,
  ...over,
});

const levels = async (skuId: string) =>
  database.sql`select n.name, l.on_hand, l.allocated from stock_level l join node n on n.id = l.node_id
    where sku_id = ${skuId} order by n.name`;

/** No unit without its movement: counters are the sum of the ledger. */
async function expectLedgerToMatch(skuId: string) {
  const drift = await database.sql`
    select 1 from stock_level l
    join (select sku_id, node_id, sum(on_hand_delta) h, sum(allocated_delta) a from stock_movement
      group by 1, 2) m using (sku_id, node_id)
    where sku_id = ${skuId} and (l.on_hand <> m.h or l.allocated <> m.a)`;
  expect(drift).toHaveLength(0);
}

describe("placing an order", () => {
  test("takes stock where it costs least, and dates what must wait by its supply", async () => {
    const near = await givenSku(database);
    const split = await givenSku(database);
    await givenStock(database, { skuId: near.id, nodeId: reno.id, onHand: 50 });
    await givenStock(database, { skuId: near.id, nodeId: columbus.id, onHand: 50 });
    await givenStock(database, { skuId: split.id, nodeId: columbus.id, onHand: 4 });
    await givenInbound(database, {
      skuId: split.id,
      nodeId: reno.id,
      quantity: 10,
      eta: "2026-11-20",
    });

    const placed = await placeOrder(
      ctxOf(database),
      randomUUID(),
      orderOf([
        { sku: near.code, quantity: 5 },
        { sku: split.code.toLowerCase(), quantity: 6 },
      ]),
    );

    expect(placed.number).toMatch(/^SO-\d+$/);
    expect(placed.lines).toMatchObject([
      { allocated: 5, backordered: 0 },
      { allocated: 4, backordered: 2 },
    ]);
    const parts = await database.sql`
      select a.state || ' ' || quantity || ' ' || n.name as part from allocation a
      join node n on n.id = a.node_id where order_id = ${placed.orderId} order by 1`;
    expect(parts.map(({ part }) => part)).toEqual([
      "allocated 4 Columbus",
      "allocated 5 Columbus",
      "promised 2 Reno",
    ]);
    const [decision] =
      await database.sql`select sentence from sourcing_decision where order_id = ${placed.orderId}`;
    expect(decision?.sentence).toContain("Columbus");
    expect(placed.promiseState).toBe("expected");
    await expectLedgerToMatch(near.id);
    await expectLedgerToMatch(split.id);
  });

  test("every fault is named at once, and nothing is written", async () => {
    const packed = await givenSku(database, { packMultiple: 6 });
    const before = await database.sql`select count(*)::int as n from sales_order`;
    const key = randomUUID();

    const refusal = placeOrder(
      ctxOf(database),
      key,
      orderOf(
        [
          { sku: "NO-SUCH", quantity: 1 },
          { sku: packed.code, quantity: 7 },
        ],
        { requestedDate: "2020-01-01" as LocalDate, serviceCode: "teleport" },
      ),
    );

    await expect(refusal).rejects.toMatchObject({ code: "ORDER_REFUSED" });
    const { details } = (await refusal.catch(
      (error: { details: { faults: unknown[] } }) => error,
    )) as { details: { faults: { field: string; code: string; message: string }[] } };
    expect(details.faults.map(({ field, code }) => [field, code])).toEqual([
      ["serviceCode", "service_unknown"],
      ["requestedDate", "date_passed"],
      ["lines.0.sku", "sku_unknown"],
      ["lines.1.quantity", "not_whole_packs"],
    ]);
    expect(details.faults[3]?.message).toContain("order 6 or 12");
    expect(await database.sql`select count(*)::int as n from sales_order`).toEqual(before);
    expect(
      await database.sql`select 1 from command_log where idempotency_key = ${key}`,
    ).toHaveLength(0);
  });

  test.each([0, -1, 1.5, 1e12])("a quantity of %d is refused with its field", async (quantity) => {
    const sku = await givenSku(database);
    await expect(
      placeOrder(ctxOf(database), randomUUID(), orderOf([{ sku: sku.code, quantity }])),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "lines.0.quantity" }] },
    });
  });

  test("a price list that ended prices nothing and says since when", async () => {
    const sku = await givenSku(database);
    const priceListId = await givenPriceList(database, {
      skuId: sku.id,
      tiers: [[1, 99_000]],
      validTo: "2026-06-30",
    });
    const buyer = await givenCompany(database, { priceListId });
    await expect(
      placeOrder(
        ctxOf(database),
        randomUUID(),
        orderOf([{ sku: sku.code, quantity: 1 }], { companyId: buyer.id }),
      ),
    ).rejects.toMatchObject({
      message: "Price list “Dealers” ended on 2026-06-30; ask your sales rep for the current one",
    });
  });

  test("the highest tier reached decides the price; the line total rounds once", async () => {
    const sku = await givenSku(database);
    const priceListId = await givenPriceList(database, {
      skuId: sku.id,
      tiers: [
        [1, 100_005],
        [10, 90_005],
      ],
    });
    const buyer = await givenCompany(database, { priceListId });
    const quote = await quoteLines(ctxOf(database), {
      companyId: buyer.id,
      channelCode: "portal",
      lines: [
        { key: "a", sku: sku.code, quantity: 9 },
        { key: "b", sku: sku.code, quantity: 11 },
      ],
    });
    expect(quote.lines.map((line) => [line.unitPriceE4, line.lineTotal])).toEqual([
      [100_005, 9_000],
      [90_005, 9_901],
    ]);
  });

  test("fifty units and two hundred buyers at once: fifty are promised from stock", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 50 });
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, () =>
        placeOrder(ctxOf(database), randomUUID(), orderOf([{ sku: sku.code, quantity: 1 }])),
      ),
    );
    const promised = outcomes.reduce((sum, order) => sum + (order.lines[0]?.allocated ?? 0), 0);
    expect(promised).toBe(50);
    expect(await levels(sku.id)).toMatchObject([{ on_hand: 50, allocated: 50 }]);
    await expectLedgerToMatch(sku.id);
  });

  test("a SKU that takes no backorders refuses the whole order and holds nothing", async () => {
    const sku = await givenSku(database, { backorderPolicy: "refuse" });
    const other = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 3 });
    await givenStock(database, { skuId: other.id, nodeId: reno.id, onHand: 3 });
    await expect(
      placeOrder(
        ctxOf(database),
        randomUUID(),
        orderOf([
          { sku: other.code, quantity: 1 },
          { sku: sku.code, quantity: 5 },
        ]),
      ),
    ).rejects.toMatchObject({
      details: { faults: [{ field: "lines.1.quantity", code: "not_backorderable" }] },
    });
    expect(await levels(other.id)).toMatchObject([{ allocated: 0 }]);
  });

  test("the same key twice at once makes one order and gives the same answer", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 30 });
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        placeOrder(ctxOf(database), key, orderOf([{ sku: sku.code, quantity: 2 }])),
      ),
    );
    expect(new Set(answers.map((order) => order.orderId)).size).toBe(1);
    expect(await levels(sku.id)).toMatchObject([{ allocated: 2 }]);
  });

  test("the same reference in a channel is the same order, also when it comes twice at once", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 30 });
    const externalRef = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        placeOrder(
          ctxOf(database),
          randomUUID(),
          orderOf([{ sku: sku.code, quantity: 2 }], { externalRef }),
        ),
      ),
    );
    expect(new Set(answers.map((order) => order.number)).size).toBe(1);
    expect(await levels(sku.id)).toMatchObject([{ allocated: 2 }]);
  });

  test("two lines of one SKU share its stock", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 5 });
    const placed = await placeOrder(
      ctxOf(database),
      randomUUID(),
      orderOf([
        { sku: sku.code, quantity: 4 },
        { sku: sku.code, quantity: 4 },
      ]),
    );
    expect(placed.lines.reduce((sum, line) => sum + line.allocated, 0)).toBe(5);
    expect(placed.lines.reduce((sum, line) => sum + line.backordered, 0)).toBe(3);
  });

  test("a node's day takes no more lines than it has room for", async () => {
    const { calendarId } = await givenNetwork(database);
    const small = await givenNode(database, calendarId, { name: "Small", capacity: 3 });
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: small.id, onHand: 100 });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        placeOrder(ctxOf(database), randomUUID(), orderOf([{ sku: sku.code, quantity: 1 }])),
      ),
    );
    const days = await database.sql`
      select day::text, lines_used from node_capacity_day where node_id = ${small.id} order by day`;
    expect(days.map((row) => row.lines_used)).toEqual([3, 3, 2]);
  });

  test("what waits for one node's supply spills over its days, one day's room at a time", async () => {
    const { calendarId } = await givenNetwork(database);
    const small = await givenNode(database, calendarId, { name: "Narrow", capacity: 2 });
    const skus = await Promise.all(Array.from({ length: 5 }, () => givenSku(database)));
    for (const sku of skus) {
      const supply = { skuId: sku.id, nodeId: small.id, eta: "2026-11-19" };
      await givenInbound(database, { ...supply, quantity: 3 });
      await givenInbound(database, { ...supply, quantity: 3 });
    }
    const lines = skus.map(({ code }) => ({ sku: code, quantity: 6 }));
    const quoted = await quoteLines(ctxOf(database), {
      channelCode: "portal",
      companyId: company.id,
      lines: lines.map((line, index) => ({ ...line, key: String(index) })),
    });
    const placed = await placeOrder(ctxOf(database), randomUUID(), orderOf(lines));
    const days = await database.sql`
      select day::text, lines_used as lines from node_capacity_day
      where node_id = ${small.id} order by day`;
    expect(days).toEqual(
      // From Friday on, two a working day: each line comes in two parts.
      ["2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"].map((day) => ({
        day,
        lines: 2,
      })),
    );
    expect(placed.lines.map((line) => line.backordered)).toEqual([6, 6, 6, 6, 6]);
    expect(quoted.promiseDate).toBe(placed.promiseDate);
  });

  test("a node that takes no lines at all is given none", async () => {
    const { calendarId } = await givenNetwork(database);
    const shut = await givenNode(database, calendarId, { name: "Shut", capacity: 0 });
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: shut.id, onHand: 10 });
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: shut.id,
      quantity: 10,
      eta: "2026-11-19",
    });
    const placed = await placeOrder(
      ctxOf(database),
      randomUUID(),
      orderOf([{ sku: sku.code, quantity: 3 }]),
    );
    expect(placed.lines).toMatchObject([{ allocated: 0, backordered: 3 }]);
    const allocations = await database.sql`select 1 from allocation where node_id = ${shut.id}`;
    expect(allocations).toHaveLength(0);
  });

  test("over the credit limit the order is taken and held", async () => {
    const sku = await givenSku(database);
    const buyer = await givenCompany(database, { creditLimit: 1_000 });
    const placed = await placeOrder(
      ctxOf(database),
      randomUUID(),
      orderOf([{ sku: sku.code, quantity: 1 }], { companyId: buyer.id }),
    );
    const holds =
      await database.sql`select type, reason from hold where order_id = ${placed.orderId}`;
    expect(holds).toMatchObject([
      { type: "credit", reason: "Exposure $12.50 is over the limit of $10.00" },
    ]);
  });

  test("without the right nothing happens; another's company is not there", async () => {
    const sku = await givenSku(database);
    const foreign = await givenCompany(database);
    const order = orderOf([{ sku: sku.code, quantity: 1 }]);
    await expect(
      placeOrder(ctxOf(database, actorWith([])), randomUUID(), order),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["orders.place_order"], { companyId: foreign.id });
    await expect(placeOrder(ctxOf(database, buyer), randomUUID(), order)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const { companyId: _, ...unnamed } = order;
    await expect(
      placeOrder(ctxOf(database, buyer), randomUUID(), { ...unnamed, companyCode: company.code }),
    ).rejects.toMatchObject({ code: "ORDER_REFUSED" });
    await expect(
      placeOrder(ctxOf(database, buyer), randomUUID(), {
        ...unnamed,
        companyLocationId: company.locationId,
      }),
    ).rejects.toMatchObject({ details: { faults: [{ field: "companyLocationId" }] } });
  });
});

describe("orders placed right after each other", () => {
  test("are each of their own moment", async () => {
    const sku = await givenSku(database);
    const moments = [1, 2, 3].map((second) => new Date(TUESDAY.getTime() + second * 1_000));
    const ids: string[] = [];
    for (const moment of moments) {
      const order = orderOf([{ sku: sku.code, quantity: 1 }]);
      const ctx = ctxOf(database, undefined, moment);
      ids.push((await placeOrder(ctx, randomUUID(), order)).orderId);
    }
    const placed = await database.sql<{ placedAt: Date }[]>`
      select placed_at as "placedAt" from sales_order where id = any(${ids}) order by placed_at`;
    expect(placed.map(({ placedAt }) => placedAt)).toEqual(moments);
  });

  test("and of one moment, are older in the order in which they came", async () => {
    const sku = await givenSku(database);
    const ctx = ctxOf(database);
    const placed = await Promise.all(
      Array.from({ length: 20 }, () =>
        placeOrder(ctx, randomUUID(), orderOf([{ sku: sku.code, quantity: 1 }])),
      ),
    );
    const ids = placed.map(({ orderId }) => orderId);
    const byAge = await database.sql<{ id: string }[]>`
      select id from sales_order where id = any(${ids}) order by placed_at, id`;
    expect(byAge.map(({ id }) => id)).toEqual(ids);
  });

  test("are each decided by the rights of who placed it then", async () => {
    const sku = await givenSku(database);
    const priced = () => orderOf([{ sku: sku.code, quantity: 1, unitPriceE4: 10_000 }]);
    const rights = ["orders.place_order", "orders.override_price"];
    const ctx = ctxOf(database);
    const placeAs = (capabilities: readonly string[]) =>
      placeOrder({ ...ctx, actor: actorWith(capabilities) }, randomUUID(), priced());
    await placeAs(rights);
    await expect(placeAs(rights.slice(0, 1))).rejects.toMatchObject({ code: "ORDER_REFUSED" });
    const [may, mayNot] = await Promise.allSettled([placeAs(rights), placeAs(rights.slice(0, 1))]);
    expect(may.status).toBe("fulfilled");
    expect(mayNot.status).toBe("rejected");
  });
});

describe("a batch", () => {
  test("refuses one order and takes the others, in their order", async () => {
    const sku = await givenSku(database, { backorderPolicy: "refuse" });
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 5 });
    const items = [3, 4, 2].map((quantity) => ({
      key: randomUUID(),
      input: orderOf([{ sku: sku.code, quantity }]),
    }));
    const outcomes = await placeOrders(ctxOf(database), items);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true]);
    expect(await levels(sku.id)).toMatchObject([{ allocated: 5 }]);
    const again = await placeOrders(ctxOf(database), items);
    expect(again[0]).toEqual(outcomes[0]);
    expect(await levels(sku.id)).toMatchObject([{ allocated: 5 }]);
  });

  test("a key named twice is meant once", async () => {
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 9 });
    const item = { key: randomUUID(), input: orderOf([{ sku: sku.code, quantity: 1 }]) };
    const [first, second] = await placeOrders(ctxOf(database), [item, item]);
    expect(first).toEqual(second);
    expect(await levels(sku.id)).toMatchObject([{ allocated: 1 }]);
  });
});

test("a quote's date is that of the lines that can be ordered", async () => {
  const sku = await givenSku(database);
  const packed = await givenSku(database, { packMultiple: 6 });
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 12 });
  const quoted = (lines: { key: string; sku: string; quantity: number }[]) =>
    quoteLines(ctxOf(database), { companyId: company.id, channelCode: "portal", lines });
  const wrong = { key: "b", sku: packed.code, quantity: 7 };
  const [alone, beside, none] = await Promise.all([
    quoted([{ key: "a", sku: sku.code, quantity: 2 }]),
    quoted([{ key: "a", sku: sku.code, quantity: 2 }, wrong]),
    quoted([wrong]),
  ]);
  expect(alone.promiseState).toBe("firm");
  expect(beside).toMatchObject({ promiseState: "firm", promiseDate: alone.promiseDate });
  expect(none).toMatchObject({ promiseState: "unknown", promiseDate: null });
});

test("the timeline names who placed an order, and for whom", async () => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 2 });
  const placedFor = async (companyId: string | null) => {
    const actor = actorWith(["orders.place_order"], { companyId, name: "Robin West" });
    const placed = await placeOrder(
      ctxOf(database, actor),
      randomUUID(),
      orderOf([{ sku: sku.code, quantity: 1 }]),
    );
    return database.sql`select actor_name as actor, on_behalf_of as principal from event
      where order_id = ${placed.orderId} and type = 'sales_order.placed'`;
  };
  const [{ name } = { name: "" }] = await database.sql<{ name: string }[]>`
    select name from company where id = ${company.id}`;
  expect(await placedFor(null)).toEqual([{ actor: "Robin West", principal: name }]);
  expect(await placedFor(company.id)).toEqual([{ actor: "Robin West", principal: null }]);
});

test("what is available is what a quote says and what placement gives", async () => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 12, safetyStock: 5 });
  const answer = await availability(ctxOf(database), { channelCode: "portal", skus: [sku.code] });
  const quote = await quoteLines(ctxOf(database), {
    companyId: company.id,
    channelCode: "portal",
    lines: [{ key: "a", sku: sku.code, quantity: 20 }],
  });
  const placed = await placeOrder(
    ctxOf(database),
    randomUUID(),
    orderOf([{ sku: sku.code, quantity: 20 }]),
  );
  expect(answer.skus[0]?.available).toBe(7);
  expect(quote.lines[0]?.availableNow).toBe(7);
  expect(quote.lines[0]?.parts[0]?.quantity).toBe(7);
  expect(placed.lines[0]?.allocated).toBe(7);
  const after = await availability(ctxOf(database), { channelCode: "portal", skus: [sku.code] });
  expect(after.skus[0]?.available).toBe(0);
});
