import { afterAll, beforeAll, expect, test } from "vitest";
import { seedDemo } from "@/db/seed/demo";
import { openDatabase, type TestDatabase } from "../../support/database";

const NOW = new Date("2026-11-19T16:30:00Z");
let database: TestDatabase;

beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  const before = performance.now();
  await seedDemo(database, () => {}, NOW);
  console.log(`seeded in ${Math.round(performance.now() - before)} ms`);
}, 120_000);

afterAll(() => database.drop());

test("master data is whole", async () => {
  const [row] = await database.sql`
    select (select count(*) from sku) as skus, (select count(*) from company) as companies,
      (select sum(on_hand) from stock_level) as units, (select count(*) from node) as nodes`;
  expect(row).toMatchObject({ skus: 295, companies: 701, units: 108_267, nodes: 8 });
});
