import type { Company } from "./companies";
import { byText, type Column, cell, type Row, scaled } from "./csv-files";
import type { Sku } from "./skus";
import type { Source } from "./source";

export type OrderLine = {
  order: string;
  customerPo: string;
  company: string;
  date: string;
  line: number;
  sku: string;
  units: number;
  /** Net of the line's discount, in ten-thousandths of a dollar. */
  unitPriceE4: number;
};

export const ORDER_COLUMNS = [
  "order_number",
  "customer_po",
  "reseller",
  "order_date",
  "line",
  "sku",
  "quantity",
  "unit_price",
];

/**
 * What one unit cost after the line's discount. The discount is a share with up to four decimals, so
 * price × (1 − share) is taken in integers and rounded once.
 */
function netPriceE4(row: Row): number {
  const price = BigInt(scaled(cell(row, "UnitPrice"), 4));
  const kept = 10_000n - BigInt(scaled(cell(row, "UnitPriceDiscountPct"), 4));
  return Number((price * kept + 5_000n) / 10_000n);
}

/** The reseller orders in their order of time; SKUs and companies by their codes. */
export function readOrders(
  source: Source,
  skus: readonly Sku[],
  companies: readonly Company[],
): OrderLine[] {
  const skuOf = new Map(skus.flatMap((sku) => sku.keys.map((key) => [key, sku.code] as const)));
  const companyOf = new Map(companies.map((company) => [company.key, company.code]));
  return source
    .warehouse("FactResellerSales_2010-12_to_2012-12_shared")
    .map((row): OrderLine => {
      const sku = skuOf.get(cell(row, "ProductKey"));
      const company = companyOf.get(cell(row, "ResellerKey"));
      if (sku === undefined || company === undefined) {
        throw new Error(`unknown SKU or reseller in ${cell(row, "SalesOrderNumber")}`);
      }
      return {
        order: cell(row, "SalesOrderNumber"),
        customerPo: cell(row, "CustomerPONumber"),
        company,
        date: cell(row, "OrderDate"),
        line: Number(cell(row, "SalesOrderLineNumber")),
        sku,
        units: Number(cell(row, "OrderQuantity")),
        unitPriceE4: netPriceE4(row),
      };
    })
    .sort((a, b) => byText(a.date, b.date) || byText(a.order, b.order) || a.line - b.line);
}

const decimal = (e4: number): string =>
  `${Math.floor(e4 / 10_000)}.${String(e4 % 10_000).padStart(4, "0")}`;

export const orderRows = (lines: readonly OrderLine[]): Column[][] =>
  lines.map((line) => [
    line.order,
    line.customerPo,
    line.company,
    line.date,
    line.line,
    line.sku,
    line.units,
    decimal(line.unitPriceE4),
  ]);

/** Quantities of every line, by SKU. */
export function orderedUnits(lines: readonly OrderLine[]): Map<string, number[]> {
  const units = new Map<string, number[]>();
  for (const line of lines) {
    units.set(line.sku, [...(units.get(line.sku) ?? []), line.units]);
  }
  return units;
}

/** The sums of the source itself, to hold the written file against. */
export function sourceSums(source: Source): { lines: number; units: number; value: number } {
  const rows = source.warehouse("FactResellerSales_2010-12_to_2012-12_shared");
  let units = 0;
  let value = 0;
  for (const row of rows) {
    units += Number(cell(row, "OrderQuantity"));
    value += Number(cell(row, "SalesAmount"));
  }
  return { lines: rows.length, units, value };
}
