import { afterAll, beforeAll, expect, test } from "vitest";
import {
  importCatalog,
  importCustomers,
  importInventory,
} from "@/server/oms/imports/commands/import-items";
import { setCustomers } from "@/server/oms/imports/commands/set-customers";
import { setSkus } from "@/server/oms/imports/commands/set-skus";
import { setStock } from "@/server/oms/imports/commands/set-stock";
import { catalogMapping, customerMapping, inventoryMapping } from "@/server/oms/imports/schema";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenKit,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import { givenTable } from "../../support/tables";

let database: TestDatabase;
let calendarId: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  ({ calendarId } = await givenNetwork(database));
});
afterAll(() => database.drop());

const optionsOf = async (content: string, isDryRun = false) => {
  const reasons: string[] = [];
  return {
    table: await givenTable(content),
    lookups: new Map(),
    isDryRun,
    onProgress: () => {},
    onRejected: ({ refusal }: { refusal: { reason: string } }) => reasons.push(refusal.reason),
    reasons,
  };
};

async function stock(content: string, isDryRun = false) {
  const options = await optionsOf(content, isDryRun);
  const mapping = inventoryMapping.parse({});
  return { report: await importInventory(ctxOf(database), { ...options, mapping }), ...options };
}

test("inventory sets on hand through the ledger; what is as it was costs no movement", async () => {
  const node = await givenNode(database, calendarId);
  const [known, fresh, same] = [
    await givenSku(database),
    await givenSku(database),
    await givenSku(database),
  ];
  await givenStock(database, { skuId: known.id, nodeId: node.id, onHand: 10 });
  await givenStock(database, { skuId: same.id, nodeId: node.id, onHand: 3 });
  const file = `node,sku,on_hand,bin\n${node.code},${known.code},7,A1\n${node.code},${fresh.code},4,\n${node.code},${same.code},3,\n`;
  const { report } = await stock(file);
  expect(report).toMatchObject({
    read: 3,
    accepted: 3,
    rows: { created: 1, updated: 1, unchanged: 1 },
  });
  const moves = await database.sql`
    select s.code, m.kind, m.on_hand_delta as delta, m.reason from stock_movement m
    join sku s on s.id = m.sku_id where m.cause_kind = 'import_run' order by m.on_hand_delta`;
  expect(moves).toEqual([
    { code: known.code, kind: "adjusted", delta: -3, reason: "counted in orders.csv" },
    { code: fresh.code, kind: "received", delta: 4, reason: "counted in orders.csv" },
  ]);
  const again = await stock(file);
  expect(again.report.rows).toEqual({ created: 0, updated: 0, unchanged: 3 });
  expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
});

test("a count below what is allocated is the truth: taken, and a person is asked", async () => {
  const node = await givenNode(database, calendarId);
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 10 });
  await database.sql`update stock_level set allocated = 6 where sku_id = ${sku.id}`;
  await stock(`node,sku,on_hand\n${node.code},${sku.code},2\n`);
  const [level] = await database.sql`
    select on_hand, allocated, oversold from stock_level where sku_id = ${sku.id}`;
  expect(level).toEqual({ on_hand: 2, allocated: 6, oversold: 4 });
  const open = await database.sql`
    select type from exception where sku_id = ${sku.id} and closed_at is null`;
  expect(open).toEqual([{ type: "oversold" }]);
  await database.sql`update stock_level set allocated = 0, oversold = 0 where sku_id = ${sku.id}`;
});

test("rows that name nobody, say nothing or say two things are rejected by name", async () => {
  const node = await givenNode(database, calendarId);
  const sku = await givenSku(database);
  const { report, reasons } = await stock(
    [
      "node,sku,on_hand",
      `NOWHERE,${sku.code},1`,
      `${node.code},NOTHING,1`,
      `${node.code},${sku.code},1.5`,
      `${node.code},${sku.code},-1`,
      `${node.code},${sku.code},`,
      `${node.code},1.23E+12,1`,
      `${node.code},${sku.code},5`,
      `${node.code},${sku.code},5`,
      `${node.code},${sku.code.toLowerCase()},6`,
      "short",
    ].join("\n"),
  );
  expect(report).toMatchObject({ read: 10, accepted: 1, merged: 1, rejected: 8 });
  expect(reasons.toSorted()).toEqual(
    [
      "node_unknown",
      "sku_unknown",
      "number_invalid",
      "number_invalid",
      "value_missing",
      "identifier_scientific",
      "row_twice",
      "column_count",
    ].toSorted(),
  );
});

test("a rehearsal of a count moves nothing", async () => {
  const node = await givenNode(database, calendarId);
  const sku = await givenSku(database);
  const { report } = await stock(`node,sku,on_hand\n${node.code},${sku.code},9\n`, true);
  expect(report).toMatchObject({ isDryRun: true, rows: { created: 1 } });
  const levels = await database.sql`select 1 from stock_level where sku_id = ${sku.id}`;
  expect(levels).toEqual([]);
});

