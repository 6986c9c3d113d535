import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DEMO_NODES } from "@/db/seed/nodes";
import { readTable } from "@/db/seed/tables";

const skus = new Set(readTable("skus").map((row) => row.text("code")));
const companies = new Set(readTable("companies").map((row) => row.text("code")));
const nodes = new Set(DEMO_NODES.map(({ code }) => code));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

test("the orders add up to the source: orders, lines, units and value", () => {
  const lines = readTable("orders");
  expect(lines.length).toBe(32_315);
  expect(new Set(lines.map((row) => row.text("order_number"))).size).toBe(2_088);
  expect(sum(lines.map((row) => row.int("quantity")))).toBe(110_720);
  const valueE4 = sum(
    lines.map((row) => row.int("quantity") * Math.round(Number(row.text("unit_price")) * 10_000)),
  );
  expect(valueE4).toBe(468_757_628_669);
});

test("every order line names a SKU and a company that the world has, in its order of time", () => {
  const lines = readTable("orders");
  expect(lines.filter((row) => !skus.has(row.text("sku")))).toEqual([]);
  expect(lines.filter((row) => !companies.has(row.text("reseller")))).toEqual([]);
  const dates = lines.map((row) => row.text("order_date"));
  expect(dates).toEqual(dates.toSorted());
});

test("no order line breaks the order multiple of its SKU", () => {
  const multiple = new Map(
    readTable("skus").map((row) => [row.text("code"), row.int("order_multiple")]),
  );
  const broken = readTable("orders").filter(
    (row) => row.int("quantity") % (multiple.get(row.text("sku")) ?? 0) !== 0,
  );
  expect(broken).toEqual([]);
});

test("stock by node adds up to the units of the source, at nodes that exist", () => {
  const stock = readTable("stock");
  expect(sum(stock.map((row) => row.int("on_hand")))).toBe(108_267);
  expect(stock.every((row) => nodes.has(row.text("node")) && skus.has(row.text("sku")))).toBe(true);
  expect(new Set(stock.map((row) => row.text("sku"))).size).toBe(skus.size);
});

test("each kind of node is there, in several time zones", () => {
  expect(new Set(DEMO_NODES.map(({ kind }) => kind)).size).toBe(4);
  expect(new Set(DEMO_NODES.map(({ timeZone }) => timeZone)).size).toBeGreaterThanOrEqual(5);
});

test("each company has one main address somewhere on earth, and people", () => {
  const main = readTable("locations").filter((row) => row.text("location") === "MAIN");
  expect(new Set(main.map((row) => row.text("company")))).toEqual(companies);
  expect(new Set(readTable("contacts").map((row) => row.text("company")))).toEqual(companies);
  for (const row of readTable("locations")) {
    expect(Math.abs(Number(row.text("lat")))).toBeGreaterThan(20);
    expect(Math.abs(Number(row.text("lat")))).toBeLessThan(62);
  }
});

test("deliveries name SKUs and warehouses, and some are late", () => {
  const supply = readTable("supply");
  expect(supply.every((row) => nodes.has(row.text("node")) && skus.has(row.text("sku")))).toBe(
    true,
  );
  const late = supply.filter((row) => row.int("due_days") < 0).length;
  expect(late).toBeGreaterThan(20);
  expect(late).toBeLessThan(supply.length / 4);
});

test("the data that the project carries stays under three megabytes", () => {
  const folder = fileURLToPath(new URL("../../../db/seed/data", import.meta.url));
  const bytes = sum(readdirSync(folder).map((name) => statSync(join(folder, name)).size));
  expect(bytes).toBeLessThan(3_000_000);
});
