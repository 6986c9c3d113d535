/** A ledger of daily counts, replayed as one feed per day: in order, out of order, and again. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ImportFeedOptions, importFeed } from "@/server/oms/imports/commands/import-feed";
import { inventoryMapping } from "@/server/oms/imports/schema";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { listFeedRuns } from "@/server/oms/inventory/queries-feeds";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf, type GivenNode, givenNetwork, givenNode, unique } from "../../support/factories";
import { givenTable } from "../../support/tables";

const [HEADER = "", ...ROWS] = readFileSync(
  "tests/fixtures/imports/adventureworks-ledger-excerpt.csv",
  "utf8",
)
  .trim()
  .split("\n");

let database: TestDatabase;
let calendarId: string;
let node: GivenNode;
let source: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  ({ calendarId } = await givenNetwork(database));
  const products = new Set(ROWS.map((row) => row.split(",")[0] ?? ""));
  for (const product of products) {
    await database.sql`insert into sku (id, code, name, grams)
      values (${newId()}, ${`AW-${product}`}, ${product}, 500)`;
  }
});
afterAll(() => database.drop());
beforeEach(async () => {
  node = await givenNode(database, calendarId);
  source = unique("LEDGER");
  const nodes = [node.code];
  await setSource(ctxOf(database), newId(), { code: source, name: source, kind: "erp", nodes });
});

const published: object = JSON.parse(
  readFileSync("docs/mappings/adventureworks-ledger.json", "utf8"),
);

async function replay(rows: readonly string[], over: Partial<ImportFeedOptions> = {}) {
  return importFeed(ctxOf(database), {
    table: await givenTable([HEADER, ...rows].join("\n")),
    mapping: inventoryMapping.parse({ ...published, "stock.node": { value: node.code } }),
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

/** What the ledger says last of each product, apart from counts below zero. */
function expectedStock(): Record<string, number> {
  const good = ROWS.map((row) => row.split(",")).filter((cells) => Number(cells[6]) >= 0);
  const byDay = good.toSorted((a, b) => (a[2] ?? "").localeCompare(b[2] ?? ""));
  return Object.fromEntries(byDay.map((cells) => [`AW-${cells[0]}`, Number(cells[6])]));
}

async function stock(): Promise<Record<string, number>> {
  const levels = await database.sql<{ code: string; onHand: number; ledger: number }[]>`
    select s.code, l.on_hand as "onHand", (select sum(m.on_hand_delta)::int from stock_movement m
      where m.sku_id = l.sku_id and m.node_id = l.node_id) as ledger
    from stock_level l join sku s on s.id = l.sku_id where l.node_id = ${node.id}`;
  expect(levels.filter(({ onHand, ledger }) => onHand !== ledger)).toEqual([]);
  return Object.fromEntries(levels.map(({ code, onHand }) => [code, onHand]));
}

const broken = ROWS.filter((row) => Number(row.split(",")[6]) < 0).length;

test("each day is a feed of its own, and the last of them stands; again, it changes nothing", async () => {
  const told: string[] = [];
  const first = await replay(ROWS, { onFeed: ({ runId }) => told.push(runId) });
  expect(first).toMatchObject({
    state: "applied",
    feeds: 30,
    read: 150,
    rejected: broken,
    rejections: { quantity_negative: broken },
    rows: { ignored: 0 },
  });
  expect(first.accepted + first.merged + first.rejected).toBe(first.read);
  expect(await stock()).toEqual(expectedStock());
  const { rows: runs } = await listFeedRuns(ctxOf(database), { source: [source] });
  expect(runs.map(({ id }) => id).toSorted()).toEqual(told.toSorted());
  expect(runs.at(-1)?.asOf?.toISOString()).toBe("2013-08-14T07:00:00.000Z");

  const second = await replay(ROWS);
  expect(second).toMatchObject({ rows: { changed: 0 }, units: 0 });
  expect(await stock()).toEqual(expectedStock());
});

test("days that come backwards or shuffled end in the same place", async () => {
  await replay(ROWS.toReversed());
  expect(await stock()).toEqual(expectedStock());
  const shuffled = ROWS.map((row, at) => ({ row, at: (at * 89) % ROWS.length }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ row }) => row);
  expect(await replay(shuffled)).toMatchObject({ rows: { changed: 0 } });
  expect(await stock()).toEqual(expectedStock());
});

test("a row of no moment, or of one to come, is rejected; the others are taken", async () => {
  const rows = [
    "484,20130814,2013-08-14,1,0,0,7",
    "487,20130814,14.8.2013,1,0,0,8",
    "234,29990101,2999-01-01,1,0,0,9",
  ];
  expect(await replay(rows)).toMatchObject({
    feeds: 1,
    read: 3,
    rejections: { moment_invalid: 2 },
    rows: { changed: 1 },
  });
});

test("a dry run of many feeds keeps none; one number cannot be that of all of them", async () => {
  expect(await replay(ROWS, { isDryRun: true })).toMatchObject({ feeds: 30, state: "applied" });
  expect(await stock()).toEqual({});
  await expect(replay(ROWS, { sequence: 4 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(replay([])).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
