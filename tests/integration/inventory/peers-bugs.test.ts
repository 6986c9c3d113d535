/**
 * Faults of stock that other order systems had in the open, each as a test of ours under their
 * number. medusajs/medusa#16502 is tested with kits, #16569 with reservations, #12401 with drift.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
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
let node: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  node = await givenNode(database, calendarId);
  company = await givenCompany(database);
});
afterAll(async () => {
  expect((await auditDatabase(database.sql)).violations).toBe(0);
  await database.drop();
});
beforeEach(async () => {
  sku = await givenSku(database);
});

/** Each caller is somebody else, so that no two of their orders share a transaction. */
const somebody = (index: number) =>
  ctxOf(database, {
    ...actorWith(["orders.place_order", "orders.cancel_order", "inventory.adjust_stock"]),
    id: `buyer ${index}`,
  });

const order = (index: number, lines: readonly { sku: string; quantity: number }[]) =>
  placeOrder(somebody(index), randomUUID(), {
    channelCode: "api",
    companyId: company.id,
    lines: lines.map((line) => ({ ...line })),
  });

const stockOf = async (skuId: string) => {
  const [row] = await database.sql<{ onHand: number; allocated: number }[]>`
    select on_hand as "onHand", allocated from stock_level where sku_id = ${skuId}`;
  return row;
};

test("vendurehq/vendure#4930: check and allocation are one transaction, and no ordered unit is lost", async () => {
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 10 });
  const orders = await Promise.all(
    Array.from({ length: 12 }, (_, index) => order(index, [{ sku: sku.code, quantity: 3 }])),
  );
  const lines = orders.flatMap((each) => each.lines);
  // What is not allocated is openly on backorder: every unit of every order is one or the other.
  expect(lines.every((line) => line.allocated + line.backordered === 3)).toBe(true);
  expect(lines.reduce((units, line) => units + line.allocated, 0)).toBe(10);
  expect(await stockOf(sku.id)).toEqual({ onHand: 10, allocated: 10 });
});

test("saleor/saleor#543: two who buy the last unit at once do not both get it", async () => {
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 1 });
  const both = await Promise.all(
    [1, 2].map((index) => order(index, [{ sku: sku.code, quantity: 1 }])),
  );
  expect(both.map((each) => each.lines[0]?.allocated).toSorted()).toEqual([0, 1]);
});

test("magento/inventory#3036: orders at the same moment never bring what may be sold below nothing", async () => {
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 5, safetyStock: 2 });
  await Promise.all(
    Array.from({ length: 8 }, (_, index) => order(index, [{ sku: sku.code, quantity: 1 }])),
  );
  expect(await stockOf(sku.id)).toEqual({ onHand: 5, allocated: 3 });
});

test("django-oscar/django-oscar#2102: an order and a cancellation at once lose no allocation", async () => {
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 20 });
  const first = await Promise.all(
    Array.from({ length: 6 }, (_, index) => order(index, [{ sku: sku.code, quantity: 2 }])),
  );
  await Promise.all([
    ...first
      .slice(0, 3)
      .map(({ orderId }, index) =>
        cancelOrder(somebody(index), randomUUID(), { orderId, reason: "Changed their mind" }),
      ),
    ...[6, 7, 8].map((index) => order(index, [{ sku: sku.code, quantity: 1 }])),
  ]);
  expect(await stockOf(sku.id)).toEqual({ onHand: 20, allocated: 9 });
});

test("django-oscar/django-oscar#4594: baskets that name SKUs in different order wait, and never in a circle", async () => {
  const other = await givenSku(database);
  for (const { id } of [sku, other]) {
    await givenStock(database, { skuId: id, nodeId: node.id, onHand: 1_000 });
  }
  const codes = [sku.code, other.code];
  const before = await deadlocks();
  await Promise.all(
    Array.from({ length: 24 }, (_, index) =>
      order(
        index,
        (index % 2 === 0 ? codes : codes.toReversed()).map((code) => ({ sku: code, quantity: 1 })),
      ),
    ),
  );
  expect(await deadlocks()).toBe(before);
  expect(await stockOf(sku.id)).toMatchObject({ allocated: 24 });
});

async function deadlocks(): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`;
  const [row] = await database.sql<{ deadlocks: number }[]>`
    select deadlocks::int from pg_stat_database where datname = current_database()`;
  return row?.deadlocks ?? 0;
}

test("nopSolutions/nopCommerce#8085: corrections at once all count, none is written over", async () => {
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 10 });
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      adjustStock(somebody(index), randomUUID(), {
        skuId: sku.id,
        nodeId: node.id,
        delta: index % 2 === 0 ? 3 : -1,
        reason: "Counted",
      }),
    ),
  );
  expect(await stockOf(sku.id)).toEqual({ onHand: 30, allocated: 0 });
});
