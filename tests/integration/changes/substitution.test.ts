/** Units of a placed order's line that ship as another SKU: what is taken, added, priced and kept. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import type { relationContent } from "@/server/oms/catalog/schema";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { findChangeScope, previewChange } from "@/server/oms/changes/queries";
import type { changeContent } from "@/server/oms/changes/schema";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenSku, givenStock } from "../../support/factories";
import {
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  givenPicking,
  key,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

async function stocked(onHand: number, over: Parameters<typeof givenSku>[1] = {}) {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

const relate = (relation: z.input<typeof relationContent>) =>
  setRelations(floor.ctx, key(), { relations: [relation] });

const lineIdOf = async (orderId: string): Promise<string> => {
  const [row] = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${orderId} order by line_number limit 1`;
  return row?.id ?? "";
};

async function change(orderId: string, content: z.input<typeof changeContent>) {
  const { changeId } = await proposeChange(floor.ctx, key(), { orderId, content, reason: "short" });
  const { outcome, orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
  await applyChange(floor.ctx, key(), { orderId, changeId, orderVersion });
  await expectBooksToBalance(floor);
  return outcome;
}

const rows = (orderId: string) => database.sql`
  select s.code as sku, l.ordered, l.cancelled, l.replaced, l.allocated, l.backordered,
    l.line_total as total, l.asked_quantity as asked, l.replaces_line_id is not null as replaces
  from order_line l join sku s on s.id = l.sku_id where l.order_id = ${orderId}
  order by l.line_number`;

test("what waits ships as another SKU: the order keeps what was asked for and costs it once", async () => {
  const short = await stocked(10, { listPriceE4: 100_000 });
  const other = await stocked(50, { listPriceE4: 120_000 });
  await relate({ kind: "substitution", sku: short.code, instead: other.code, price: "ordered" });
  const { orderId, number } = await givenOrder(floor, [{ sku: short.code, quantity: 40 }]);
  const { substitutes } = await findChangeScope(floor.ctx, { orderNumber: number });
  expect(substitutes).toMatchObject([
    { sku: other.code, insteadOf: 30, quantity: 30, unitPriceE4: 100_000, moreMinor: 0 },
  ]);
  const lineId = await lineIdOf(orderId);
  const outcome = await change(orderId, {
    substitutions: [{ lineId, quantity: 30, sku: other.code }],
  });
  expect(outcome).toMatchObject({
    sentences: [`30 × ${other.code} instead of 30 × ${short.code}`],
    valueBefore: 40_000,
    valueAfter: 40_000,
    promiseBefore: "2026-11-24",
    promiseAfter: "2026-11-12",
  });
  const kept = { replaced: 0, asked: null, replaces: false };
  expect(await rows(orderId)).toEqual([
    {
      ...kept,
      ...{ sku: short.code, ordered: 40, cancelled: 30, replaced: 30 },
      ...{ allocated: 10, backordered: 0, total: 40_000 },
    },
    {
      ...{ sku: other.code, ordered: 30, cancelled: 0, replaced: 0 },
      ...{ allocated: 30, backordered: 0, total: 30_000, asked: 30, replaces: true },
    },
  ]);
  const [order] = await database.sql`
    select (subtotal - cancelled_total)::int as owed, unit_count as units from sales_order where id = ${orderId}`;
  expect(order).toEqual({ owed: 40_000, units: 40 });
  await change(orderId, { lines: [{ lineId, quantity: 12 }] });
  expect((await rows(orderId))[0]).toMatchObject({ ordered: 42, replaced: 30, total: 42_000 });
  const { violations } = await auditDatabase(database.sql);
  expect(violations).toBe(0);
});

test("a whole line ships as another, two for one, and its price follows the rule", async () => {
  const single = await stocked(0, { listPriceE4: 100_000 });
  const half = await stocked(50, { listPriceE4: 40_000 });
  await relate({
    kind: "substitution",
    sku: single.code,
    instead: half.code,
    ratio: { numerator: 2, denominator: 1 },
    price: "lower",
  });
  const { orderId } = await givenOrder(floor, [{ sku: single.code, quantity: 5 }]);
  const lineId = await lineIdOf(orderId);
  const outcome = await change(orderId, {
    substitutions: [{ lineId, quantity: 5, sku: half.code }],
  });
  expect(outcome).toMatchObject({ valueBefore: 5_000, valueAfter: 4_000, isCancelled: false });
  expect(await rows(orderId)).toMatchObject([
    { sku: single.code, ordered: 5, replaced: 5, total: 5_000 },
    { sku: half.code, ordered: 10, allocated: 10, asked: 5, total: 4_000 },
  ]);
});

test("is refused with the field: no relation, too much, twice, against the customer's word", async () => {
  const short = await stocked(0);
  const other = await stocked(50);
  const stranger = await stocked(50);
  await relate({ kind: "substitution", sku: short.code, instead: other.code });
  const { orderId } = await givenOrder(floor, [{ sku: short.code, quantity: 8 }]);
  const lineId = await lineIdOf(orderId);
  const before = await rows(orderId);
  const faultOf = (content: z.input<typeof changeContent>) =>
    proposeChange(floor.ctx, key(), { orderId, content, reason: "?" }).then(
      () => "taken",
      (error) => `${error.details.faults[0].field} ${error.details.faults[0].code}`,
    );
  const one = { lineId, quantity: 8, sku: other.code };
  const field = "substitutions.0.quantity";
  expect(await faultOf({ substitutions: [{ ...one, sku: stranger.code }] })).toBe(
    `${field} no_substitute`,
  );
  expect(await faultOf({ substitutions: [{ ...one, quantity: 9 }] })).toBe(`${field} too_late`);
  expect(await faultOf({ substitutions: [one], lines: [{ lineId, quantity: 4 }] })).toBe(
    `${field} named_twice`,
  );
  expect(await faultOf({ substitutions: [one], substitution: "never" })).toBe(
    `${field} no_substitutes`,
  );
  expect(await rows(orderId)).toEqual(before);
});

test("what a node picks stays as it is, what it has not begun is called back", async () => {
  const ordered = await stocked(20);
  const other = await stocked(20);
  await relate({ kind: "substitution", sku: ordered.code, instead: other.code });
  const picking = await givenPicking(floor, [{ sku: ordered.code, quantity: 4 }]);
  const pickedLine = await lineIdOf(picking.order.orderId);
  await expect(
    change(picking.order.orderId, {
      substitutions: [{ lineId: pickedLine, quantity: 1, sku: other.code }],
    }),
  ).rejects.toMatchObject({ details: { faults: [{ code: "too_late" }] } });
  const { orderId } = await givenOrder(floor, [{ sku: ordered.code, quantity: 4 }]);
  await releaseDue(floor.ctx, key(), {});
  const outcome = await change(orderId, {
    substitutions: [{ lineId: await lineIdOf(orderId), quantity: 4, sku: other.code }],
  });
  expect(outcome.calledBack).toMatchObject([{ node: "Reno" }]);
  expect(await rows(orderId)).toMatchObject([
    { sku: ordered.code, replaced: 4 },
    { sku: other.code, allocated: 4 },
  ]);
});
