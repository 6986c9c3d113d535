/** What is owed of orders of which units were cancelled, everywhere the same. */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { previewChange } from "@/server/oms/changes/queries";
import { findCompany } from "@/server/oms/customers/queries";
import { listCredit } from "@/server/oms/customers/queries-credit";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { listOrders } from "@/server/oms/orders/queries";
import { findOrder } from "@/server/oms/orders/queries-order";
import { settleOwed } from "@/server/oms/orders/store-owed";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenCompany, givenKit, givenSku, givenStock } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { givenStrategies } from "../../support/routing";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

async function stocked(listPriceE4: number, onHand = 100) {
  const sku = await givenSku(database, { listPriceE4 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

const linesOf = (orderId: string) =>
  database.sql<{ id: string; total: number; cancelled: number }[]>`
    select id, line_total as total, cancelled_total as cancelled from order_line
    where order_id = ${orderId} order by line_number`;

async function keep(orderId: string, quantities: readonly number[]) {
  const lines = (await linesOf(orderId)).map(({ id }, at) => ({
    lineId: id,
    quantity: quantities[at] ?? 0,
  }));
  const asked = { orderId, content: { lines }, reason: "They rang" };
  const { changeId } = await proposeChange(floor.ctx, key(), asked);
  const { outcome, orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
  await applyChange(floor.ctx, key(), { orderId, changeId, orderVersion });
  return outcome;
}

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
};

test("a part that is cancelled is owed no more: on the line, the order, the list and the credit", async () => {
  const company = await givenCompany(database, { creditLimit: 10_000 });
  const ours = { ...floor, company };
  // 3.3333 a piece: seven cost 23.33, five 16.67, and the two 6.66.
  const sku = await stocked(33_333);
  const order = await givenOrder(ours, [{ sku: sku.code, quantity: 7 }]);
  const outcome = await keep(order.orderId, [5]);
  expect(outcome).toMatchObject({ valueBefore: 2_333, valueAfter: 1_667 });
  expect(await findOrder(floor.ctx, { orderNumber: order.number })).toMatchObject({
    subtotal: 2_333,
    owed: 1_667,
    lines: [{ lineTotal: 2_333, cancelledTotal: 666 }],
  });
  const dear = await givenOrder(ours, [{ sku: sku.code, quantity: 6 }]);
  const { rows } = await listOrders(floor.ctx, { companyId: company.id, sort: "value" });
  expect(rows.map(({ number, owed }) => [number, owed])).toEqual([
    [dear.number, 2_000],
    [order.number, 1_667],
  ]);
  const { credit } = await findCompany(floor.ctx, { companyId: company.id });
  expect(credit).toMatchObject({ openOrders: 3_667, exposure: 3_667 });
  const listed = await listCredit(floor.ctx, { q: company.code });
  expect(listed.rows).toMatchObject([{ openOrders: 3_667 }]);
  await cancelOrder(floor.ctx, key(), { orderId: order.orderId, reason: "Changed their mind" });
  expect(await linesOf(order.orderId)).toMatchObject([{ total: 2_333, cancelled: 2_333 }]);
  await expectSound();
});

test("kits that are left are worth what as many kits cost, shared to the cent", async () => {
  const [bottle, cage] = [await stocked(20_000), await stocked(10_000)];
  const kit = await givenKit(
    database,
    [
      [bottle, 1],
      [cage, 2],
    ],
    { listPriceE4: 33_333 },
  );
  const order = await givenOrder(floor, [{ sku: kit.code, quantity: 3 }]);
  const { owed } = await findOrder(floor.ctx, { orderNumber: order.number });
  expect(owed).toBe(1_000);
  // Of three kits one goes: two cost 6.67.
  await database.sql`
    update order_line set cancelled = ordered / 3, allocated = allocated - ordered / 3
    where order_id = ${order.orderId}`;
  await inTransaction(database, ({ sql }) => settleOwed(sql, [order.orderId]));
  const lines = await linesOf(order.orderId);
  expect(lines.reduce((sum, line) => sum + line.total - line.cancelled, 0)).toBe(667);
  const before = await linesOf(order.orderId);
  await backfill();
  expect(await linesOf(order.orderId)).toEqual(before);
});

/** What a database had from before is settled by the migration, to the same cent. */
async function backfill() {
  const folder = "db/migrations";
  const name = readdirSync(folder).find((file) => file.endsWith("_retired_and_owed.sql"));
  const text = readFileSync(`${folder}/${name}`, "utf8");
  await database.sql`update order_line set cancelled_total = 0`;
  await database.sql`update sales_order set cancelled_total = 0`;
  for (const statement of text.split("--> statement-breakpoint").slice(-3)) {
    await database.sql.unsafe(statement);
  }
}

test("what no node has and the strategy gives up at placement is owed by nobody", async () => {
  await givenStrategies(database, [
    {
      name: "No waiting",
      when: null,
      criteria: [],
      constraints: [],
      afterAction: { do: "cancel_remainder" },
    },
  ]);
  const sku = await stocked(100_000, 3);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
  expect(await findOrder(floor.ctx, { orderNumber: order.number })).toMatchObject({
    subtotal: 5_000,
    owed: 3_000,
  });
});
