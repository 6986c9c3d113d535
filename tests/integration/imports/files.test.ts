/** Files as people send them: each nasty one is read right or refused with a sentence. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importOrders } from "@/server/oms/imports/commands/import-orders";
import type { Creatable } from "@/server/oms/imports/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf, unique } from "../../support/factories";
import { givenTable, importOptions } from "../../support/tables";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
});
afterAll(() => database.drop());

const NASTY = readFileSync("tests/fixtures/imports/nasty.csv", "utf8");
const EVERYTHING: ReadonlySet<Creatable> = new Set(["skus", "companies"]);

async function importFile(content: string | Uint8Array, mapping: object = {}) {
  const table = await givenTable(content);
  const options = importOptions(table, "history", { create: EVERYTHING, mapping });
  const report = await importOrders(ctxOf(database), options);
  return { report, rejected: options.rejected };
}

const lineOf = async (reference: string) => {
  const rows = await database.sql`
    select s.code, l.description, l.ordered, l.unit_price_e4 as price, c.code as company
    from order_line l join sales_order o on o.id = l.order_id join sku s on s.id = l.sku_id
    join company c on c.id = o.company_id where o.external_ref = ${reference}`;
  return rows[0];
};

test("every broken row has its own named outcome, and the good ones go in", async () => {
  const { report, rejected } = await importFile(NASTY);
  const reasons: Record<string, string> = {};
  for (const { row, refusal } of rejected) {
    const reference = row.cells[0] ?? "";
    reasons[reference] = [reasons[reference] ?? [], refusal.reason].flat().join(" ");
  }
  expect(reasons).toEqual({
    "N-ZERO": "quantity_zero",
    "N-MINUS": "quantity_negative",
    "N-HALF": "quantity_not_whole",
    "N-HUGE": "quantity_too_large",
    "N-EXP": "quantity_not_a_number",
    "N-WORD": "quantity_not_a_number",
    "N-NOQTY": "quantity_missing",
    "N-SCI": "identifier_scientific",
    "N-NOSKU": "sku_missing",
    "N-NOCUST": "customer_missing",
    "N-PRICE": "price_not_a_number",
    "N-FINE": "price_too_precise",
    "N-DATE": "date_invalid order_incomplete",
    "N-FUTURE": "date_in_future",
    "N-SHORT": "column_count",
    "N-LONG": "column_count",
    "": "reference_missing",
    "N-MIXED": "quantity_zero order_incomplete",
  });
  expect(report).toMatchObject({ read: 22, accepted: 2, merged: 0, rejected: 20 });
  expect(report.file).toMatchObject({ blankRows: 2, delimiter: ",", encoding: "utf-8" });
  expect(await lineOf("0042")).toMatchObject({ code: "000123", company: "007" });
  expect(await lineOf("N-QUOTE")).toMatchObject({ description: 'Lamp, 12" "bright"\nsecond line' });
  const [mixed] = await database.sql`
    select count(*) from sales_order where external_ref = 'N-MIXED'`;
  expect(mixed).toEqual({ count: 0 });
});

test("the message of a row names row, column and what stands there", async () => {
  const { rejected } = await importFile(NASTY);
  const messages = rejected.map(({ refusal }) => refusal.message);
  expect(messages).toContain('Row 5, "quantity": expected whole units, found 1.5.');
  expect(messages).toContain(
    'Row 9, "sku": 1.23E+12 is a number that a spreadsheet shortened; format the column as text and export again.',
  );
});

describe("the same two orders", () => {
  const rows = (delimiter: string, price: string, newline: string) =>
    [
      ["order", "date", "customer", "sku", "description", "quantity", "unit_price"],
      ["ID", "2024-05-06", "ACME", "00-17", "Größe ½ für Café", "3", price],
    ]
      .map((cells) =>
        cells.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter),
      )
      .join(newline);
  const file = (delimiter: string, price = "2.50", newline = "\r\n") => {
    const reference = unique("F");
    return { reference, text: rows(delimiter, price, newline).replace("ID", reference) };
  };

  test.each<[string, (text: string) => Uint8Array, string]>([
    ["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`), ","],
    ["semicolons", (text) => Buffer.from(text), ";"],
    ["tabs", (text) => Buffer.from(text), "\t"],
    ["pipes", (text) => Buffer.from(text), "|"],
    ["UTF-16", (text) => Buffer.from(`\ufeff${text}`, "utf16le"), "\t"],
    ["UTF-16, big end first", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(), ","],
    ["windows-1252", (text) => Buffer.from(text, "latin1"), ";"],
    ["gzip", (text) => gzipSync(text), ","],
    ["CR as the end of a line", (text) => Buffer.from(text.replaceAll("\r\n", "\r")), ","],
    ["a newline at the end", (text) => Buffer.from(`${text}\n\n`), ","],
  ])("as %s", async (_, encode, delimiter) => {
    const { reference, text } = file(delimiter);
    const { report } = await importFile(encode(text));
    expect(report).toMatchObject({ read: 1, accepted: 1, value: { accepted: "7.5" } });
    expect(await lineOf(reference)).toMatchObject({
      code: "00-17",
      description: "Größe ½ für Café",
      ordered: 3,
      price: 25_000,
    });
  });

  test("with a decimal comma", async () => {
    const { reference, text } = file(";", "2,50");
    const { report } = await importFile(text);
    expect(report.file.decimal).toBe(",");
    expect(await lineOf(reference)).toMatchObject({ price: 25_000 });
  });
});

describe("a file is refused as a whole", () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ["when it is empty", "", /is empty/],
    ["when it has only blank lines", "\n\n\n", /no row with the names of its columns/],
    ["when it is a workbook", Buffer.from("PK\u0003\u0004rest"), /workbook/],
    [
      "when its packing is broken",
      gzipSync("order,sku\n1,A\n").subarray(0, 20),
      /cannot be unpacked/,
    ],
    [
      "when a quote never ends",
      'order,date,customer,sku,quantity,price\n1,2024-01-01,C,"A,1,1\n2,2024-01-01,C,B,1,1\n',
      /never closed/,
    ],
  ])("%s", async (_, content, message) => {
    await expect(importFile(content)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(message),
    });
  });

  test("when a column that the mapping names is not there", async () => {
    const content = "order,sku\n1,A\n";
    await expect(importFile(content, { "order.reference": "Invoice" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: expect.arrayContaining([
          expect.objectContaining({
            field: "order.reference",
            message: '"Invoice" is not a column of the file; it has "order", "sku"',
          }),
        ]),
      },
    });
    const [orders] = await database.sql`select count(*) from sales_order where external_ref = '1'`;
    expect(orders).toEqual({ count: 0 });
  });
});