test("a catalog makes SKUs and completes those that an import of orders had made", async () => {
  const [fresh, imported, taken] = [unique("S"), unique("S"), await givenSku(database)];
  await database.sql`insert into sku (id, code, name, grams, measures_imputed, is_imported)
    values (${newId()}, ${imported}, 'from orders', 0, true, true)`;
  await database.sql`insert into sku_alias (id, kind, code, sku_id)
    values (${newId()}, 'gtin', '9521980000015', ${taken.id})`;
  const content = `code,name,grams,list_price,gtin\n${fresh},New thing,250,"12,50",0012345678905\n${imported},,700,,\n${unique("S")},Copycat,1,1,9521980000015\n`;
  const options = await optionsOf(content);
  const mapping = catalogMapping.parse({ delimiter: "," });
  const report = await importCatalog(ctxOf(database), { ...options, mapping });
  expect(report).toMatchObject({ rows: { created: 1, updated: 1, unchanged: 0 }, rejected: 1 });
  expect(options.reasons).toEqual(["gtin_taken"]);
  const skus = await database.sql`
    select code, name, grams, list_price_e4, is_imported, measures_imputed from sku
    where code in (${fresh}, ${imported}) order by name`;
  expect(skus).toEqual([
    {
      code: fresh,
      name: "New thing",
      grams: 250,
      list_price_e4: 125_000,
      is_imported: false,
      measures_imputed: false,
    },
    {
      code: imported,
      name: "from orders",
      grams: 700,
      list_price_e4: 0,
      is_imported: false,
      measures_imputed: false,
    },
  ]);
  const [alias] = await database.sql`select kind from sku_alias where code = '0012345678905'`;
  expect(alias).toEqual({ kind: "gtin" });
  const again = await importCatalog(ctxOf(database), { ...(await optionsOf(content)), mapping });
  expect(again.rows).toEqual({ created: 0, updated: 0, unchanged: 2 });
});

test("a catalog says what is not out yet; a day that is over brings it out, a wrong one is refused", async () => {
  const code = unique("S");
  const mapping = catalogMapping.parse({});
  const read = async (rows: string) => {
    const options = await optionsOf(`code,name,comes_out_on,preorder_limit\n${rows}\n`);
    const report = await importCatalog(ctxOf(database), { ...options, mapping });
    return { rows: report.rows, reasons: options.reasons };
  };
  const stands = async () => {
    const [sku] = await database.sql`
      select comes_out_on::text as day, preorder_limit as most from sku where code = ${code}`;
    return sku;
  };
  expect((await read(`${code},New,2027-01-12,40`)).rows).toMatchObject({ created: 1 });
  expect(await stands()).toEqual({ day: "2027-01-12", most: 40 });
  expect((await read(`${code},New,2027-02-12,40`)).rows).toMatchObject({ updated: 1 });
  expect((await read(`${code},New,,`)).rows).toMatchObject({ unchanged: 1 });
  expect((await read(`${code},New,12.2.2027,`)).reasons).toEqual(["date_invalid"]);
  expect(await stands()).toEqual({ day: "2027-02-12", most: 40 });
  expect((await read(`${code},New,2026-01-12,40`)).rows).toMatchObject({ updated: 1 });
  expect(await stands()).toEqual({ day: null, most: null });
  const kit = await givenKit(database, [[await givenSku(database), 1]]);
  expect((await read(`${kit.code},,2027-01-12,`)).reasons).toEqual(["not_coming_out"]);
});

test("customers come with their ship-tos, the first of them as the default", async () => {
  const code = unique("C");
  const content = `company,company_name,ship_to,city,country\n${code},Bikes & Co,NORTH,Oslo,NO\n${code},Bikes & Co,SOUTH,Rome,IT\n`;
  const mapping = customerMapping.parse({});
  const report = await importCustomers(ctxOf(database), { ...(await optionsOf(content)), mapping });
  expect(report).toMatchObject({ read: 2, accepted: 2, rejected: 0 });
  const places = await database.sql`
    select l.code, l.city, l.is_default, c.name from company_location l
    join company c on c.id = l.company_id where c.code = ${code} order by 1`;
  expect(places).toEqual([
    { code: "NORTH", city: "Oslo", is_default: true, name: "Bikes & Co" },
    { code: "SOUTH", city: "Rome", is_default: false, name: "Bikes & Co" },
  ]);
  const again = await importCustomers(ctxOf(database), { ...(await optionsOf(content)), mapping });
  expect(again.rows).toEqual({ created: 0, updated: 0, unchanged: 2 });
  const moved = content.replace("Rome", "Milan");
  const third = await importCustomers(ctxOf(database), { ...(await optionsOf(moved)), mapping });
  expect(third.rows).toEqual({ created: 0, updated: 1, unchanged: 1 });
});

test("a ship-to may be a home: yes or no, and anything else is said", async () => {
  const code = unique("C");
  const file = (word: string) => `company,ship_to,country,residential\n${code},MAIN,NO,${word}\n`;
  const mapping = customerMapping.parse({});
  const load = async (word: string) => {
    const options = await optionsOf(file(word));
    const { rows } = await importCustomers(ctxOf(database), { ...options, mapping });
    const [place] = await database.sql<{ home: boolean }[]>`
      select l.is_residential as home from company_location l join company c on c.id = l.company_id
      where c.code = ${code}`;
    return { ...rows, home: place?.home, reasons: options.reasons };
  };
  expect(await load("")).toMatchObject({ created: 1, home: false });
  expect(await load("Yes")).toMatchObject({ updated: 1, home: true });
  expect(await load("")).toMatchObject({ unchanged: 1, home: true });
  expect(await load("maybe")).toMatchObject({ home: true, reasons: ["not_yes_or_no"] });
  expect(await load("no")).toMatchObject({ updated: 1, home: false });
});

test("setting stock, SKUs and customers needs the right to", async () => {
  const nobody = ctxOf(database, actorWith([]));
  const refused = { code: "FORBIDDEN" };
  const stockInput = { runId: newId<string>(), fileName: "", items: [] };
  await expect(setStock(nobody, newId(), stockInput)).rejects.toMatchObject(refused);
  await expect(setSkus(nobody, newId(), { runId: newId(), items: [] })).rejects.toMatchObject(
    refused,
  );
  await expect(setCustomers(nobody, newId(), { runId: newId(), items: [] })).rejects.toMatchObject(
    refused,
  );
});
