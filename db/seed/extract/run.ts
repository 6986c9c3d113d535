/**
 * Makes db/seed/data from the real data:
 *
 *   npx tsx db/seed/extract/run.ts FOLDER
 *
 * FOLDER holds orders/adventureworks_dw, orders/adventureworks_oltp, geo and calendars, each table
 * as .csv or .csv.gz. The files depend on those tables alone: a second run changes no byte.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEMO_NODES } from "../nodes";
import { CENTROID_COLUMNS, centroidRows, readPlaces } from "./centroids";
import {
  COMPANY_COLUMNS,
  CONTACT_COLUMNS,
  companyRows,
  contactRows,
  LOCATION_COLUMNS,
  locationRows,
  readCompanies,
} from "./companies";
import { byText, type Column, cell, writeTable } from "./csv-files";
import { ORDER_COLUMNS, orderedUnits, orderRows, readOrders, sourceSums } from "./orders";
import { readSkus, SKU_COLUMNS, skuRows } from "./skus";
import { openSource, type Source } from "./source";
import { STOCK_COLUMNS, stockRows } from "./stock";
import { SUPPLY_COLUMNS, supplyRows, VENDOR_COLUMNS, vendorRows } from "./supply";

const HOLIDAY_COLUMNS = ["country", "subdivision", "date", "name"];

/** Countries and parts of countries whose holidays some node or carrier of the demo keeps. */
const KEEPS_HOLIDAYS = new Set(["US ", "CA ", "CA ON", "NL ", "DE ", "FR ", "GB ENG"]);

const holidayRows = (source: Source): Column[][] =>
  source
    .calendars("holidays_2023_2028")
    .filter((row) => KEEPS_HOLIDAYS.has(`${cell(row, "country")} ${cell(row, "subdivision")}`))
    .map((row): Column[] => HOLIDAY_COLUMNS.map((column) => cell(row, column)))
    .sort((a, b) => byText(a.join(), b.join()));

/** Volume discounts for resellers: the tiers of every dealer price list. */
const TIER_COLUMNS = ["least_quantity", "discount_e4", "name"];

const tierRows = (source: Source): Column[][] =>
  source
    .warehouse("DimPromotion")
    .filter((row) => cell(row, "EnglishPromotionType") === "Volume Discount")
    .map((row): Column[] => [
      Number(cell(row, "MinQty")),
      Math.round(Number(cell(row, "DiscountPct")) * 10_000),
      cell(row, "EnglishPromotionName"),
    ])
    .sort((a, b) => Number(a[0]) - Number(b[0]));

/** Warehouses that keep a SKU, by its code: where its deliveries may go. */
function keeping(stock: readonly (readonly Column[])[]): Map<string, string[]> {
  const warehouses = new Set(
    DEMO_NODES.filter(({ kind }) => kind === "warehouse").map(({ code }) => code),
  );
  const nodes = new Map<string, string[]>();
  for (const [node, sku] of stock) {
    if (warehouses.has(String(node))) {
      nodes.set(String(sku), [...(nodes.get(String(sku)) ?? []), String(node)]);
    }
  }
  return nodes;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function main(folder: string | undefined): void {
  if (folder === undefined) {
    throw new Error("usage: npx tsx db/seed/extract/run.ts FOLDER");
  }
  const source = openSource(folder);
  const target = fileURLToPath(new URL("../data", import.meta.url));
  let bytes = 0;
  const write = (name: string, columns: string[], rows: Column[][]): void => {
    writeTable(target, name, columns, rows);
    bytes += statSync(join(target, name)).size;
    say(`${name}: ${rows.length} rows, ${readFileSync(join(target, name)).length} bytes`);
  };

  const skus = readSkus(source);
  const companies = readCompanies(source);
  const lines = readOrders(source, skus, companies);
  const places = readPlaces(source);
  const stock = stockRows(source, skus);

  write("skus.csv", SKU_COLUMNS, skuRows(source, skus, orderedUnits(lines)));
  write("price_tiers.csv", TIER_COLUMNS, tierRows(source));
  write("companies.csv", COMPANY_COLUMNS, companyRows(source));
  write("locations.csv", LOCATION_COLUMNS, locationRows(source, places));
  write("contacts.csv", CONTACT_COLUMNS, contactRows(source));
  write("centroids.csv.gz", CENTROID_COLUMNS, centroidRows(places));
  write("holidays.csv", HOLIDAY_COLUMNS, holidayRows(source));
  write("stock.csv", STOCK_COLUMNS, stock);
  write("supply.csv", SUPPLY_COLUMNS, supplyRows(source, skus, keeping(stock)));
  write("vendors.csv", VENDOR_COLUMNS, vendorRows(source, skus));
  write("orders.csv.gz", ORDER_COLUMNS, orderRows(lines));

  const sums = sourceSums(source);
  const units = lines.reduce((sum, line) => sum + line.units, 0);
  const valueE4 = lines.reduce((sum, line) => sum + line.units * line.unitPriceE4, 0);
  const orders = new Set(lines.map((line) => line.order)).size;
  if (lines.length !== sums.lines || units !== sums.units) {
    throw new Error("lines or units do not add up to the source");
  }
  say(`orders: ${orders}, ${lines.length} lines, ${units} units, ${valueE4 / 10_000} USD`);
  say(`source: ${sums.lines} lines, ${sums.units} units, ${sums.value.toFixed(4)} USD`);
  say(`${bytes} bytes together`);
}

main(process.argv[2]);
