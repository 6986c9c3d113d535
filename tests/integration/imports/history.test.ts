import { readFileSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { applyCancellations } from "@/server/oms/imports/commands/apply-cancellations";
import { bookHistory } from "@/server/oms/imports/commands/book-history";
import { finishRun } from "@/server/oms/imports/commands/finish-run";
import { importOrders } from "@/server/oms/imports/commands/import-orders";
import { makeMasters } from "@/server/oms/imports/commands/make-masters";
import { openChannel } from "@/server/oms/imports/commands/open-channel";
import { recordRejections } from "@/server/oms/imports/commands/record-rejections";
import { startRun } from "@/server/oms/imports/commands/start-run";
import { orderMapping } from "@/server/oms/imports/schema";
import type { Creatable } from "@/server/oms/imports/types";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf } from "../../support/factories";
import { givenTable, importOptions } from "../../support/tables";

const EXCERPT = readFileSync("tests/fixtures/imports/online-retail-excerpt.csv", "utf8");
const MAPPING = JSON.parse(readFileSync("docs/mappings/online-retail.json", "utf8"));
const EVERYTHING: ReadonlySet<Creatable> = new Set(["skus", "companies"]);

let database: TestDatabase;
const databases: TestDatabase[] = [];

beforeEach(async () => {
  database = await openDatabase({ max: 4 });
  databases.push(database);
});

afterAll(async () => {
  for (const each of databases) {
    await each.drop();
  }
});

const importExcerpt = async (over: Parameters<typeof importOptions>[2] = {}, content = EXCERPT) => {
  const table = await givenTable(content);
  const options = importOptions(table, "history", {
    mapping: MAPPING,
    create: EVERYTHING,
    ...over,
  });
  return { report: await importOrders(ctxOf(database), options), rejected: options.rejected };
};

/** Everything of the business that an import may write, as text; records of runs are not of it. */
async function stateOf(): Promise<string> {
  const parts = await Promise.all([
    database.sql`select number, external_ref, status, fulfillment_status, subtotal, version from sales_order order by 2`,
    database.sql`select o.external_ref, l.line_number, l.ordered, l.cancelled, l.shipped, l.delivered from order_line l join sales_order o on o.id = l.order_id order by 1, 2`,
    database.sql`select external_ref, line_number, quantity from order_cancellation order by 1, 2, 3`,
    database.sql`select code, name from sku order by 1`,
    database.sql`select c.code, c.name, l.code, l.country from company c join company_location l on l.company_id = c.id order by 1, 3`,
    database.sql`select count(*) from event where type <> 'import_run.finished'`,
  ]);
  return JSON.stringify(parts);
}

