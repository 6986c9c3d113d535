import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { setSkus } from "@/server/oms/imports/commands/set-skus";
import { startRun } from "@/server/oms/imports/commands/start-run";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { setLowPoint } from "@/server/oms/inventory/commands/set-low-point";
import { listStock } from "@/server/oms/inventory/queries";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
import { noticeChanges } from "@/server/oms/webhooks/commands/notice-changes";
import { saveSubscription } from "@/server/oms/webhooks/commands/save-subscription";
import { listDeliveries } from "@/server/oms/webhooks/queries";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let dallas: GivenNode;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  dallas = await givenNode(database, calendarId, { name: "Dallas" });
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`delete from low_stock_point`;
  sku = await givenSku(database);
  await database.sql`update sku set category = 'Bikes' where id = ${sku.id}`;
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 6 });
  await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 4 });
});

const ctx = () => ctxOf(database);
type Asked = Parameters<typeof setLowPoint>[2];
const set = (input: Asked, key = randomUUID(), as = ctx()) => setLowPoint(as, key, input);
const rows = async () => database.sql`select units from low_stock_point order by units`;
const lowCount = async () =>
  (await listStock(ctx(), { q: sku.code, view: "low" })).rows.map(({ code }) => code);
const adjust = (delta: number) =>
  adjustStock(ctx(), randomUUID(), { skuId: sku.id, nodeId: reno.id, delta, reason: "test" });

test("a SKU is low at its point, by its category without one, and no more when it is out", async () => {
  expect(await lowCount()).toEqual([]);
  await set({ category: "Bikes", units: 10 });
  expect(await lowCount()).toEqual([sku.code]);
  await set({ sku: sku.code, units: 9 });
  expect(await lowCount()).toEqual([]);
  await adjust(-1);
  const { rows: listed, counts } = await listStock(ctx(), { q: sku.code });
  expect(counts).toMatchObject({ low: 1, out: 0 });
  expect(listed[0]?.lowPoints).toEqual({ own: 9, byChannel: {}, ofCategory: 10 });
  await adjust(-5);
  await database.sql`update stock_level set safety_stock = 4
    where sku_id = ${sku.id} and node_id = ${dallas.id}`;
  expect((await listStock(ctx(), { q: sku.code })).counts).toMatchObject({ low: 0, out: 1 });
});

test("a node with a point of its own makes the SKU low, also when that node is out", async () => {
  await set({ sku: sku.code, nodeCode: reno.code, units: 5 });
  expect(await lowCount()).toEqual([]);
  await adjust(-6);
  expect(await lowCount()).toEqual([sku.code]);
  const { rows: listed } = await listStock(ctx(), { q: sku.code });
  expect(listed[0]?.cells.find(({ nodeId }) => nodeId === reno.id)?.lowPoint).toBe(5);
});

test("it is set, changed and taken away, with what was there before, and the page tells it", async () => {
  const key = randomUUID();
  expect(await set({ sku: sku.code, units: 5 }, key)).toMatchObject({ before: null, units: 5 });
  expect(await set({ sku: sku.code, units: 5 }, key)).toMatchObject({ before: null, units: 5 });
  expect(await set({ sku: sku.code, units: 7 })).toMatchObject({ before: 5, units: 7 });
  await set({ sku: sku.code, channelCode: "portal", units: 3 });
  const { lowPoints } = await findSkuStock(ctx(), { code: sku.code });
  expect(lowPoints.map(({ channelCode, units }) => [channelCode, units])).toEqual([
    [null, 7],
    ["portal", 3],
  ]);
  await set({ sku: sku.code, units: null });
  expect(await rows()).toEqual([{ units: 3 }]);
});

test("what does not exist or makes no sense is named, and nothing is written", async () => {
  const faultsOf = async (input: Asked) => {
    const refusal = await set(input).catch((error: unknown) => error);
    return (refusal as { details: { faults: { field: string }[] } }).details.faults.map(
      ({ field }) => field,
    );
  };
  expect(await faultsOf({ sku: "NONE", units: 5 })).toEqual(["sku"]);
  expect(await faultsOf({ sku: sku.code, nodeCode: "NOWHERE", units: 5 })).toEqual(["nodeCode"]);
  expect(await faultsOf({ sku: sku.code, units: 0 })).toEqual(["units"]);
  expect(await faultsOf({ units: 5 })).toEqual(["sku"]);
  expect(await faultsOf({ category: "Bikes", channelCode: "portal", units: 5 })).toEqual([
    "channelCode",
  ]);
  expect(await rows()).toEqual([]);
});

test("of two who set it at once the later stays, and there is one point", async () => {
  await Promise.all([5, 6, 7].map((units) => set({ sku: sku.code, units })));
  const [row, ...rest] = await rows();
  expect([5, 6, 7]).toContain(row?.units);
  expect(rest).toEqual([]);
});

test("whoever may not do so sets nothing", async () => {
  const stranger = ctxOf(database, actorWith(["inventory.list_stock"]));
  await expect(set({ sku: sku.code, units: 5 }, randomUUID(), stranger)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const buyer = ctxOf(
    database,
    actorWith(["inventory.set_low_point"], { companyId: randomUUID() }),
  );
  await expect(set({ sku: sku.code, units: 5 }, randomUUID(), buyer)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await rows()).toEqual([]);
});

test("an import sets it, and says so only when it changed", async () => {
  const item = {
    code: sku.code,
    ...{ name: null, description: null, category: null, grams: null, packMultiple: null },
    ...{ minQuantity: null, listPriceE4: null, gtin: null, backorders: null, comingOut: null },
  };
  const { runId } = await startRun(ctx(), randomUUID(), {
    ...{ kind: "catalog", fileName: "points.csv", fileHash: "", mode: "set", isDryRun: false },
  });
  const send = async (lowStock: number | null) => {
    const items = [{ ...item, lowStock }];
    const { answers } = await setSkus(ctx(), randomUUID(), { runId, items });
    return answers[0]?.kind;
  };
  expect([await send(8), await send(8), await send(null)]).toEqual([
    "updated",
    "unchanged",
    "unchanged",
  ]);
  expect(await rows()).toEqual([{ units: 8 }]);
});

test("a webhook without a threshold tells it by the channel's point, else by the SKU's", async () => {
  const { subscriptionId } = await saveSubscription(ctx(), randomUUID(), {
    name: "Shop",
    url: "https://shop.test/hook",
    eventTypes: ["availability.low"],
    skus: [sku.code],
    secret: `whsec_${randomBytes(32).toString("base64")}`,
  });
  await set({ sku: sku.code, units: 6 });
  await set({ sku: sku.code, channelCode: "portal", units: 8 });
  const notice = () => noticeChanges(ctx(), randomUUID(), {});
  await notice();
  const told = async () =>
    (await listDeliveries(ctx(), { subscriptionId })).map(({ body }) => {
      const { data } = JSON.parse(body);
      return [data.channel, data.available, data.threshold];
    });
  await adjust(-2);
  await notice();
  expect(await told()).toEqual([["portal", 8, 8]]);
  await adjust(-2);
  await notice();
  expect((await told()).filter(([channel]) => channel === "api")).toEqual([["api", 6, 6]]);
  expect((await told()).filter(([channel]) => channel === "portal")).toHaveLength(1);
});
