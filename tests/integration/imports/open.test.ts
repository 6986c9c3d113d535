import { afterAll, beforeAll, expect, test } from "vitest";
import { importOrders } from "@/server/oms/imports/commands/import-orders";
import { markOrders } from "@/server/oms/imports/commands/mark-orders";
import type { Creatable } from "@/server/oms/imports/types";
import { saveFindingPolicy } from "@/server/oms/intake/commands/save-finding-policy";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenCompany,
  type GivenNode,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import { givenTable, importOptions } from "../../support/tables";

let database: TestDatabase;
let node: GivenNode;
let company: GivenCompany;

beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  const { calendarId } = await givenNetwork(database);
  node = await givenNode(database, calendarId);
  company = await givenCompany(database);
});
afterAll(() => database.drop());

type Row = {
  ref: string;
  sku: string;
  qty: number | string;
  date?: string;
  customer?: string;
  price?: string;
};

const HEADER = "order,date,customer,sku,quantity,unit_price";
const lineOf = ({ ref, sku, qty, date = "", customer = company.code, price = "" }: Row) =>
  [ref, date, customer, sku, qty, price].join(",");

async function importRows(rows: readonly Row[], over: Parameters<typeof importOptions>[2] = {}) {
  const table = await givenTable([HEADER, ...rows.map(lineOf)].join("\n"));
  const options = importOptions(table, "open", over);
  const report = await importOrders(ctxOf(database), options);
  return { report, rejected: options.rejected };
}

const givenStockedSku = async (onHand: number, over: Parameters<typeof givenSku>[1] = {}) => {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand });
  return sku;
};

const bucketsOf = (reference: string) => database.sql`
  select l.ordered, l.allocated, l.backordered, l.unit_price_e4 as price
  from order_line l join sales_order o on o.id = l.order_id
  where o.external_ref = ${reference} order by l.line_number`;

test("orders of a file are promised and allocated in their order of time, not of the file", async () => {
  const sku = await givenStockedSku(5);
  const [late, early] = [unique("O"), unique("O")];
  const { report } = await importRows([
    { ref: late, sku: sku.code, qty: 4, date: "2026-02-02" },
    { ref: early, sku: sku.code, qty: 4, date: "2026-01-01" },
  ]);
  expect(report).toMatchObject({ read: 2, accepted: 2, orders: { created: 2, unchanged: 0 } });
  expect(await bucketsOf(early)).toMatchObject([{ allocated: 4, backordered: 0 }]);
  expect(await bucketsOf(late)).toMatchObject([{ allocated: 1, backordered: 3 }]);
  const [order] = await database.sql`
    select c.code, o.import_run_id is not null as marked, o.source_hash is not null as hashed
    from sales_order o join channel c on c.id = o.channel_id where o.external_ref = ${early}`;
  expect(order).toEqual({ code: "csv", marked: true, hashed: true });
  expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
});

test("what the door put right of a file's orders is counted by its code, and stands with the orders", async () => {
  const sku = await givenStockedSku(50, { packMultiple: 12 });
  const plain = await givenStockedSku(50);
  const elsewhere = await givenCompany(database);
  await database.sql`update company_location set region = 'California', address1 = 'PO Box 7'
    where id = ${elsewhere.locationId}`;
  await saveFindingPolicy(ctxOf(database), newId(), {
    ...{ code: "not_whole_packs", channelCode: "csv", severity: "corrected", version: null },
  });
  const [one, two] = [unique("O"), unique("O")];
  const { report } = await importRows([
    { ref: one, sku: sku.code, qty: 10 },
    { ref: two, sku: plain.code, qty: 1, customer: elsewhere.code },
  ]);
  expect(report).toMatchObject({
    orders: { created: 2 },
    noticed: { warnings: { po_box: 1 }, corrected: { not_whole_packs: 1, region_written: 1 } },
  });
  expect(await bucketsOf(one)).toMatchObject([{ ordered: 12 }]);
});

test("a second run places nothing, and an order with other content is refused with its number", async () => {
  const sku = await givenStockedSku(50);
  const ref = unique("O");
  await importRows([{ ref, sku: sku.code, qty: 4 }]);
  const again = await importRows([{ ref, sku: sku.code, qty: 4 }]);
  expect(again.report.orders).toEqual({ created: 0, updated: 0, unchanged: 1 });
  const changed = await importRows([{ ref, sku: sku.code, qty: 5 }]);
  expect(changed.rejected[0]?.refusal).toMatchObject({
    reason: "order_changed",
    field: "order.reference",
    message: expect.stringMatching(
      /^Row 2: order .* was booked before as SO-\d+, with other content\.$/,
    ),
  });
  expect(await bucketsOf(ref)).toMatchObject([{ ordered: 4 }]);
});