describe("a wholesaler's ledger", () => {
  test("is accounted for line by line, by name and value", async () => {
    const { report, rejected } = await importExcerpt();
    expect(report).toMatchObject({
      read: 77,
      accepted: 56,
      merged: 4,
      rejected: 17,
      rejections: {
        bad_debt: 1,
        service_code: 2,
        gift_voucher: 1,
        test_row: 1,
        cancellation_without_customer: 1,
        stock_adjustment: 2,
        cancellation_unmatched: 9,
      },
      orders: { created: 11, updated: 0, unchanged: 0 },
      cancellations: 4,
      cancellationRemainders: { lines: 1, units: 4 },
    });
    const sum = Object.values(report.value)
      .slice(0, 3)
      .map(Number)
      .reduce((a, b) => a + b);
    expect(sum.toFixed(2)).toBe(fileValue(EXCERPT));
    expect(rejected).toHaveLength(18);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("is booked as delivered on its own days, without touching stock", async () => {
    await importExcerpt();
    const [order] = await database.sql`
      select o.*, c.code as company, l.code as location, l.country
      from sales_order o join company c on c.id = o.company_id
      join company_location l on l.id = o.company_location_id where external_ref = '490682'`;
    expect(order).toMatchObject({
      status: "completed",
      fulfillment_status: "delivered",
      currency: "GBP",
      subtotal: 24_990,
      line_count: 4,
      unit_count: 66,
      company: "12600",
      location: "Germany",
      country: "DE",
      placed_at: new Date("2009-12-07T13:37:00Z"),
      completed_at: new Date("2009-12-07T13:37:00Z"),
    });
    const [stock] = await database.sql`select count(*) as moves from stock_movement`;
    expect(stock).toEqual({ moves: 0 });
    const events = await database.sql`
      select type, payload ->> 'reference' as reference from event where order_id = ${order?.id}`;
    expect(events).toEqual([{ type: "sales_order.imported", reference: "490682" }]);
    const [waiting] = await database.sql`
      select count(*) from outbox x join event e on e.id = x.event_id where e.order_id is not null`;
    expect(waiting).toEqual({ count: 0 });
  });

  test("merges rows of one SKU and price, and keeps another price apart", async () => {
    await importExcerpt();
    const lines = (reference: string) => database.sql`
      select s.code, l.ordered, l.unit_price_e4 from order_line l join sku s on s.id = l.sku_id
      join sales_order o on o.id = l.order_id
      where o.external_ref = ${reference} and s.code in ('15056BL', '21338', '21339')
      order by 1, 3`;
    expect(await lines("492521")).toEqual([{ code: "15056BL", ordered: 8, unit_price_e4: 59_500 }]);
    expect(await lines("491045")).toEqual([
      { code: "21338", ordered: 8, unit_price_e4: 59_500 },
      { code: "21339", ordered: 4, unit_price_e4: 169_500 },
      { code: "21339", ordered: 2, unit_price_e4: 199_500 },
    ]);
  });

  test("takes cancellations back from the sales they reverse, the rest told as a remainder", async () => {
    const { rejected } = await importExcerpt();
    const lines = await database.sql`
      select o.external_ref, s.code, l.ordered, l.cancelled, l.delivered, o.fulfillment_status
      from order_line l join sku s on s.id = l.sku_id join sales_order o on o.id = l.order_id
      where l.cancelled > 0 order by 1, 2, l.unit_price_e4`;
    const delivered = { fulfillment_status: "delivered" };
    const cancelled = { fulfillment_status: "cancelled" };
    expect(lines).toEqual([
      {
        external_ref: "490349",
        code: "90002E",
        ordered: 3,
        cancelled: 2,
        delivered: 1,
        ...delivered,
      },
      {
        external_ref: "490367",
        code: "22060",
        ordered: 4,
        cancelled: 1,
        delivered: 3,
        ...delivered,
      },
      {
        external_ref: "490367",
        code: "22061",
        ordered: 4,
        cancelled: 1,
        delivered: 3,
        ...delivered,
      },
      {
        external_ref: "492210",
        code: "85174",
        ordered: 48,
        cancelled: 48,
        delivered: 0,
        ...cancelled,
      },
      {
        external_ref: "492210",
        code: "85174",
        ordered: 12,
        cancelled: 12,
        delivered: 0,
        ...cancelled,
      },
    ]);
    const remainder = rejected.find(({ refusal }) => refusal.reason === "cancellation_remainder");
    expect(remainder?.refusal.message).toBe(
      "Row 59: 60 of 64 units of 85174 were taken back; 4 have no earlier sale.",
    );
  });

  test("books sales without a customer to the walk-in company of their country", async () => {
    await importExcerpt();
    const [order] = await database.sql`
      select c.code, c.name, c.is_imported from sales_order o join company c on c.id = o.company_id
      where o.external_ref = '489525'`;
    expect(order).toEqual({
      code: "WALK-IN United Kingdom",
      name: "Walk-in, United Kingdom",
      is_imported: true,
    });
  });

  test("keeps what was rejected whole, with row, field and reason", async () => {
    const { report } = await importExcerpt();
    const rows = await database.sql`
      select row_number, reason, field, message, raw from import_rejection
      where import_run_id = ${report.runId} and reason = 'bad_debt'`;
    expect(rows).toEqual([
      {
        row_number: 78,
        reason: "bad_debt",
        field: null,
        message: "Row 78: an adjustment of bad debt, not a sale.",
        raw: {
          InvoiceNo: "A506401",
          StockCode: "B",
          Description: "Adjust bad debt",
          Quantity: "1",
          InvoiceDate: "2010-04-29 13:36:00",
          UnitPrice: "-53594.36",
          CustomerID: "",
          Country: "United Kingdom",
        },
      },
    ]);
  });
});

test("the audit knows when units of history are cancelled by nobody", async () => {
  await importExcerpt();
  await database.sql`update order_line set cancelled = 1, shipped = shipped - 1,
    delivered = delivered - 1 where id = (select id from order_line where cancelled = 0 limit 1)`;
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants).toContainEqual(
    expect.objectContaining({
      name: "cancelled units of history are its cancellations",
      violations: 1,
    }),
  );
});

describe("a second run", () => {
  test("of the same file changes nothing and gives the same account", async () => {
    const first = await importExcerpt();
    const before = await stateOf();
    const second = await importExcerpt();
    expect(await stateOf()).toBe(before);
    expect(second.report).toMatchObject({
      orders: { created: 0, updated: 0, unchanged: 11 },
      cancellations: 0,
      cancellationsUnchanged: 4,
      created: { skus: 0, companies: 0 },
      cancellationRemainders: { lines: 1, units: 4 },
    });
    for (const part of ["read", "accepted", "merged", "rejected", "rejections", "value"] as const) {
      expect(second.report[part]).toEqual(first.report[part]);
    }
  });

  test("of a file whose rows come in another order changes nothing either", async () => {
    await importExcerpt();
    const before = await stateOf();
    const [header = "", ...lines] = EXCERPT.trimEnd().split("\n");
    const byCode = lines.toSorted((a, b) =>
      (a.split(",")[1] ?? "") < (b.split(",")[1] ?? "") ? 1 : -1,
    );
    // Lines keep their order within an order, which is what they are numbered by.
    const stable = byCode.toSorted((a, b) => lines.indexOf(a) - lines.indexOf(b)).toReversed();
    const inOrders = stable.toSorted((a, b) =>
      a.split(",")[0] === b.split(",")[0] ? lines.indexOf(a) - lines.indexOf(b) : 0,
    );
    const { report } = await importExcerpt({}, [header, ...inOrders].join("\n"));
    expect(await stateOf()).toBe(before);
    expect(report.orders.created).toBe(0);
  });

  test("of a file in which an order has other content refuses that order, with its number", async () => {
    await importExcerpt();
    const before = await stateOf();
    const changed = EXCERPT.replace("489435,22350,CAT BOWL ,12", "489435,22350,CAT BOWL ,13");
    const { report, rejected } = await importExcerpt({}, changed);
    expect(report.rejections).toMatchObject({ order_changed: 4 });
    expect(
      rejected.find(({ refusal }) => refusal.reason === "order_changed")?.refusal.message,
    ).toMatch(/^Row 2: order 489435 was booked before as SO-\d+, with other content\.$/);
    expect(await stateOf()).toBe(before);
  });

  test("completes what a run that died before its cancellations had begun", async () => {
    await importExcerpt();
    const whole = await stateOf();
    await database.drop();
    database = await openDatabase({ max: 4 });
    databases.splice(-1, 1, database);
    const lines = EXCERPT.trimEnd().split("\n");
    await importExcerpt({}, lines.filter((line) => !line.startsWith("C")).join("\n"));
    const { report } = await importExcerpt();
    expect(report).toMatchObject({ orders: { created: 0, unchanged: 11 }, cancellations: 4 });
    expect((await stateOf()).replaceAll(/"version":\d+/g, "")).toBe(
      whole.replaceAll(/"version":\d+/g, ""),
    );
  });

  test("with more sales lets a later file's cancellations reach earlier ones", async () => {
    const lines = EXCERPT.trimEnd().split("\n");
    const isLate = (line: string) => line.startsWith("C490773");
    await importExcerpt({}, lines.filter((line) => !isLate(line)).join("\n"));
    const { report } = await importExcerpt({}, [lines[0], ...lines.filter(isLate)].join("\n"));
    expect(report).toMatchObject({ cancellations: 2, orders: { created: 0, updated: 1 } });
  });
});

describe("a rehearsal", () => {
  test("gives the account of the real run and keeps nothing but its record", async () => {
    const before = await stateOf();
    const { report: dry } = await importExcerpt({ isDryRun: true });
    expect(await stateOf()).toBe(before);
    const [run] = await database.sql`select is_dry_run, report ->> 'read' as read from import_run`;
    expect(run).toEqual({ is_dry_run: true, read: "77" });
    const { report } = await importExcerpt();
    for (const part of ["outcomes", "orders", "cancellations", "created", "value"] as const) {
      expect(dry[part]).toEqual(report[part]);
    }
  });
});

test("without --create, orders of unknown customers and SKUs are refused by name", async () => {
  const { report, rejected } = await importExcerpt({ create: new Set<Creatable>() });
  expect(report.orders.created).toBe(0);
  expect(report.rejections).toMatchObject({ customer_unknown: 56 });
  expect(
    rejected.find(({ refusal }) => refusal.reason === "customer_unknown")?.refusal,
  ).toMatchObject({
    field: "company.code",
    message: 'Row 2: there is no customer "13085".',
  });
  const { report: named } = await importExcerpt({ create: new Set<Creatable>(["companies"]) });
  expect(named.rejections).toMatchObject({ sku_unknown: 12 });
});

test("two imports of one file at once book every order once", async () => {
  const runs = await Promise.all([importExcerpt(), importExcerpt(), importExcerpt()]);
  const created = runs.reduce((sum, { report }) => sum + report.orders.created, 0);
  expect(created).toBe(11);
  expect(runs.reduce((sum, { report }) => sum + report.cancellations, 0)).toBe(4);
  expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
});

test("who may not import is turned away before anything is read", async () => {
  const table = await givenTable(EXCERPT);
  const options = importOptions(table, "history", { mapping: MAPPING });
  const nobody = ctxOf(database, actorWith(["orders.place_order"]));
  await expect(importOrders(nobody, options)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(bookHistory(nobody, newId(), given())).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(
    applyCancellations(nobody, newId(), { runId: newId(), channelId: newId(), cancellations: [] }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  const [runId, input] = [newId<string>(), { fileName: "", fileHash: "" }];
  const refused = [
    startRun(nobody, newId(), { ...input, kind: "orders", mode: "history", isDryRun: false }),
    finishRun(nobody, newId(), { runId, report: {} }),
    makeMasters(nobody, newId(), { skus: [], companies: [] }),
    recordRejections(nobody, newId(), { runId, rejections: [] }),
  ];
  for (const outcome of await Promise.allSettled(refused)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "FORBIDDEN" } });
  }
  const [run] = await database.sql`select count(*) from import_run`;
  expect(run).toEqual({ count: 0 });
});

const given = () => ({
  runId: newId<string>(),
  channelId: newId<string>(),
  fileName: "",
  orders: [],
});

test("a channel that is not there is named before the file is read", async () => {
  await expect(importExcerpt({ channel: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const channel = { code: "csv", makeAs: "csv" } as const;
  const made = await openChannel(ctxOf(database), newId(), channel);
  expect(await openChannel(ctxOf(database), newId(), channel)).toEqual(made);
});

/** Σ quantity × price of a file, in cents, to two decimals. */
function fileValue(content: string): string {
  const mapping = orderMapping.parse(MAPPING);
  expect(mapping["line.quantity"]).toBe("Quantity");
  const cents = content
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.match(/,(-?\d+),\d{4}-\d\d-\d\d [\d:]+,(-?[\d.]+),/))
    .reduce((sum, match) => sum + Number(match?.[1]) * Math.round(Number(match?.[2]) * 100), 0);
  return (cents / 100).toFixed(2);
}
