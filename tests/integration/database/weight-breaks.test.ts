import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FreightTariff } from "@/server/oms/network/types";
import { openDatabase, type TestDatabase } from "@/tests/support/database";
import { givenNetwork, TARIFF } from "@/tests/support/factories";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
  await givenNetwork(database);
});
afterAll(() => database.drop());

test("a tariff from before there were weight breaks keeps its prices", async () => {
  const old = {
    currency: "USD",
    countryGroups: [["US"]],
    within: [
      { code: "1", upToMiles: 600, transitDays: 2, baseMinor: 800, perKgMilliMinor: 60_000 },
      { code: "2", upToMiles: null, transitDays: 4, baseMinor: 300, perKgMilliMinor: 110_000 },
    ],
    across: [],
    minimumMinor: 500,
    surcharges: [
      {
        code: "fuel",
        name: "Fuel",
        zones: null,
        flatMinor: 10,
        perKgMilliMinor: 5,
        basisPoints: 1_000,
      },
      { code: "far", name: "Far", zones: ["1"], flatMinor: 90, perKgMilliMinor: 0, basisPoints: 0 },
    ],
  };
  const { sql } = database;
  await sql`update carrier_service set tariff = ${sql.typed(old, 3802)} where code = 'ground'`;
  const migration = readFileSync("db/migrations/0035_weight-breaks.sql", "utf8");
  for (const statement of migration.split("--> statement-breakpoint")) {
    await sql.unsafe(statement);
  }
  const [row] = await sql<{ tariff: FreightTariff }[]>`
    select tariff from carrier_service where code = 'ground'`;
  const anyWeight = { upToGrams: null, minimumMinor: 0, stepGrams: 1 };
  expect(row?.tariff).toEqual({
    ...old,
    within: [
      {
        ...{ code: "1", upToMiles: 600, transitDays: 2 },
        breaks: [{ ...anyWeight, baseMinor: 800, perKgMilliMinor: 60_000 }],
      },
      {
        ...{ code: "2", upToMiles: null, transitDays: 4 },
        // 446 × 1.1 + 10 = 500.6: the minimum, to the next minor unit.
        breaks: [{ ...anyWeight, baseMinor: 446, perKgMilliMinor: 110_000 }],
      },
    ],
    minimumMinor: 0,
    takesNextBreak: false,
    surcharges: old.surcharges.map((surcharge) => ({ ...surcharge, areas: null })),
  });
  await sql`update carrier_service set tariff = ${sql.typed(TARIFF, 3802)} where code = 'ground'`;
});