test("prices come from the file where it has them, else from the list", async () => {
  const sku = await givenStockedSku(50, { listPriceE4: 99_900 });
  const [given, listed] = [unique("O"), unique("O")];
  await importRows([
    { ref: given, sku: sku.code, qty: 1, price: "12.3456" },
    { ref: listed, sku: sku.code, qty: 1 },
  ]);
  expect(await bucketsOf(given)).toMatchObject([{ price: 123_456 }]);
  expect(await bucketsOf(listed)).toMatchObject([{ price: 99_900 }]);
});

test("one fault refuses the whole order, and names field and row", async () => {
  const sku = await givenStockedSku(50);
  const ref = unique("O");
  const { report, rejected } = await importRows([
    { ref, sku: sku.code, qty: 1 },
    { ref, sku: "NO-SUCH-SKU", qty: 1 },
  ]);
  expect(report).toMatchObject({ read: 2, accepted: 0, rejected: 2, orders: { created: 0 } });
  const unknown = rejected.find(({ row }) => row.number === 3)?.refusal;
  expect(unknown?.field).toBe("line.sku");
  expect(unknown?.message).toContain("NO-SUCH-SKU");
  expect(rejected.find(({ row }) => row.number === 2)?.refusal.reason).toBe("order_incomplete");
  expect(await bucketsOf(ref)).toEqual([]);
});

test("an unknown customer is refused by name; --create makes customer and SKU, marked as imported", async () => {
  const [customer, sku, ref] = [unique("NEW"), unique("NEWSKU"), unique("O")];
  const rows = [{ ref, sku, qty: 2, customer, price: "5" }];
  const refused = await importRows(rows);
  expect(refused.rejected[0]?.refusal.field).toBe("company.code");
  const create = new Set<Creatable>(["skus", "companies"]);
  const { report } = await importRows(rows, { create });
  expect(report).toMatchObject({ orders: { created: 1 }, created: { skus: 1, companies: 1 } });
  const [made] = await database.sql`
    select s.is_imported as sku, c.is_imported as company from sku s, company c
    where s.code = ${sku} and c.code = ${customer}`;
  expect(made).toEqual({ sku: true, company: true });
});

test("a SKU that may not be on backorder refuses its order, and nothing else", async () => {
  const scarce = await givenStockedSku(3, { backorderPolicy: "refuse" });
  const [tooMuch, fits] = [unique("O"), unique("O")];
  const { report, rejected } = await importRows([
    { ref: tooMuch, sku: scarce.code, qty: 4, date: "2026-01-01" },
    { ref: fits, sku: scarce.code, qty: 3, date: "2026-01-02" },
  ]);
  expect(report).toMatchObject({ accepted: 1, rejected: 1 });
  expect(rejected[0]?.row.cells[0]).toBe(tooMuch);
  expect(await bucketsOf(fits)).toMatchObject([{ allocated: 3 }]);
});

test("a rehearsal says what would go in and leaves nothing", async () => {
  const sku = await givenStockedSku(5);
  const ref = unique("O");
  const { report } = await importRows([{ ref, sku: sku.code, qty: 2 }], { isDryRun: true });
  expect(report).toMatchObject({ isDryRun: true, accepted: 1, orders: { created: 1 } });
  expect(await bucketsOf(ref)).toEqual([]);
  const [level] = await database.sql`select allocated from stock_level where sku_id = ${sku.id}`;
  expect(level).toEqual({ allocated: 0 });
});

test("cancellations are no business of open orders", async () => {
  const sku = await givenStockedSku(5);
  const rules = [
    {
      name: "cancellation",
      when: [{ field: "order.reference", startsWith: "C" }],
      outcome: "cancel",
    },
  ];
  const mapping = {
    "order.reference": "order",
    "company.code": "customer",
    "line.sku": "sku",
    "line.quantity": "quantity",
    "line.unitPrice": "unit_price",
    rules,
  };
  const { report } = await importRows([{ ref: unique("C"), sku: sku.code, qty: -1, price: "1" }], {
    mapping,
  });
  expect(report.rejections).toEqual({ cancellation_not_open: 1 });
});

test("marking orders keeps what an earlier run said of them", async () => {
  const sku = await givenStockedSku(5);
  const ref = unique("O");
  await importRows([{ ref, sku: sku.code, qty: 1 }]);
  const [order] = await database.sql`
    select channel_id, source_hash from sales_order where external_ref = ${ref}`;
  const { marked } = await markOrders(ctxOf(database), newId(), {
    runId: newId(),
    channelId: order?.channel_id,
    orders: [{ reference: ref, sourceHash: "another" }],
  });
  expect(marked).toBe(0);
});
