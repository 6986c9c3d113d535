import { afterAll, beforeAll, expect, test } from "vitest";
import { COUNT_MAX, countOrders, listOrders } from "@/server/oms/orders/queries";
import { openDatabase, type TestDatabase } from "../../support/database";
import { everyPage } from "../../support/every-page";
import { ctxOf, givenCompany, givenNetwork } from "../../support/factories";

const MANY = 300;
const MOST = COUNT_MAX + 50;

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
  await givenNetwork(database);
  const company = await givenCompany(database);
  // The first 300 of them are old and open, so that a page that walks from the newest has a way to go.
  await database.sql`
    insert into sales_order (id, number, channel_id, company_id, company_location_id, external_ref,
      status, fulfillment_status, payment_status, ship_policy, service_code, currency, subtotal,
      placed_at, placed_by, ship_to, note, line_count, unit_count, promise_state)
    select gen_random_uuid(), 'N-' || n, (select id from channel where code = 'csv'), ${company.id},
      ${company.locationId}, case when n <= ${MANY} then 'REF-MANY-' else 'REF-' end || n,
      case when n <= ${MANY} then 'confirmed' else 'completed' end,
      case when n <= ${MANY} then 'allocated' else 'delivered' end, 'not_due', 'as_available',
      'ground', 'USD', n, '2026-01-01'::timestamptz + n * interval '1 minute', 'test', '{}', '', 1,
      1, 'unknown'
    from generate_series(1, ${MOST}::int) n`;
  await database.sql`analyze sales_order`;
});
afterAll(() => database.drop());

const ctx = () => ctxOf(database);

test("one order is found by its number or reference, in any case, and nothing by a hostile text", async () => {
  for (const q of ["N-5000", "ref-5000", " REF-5000 "]) {
    expect((await listOrders(ctx(), { q })).rows[0]).toMatchObject({ number: "N-5000" });
  }
  for (const q of ["%", "_", "\\", "' or 1=1 --", "REF-%"]) {
    expect(await listOrders(ctx(), { q })).toMatchObject({ rows: [], total: 0, next: null });
    expect((await countOrders(ctx(), { q })).all).toBe(0);
  }
});

test("many orders are listed once each over the pages, and counted by view", async () => {
  const { rows } = await everyPage((after) =>
    listOrders(ctx(), { q: "REF-MANY", limit: 100, ...(after ? { after } : {}) }),
  );
  expect(rows.map(({ number }) => number)).toEqual(
    Array.from({ length: MANY }, (_, index) => `N-${MANY - index}`),
  );
  expect((await listOrders(ctx(), { q: "REF-MANY" })).total).toBe(MANY);
  expect(await countOrders(ctx(), { q: "REF-MANY" })).toMatchObject({
    all: MANY,
    ready: MANY,
    on_hold: 0,
  });
});

test("more than anybody counts are said to be so, and their views are counted all the same", async () => {
  const first = await listOrders(ctx(), { q: "REF", limit: 100 });
  expect(first.total).toBeNull();
  expect(first.rows[0]?.number).toBe(`N-${MOST}`);
  const second = await listOrders(ctx(), { q: "REF", limit: 100, after: first.next ?? "" });
  expect(second.rows[0]?.number).toBe(`N-${MOST - 100}`);
  expect(await countOrders(ctx(), { q: "REF" })).toMatchObject({
    all: COUNT_MAX + 1,
    ready: MANY,
    on_hold: 0,
  });
  const ready = await listOrders(ctx(), { q: "REF", view: "ready", sort: "value" });
  expect(ready).toMatchObject({ total: MANY });
  expect(ready.rows[0]?.number).toBe(`N-${MANY}`);
});

test("a name and a number of customers find their orders as well", async () => {
  const other = await givenCompany(database);
  await database.sql`update sales_order set company_id = ${other.id}, company_location_id =
    ${other.locationId} where number = 'N-77'`;
  for (const q of [other.code, `company ${other.code.toLowerCase()}`]) {
    expect((await listOrders(ctx(), { q })).rows.map(({ number }) => number)).toEqual(["N-77"]);
  }
});
