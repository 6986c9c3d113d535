/** A file as one feed of a source: the same rows as the API, read from whatever people export. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ImportFeedOptions, importFeed } from "@/server/oms/imports/commands/import-feed";
import { inventoryMapping } from "@/server/oms/imports/schema";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { listFeedRejections } from "@/server/oms/inventory/queries-feeds";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenNetwork,
  givenNode,
  givenSku,
  unique,
} from "../../support/factories";
import { givenTable } from "../../support/tables";

let database: TestDatabase;
let node: GivenNode;
let calendarId: string;
let sku: GivenSku;
let source: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  ({ calendarId } = await givenNetwork(database));
});
afterAll(() => database.drop());
beforeEach(async () => {
  node = await givenNode(database, calendarId);
  sku = await givenSku(database);
  source = unique("WMS");
  const nodes = [node.code];
  await setSource(ctxOf(database), newId(), { code: source, name: source, kind: "wms", nodes });
});

async function take(
  content: string | Uint8Array,
  {
    mapping = {},
    ...over
  }: Partial<Omit<ImportFeedOptions, "mapping">> & { mapping?: object } = {},
) {
  return importFeed(ctxOf(database), {
    table: await givenTable(content),
    mapping: inventoryMapping.parse(mapping),
    lookups: new Map(),
    source,
    mode: null,
    sequence: null,
    asOf: null,
    isConfirmed: false,
    isDryRun: false,
    onProgress: () => {},
    ...over,
  });
}

async function onHand(): Promise<number | null> {
  const [row] = await database.sql<{ onHand: number }[]>`
    select on_hand as "onHand" from stock_level where sku_id = ${sku.id}`;
  return row?.onHand ?? null;
}

test("rows that are broken in every way have each a reason; read = accepted + merged + rejected", async () => {
  const file = [
    "sku,node,on_hand,remark",
    `${sku.code},${node.code},12,"fine, with a comma"`,
    "",
    `${sku.code},${node.code},12,the same again`,
    `${sku.code},${node.code},1,2,3,4`,
    `${sku.code}`,
    `NOPE,${node.code},"1,000",x`,
    `"NO ""PE""",${node.code},5,x`,
    `${sku.code},${node.code},-4,x`,
  ].join("\r\n");
  const report = await take(file);
  expect(report).toMatchObject({
    state: "applied",
    read: 7,
    accepted: 1,
    merged: 1,
    rejected: 5,
    rejections: {
      row_broken: 1,
      node_missing: 1,
      quantity_not_whole: 1,
      sku_unknown: 1,
      quantity_negative: 1,
    },
    rows: { changed: 1, unchanged: 0, ignored: 0 },
  });
  expect(await onHand()).toBe(12);
  const { rows } = await listFeedRejections(ctxOf(database), { runId: report.runId });
  expect(rows.map(({ rowNumber, raw }) => [rowNumber, raw])).toEqual([
    [5, `${sku.code},${node.code},1,2,3,4`],
    [6, sku.code],
    [7, `NOPE,${node.code},1,000`],
    [8, `NO "PE",${node.code},5`],
    [9, `${sku.code},${node.code},-4`],
  ]);
});

test("a packed file in another layout is read by its mapping, numbered and dated", async () => {
  const file = gzipSync(`Artikel;Bestand;Lager\n${sku.code};7;West\n`);
  const mapping = {
    "stock.sku": "Artikel",
    "stock.onHand": "Bestand",
    "stock.node": { column: "Lager", values: { West: node.code } },
  };
  const asOf = new Date("2026-11-09T00:00:00Z");
  const report = await take(file, { mapping, mode: "full", sequence: 4, asOf });
  expect(report).toMatchObject({ mode: "full", state: "applied", rows: { changed: 1 } });
  expect(await take(file, { mapping, mode: "full", sequence: 4, asOf })).toMatchObject({
    state: "ignored",
    rows: { ignored: 1 },
  });
});

test("a dry run tells what would be, and keeps nothing", async () => {
  const file = `sku,node,on_hand\n${sku.code},${node.code},7\n`;
  expect(await take(file, { isDryRun: true })).toMatchObject({ rows: { changed: 1 } });
  expect(await onHand()).toBeNull();
  const runs = await database.sql`select from inventory_feed_run r
    join inventory_source s on s.id = r.source_id where s.code = ${source}`;
  expect(runs).toHaveLength(0);
});

test("a file that breaks off in a quote leaves nothing, however many rows came before", async () => {
  const many = Array.from({ length: 3_000 }, () => `${sku.code},${node.code},7`).join("\n");
  const file = `sku,node,on_hand\n${many}\n"${sku.code},${node.code},8\n${"x\n".repeat(2_000)}`;
  await expect(take(file)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await onHand()).toBeNull();
  expect(await take(`sku,node,on_hand\n${sku.code},${node.code},8`)).toMatchObject({ read: 1 });
});

test("a mapping that does not fit, or that has rules, is refused before anything is read", async () => {
  await expect(take("a,b\n1,2\n")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  const rules = [{ name: "old", when: [{ column: "sku", equals: "x" }], outcome: "reject" }];
  await expect(take("sku,node,on_hand\n", { mapping: { rules } })).rejects.toMatchObject({
    details: { faults: [{ field: "rules" }] },
  });
});
