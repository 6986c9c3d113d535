import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type TestDatabase } from "../../support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.drop());

test("no index is sorted in a way that no list asks for", async () => {
  // `order by … desc` puts nulls first; an index that puts them last is passed over for it, and the
  // list sorts the whole table for each of its pages.
  const useless = await database.sql`
    select indexname from pg_indexes
    where schemaname = 'public' and indexdef ~ 'DESC NULLS LAST|ASC NULLS FIRST'`;
  expect(useless.map(({ indexname }) => indexname)).toEqual([]);
});

test.each([
  ["sales_order_placed_idx", "placed_at desc, id desc"],
  ["sales_order_promise_idx", "coalesce(current_promise, '9999-12-31'::date), id"],
  ["sales_order_value_idx", "(subtotal - cancelled_total - credited_total) desc, id desc"],
])("%s gives the order list its pages without sorting", async (index, order) => {
  const plan = await database.sql.begin(async (tx) => {
    // An empty table is sorted fastest; what matters is whether the index could serve a full one.
    await tx`set local enable_sort = off`;
    await tx`set local enable_seqscan = off`;
    return tx.unsafe<{ "QUERY PLAN": string }[]>(
      `explain select id from sales_order order by ${order} limit 51`,
    );
  });
  const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(text).toContain(index);
  expect(text).not.toContain("Sort Key");
});
