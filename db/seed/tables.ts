import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";

/** Files of db/seed/data with the columns that the demo world reads; every value is text. */
const TABLES = {
  skus: "skus.csv",
  kits: "kits.csv",
  kit_components: "kit_components.csv",
  kit_orders: "kit_orders.csv",
  price_tiers: "price_tiers.csv",
  companies: "companies.csv",
  locations: "locations.csv",
  contacts: "contacts.csv",
  centroids: "centroids.csv.gz",
  holidays: "holidays.csv",
  stock: "stock.csv",
  supply: "supply.csv",
  vendors: "vendors.csv",
  orders: "orders.csv.gz",
} as const;

export type TableName = keyof typeof TABLES;

/** One row: asking for a column that is not there is an error, never an empty value. */
export type TableRow = {
  readonly text: (column: string) => string;
  readonly int: (column: string) => number;
};

/** All rows of a data file, in the order of the file. */
export function readTable(name: TableName): TableRow[] {
  const raw = readFileSync(new URL(`data/${TABLES[name]}`, import.meta.url));
  const content = TABLES[name].endsWith(".gz") ? gunzipSync(raw) : raw;
  const [header, ...lines]: string[][] = parse(content);
  const at = new Map(header?.map((column, index) => [column, index]));
  return lines.map((line) => {
    const text = (column: string): string => {
      const value = line[at.get(column) ?? -1];
      if (value === undefined) {
        throw new Error(`${TABLES[name]} has no column ${column}`);
      }
      return value;
    };
    const int = (column: string): number => {
      const value = Number(text(column));
      if (text(column) === "" || !Number.isSafeInteger(value)) {
        throw new Error(`${TABLES[name]}: ${column} is not an integer: "${text(column)}"`);
      }
      return value;
    };
    return { text, int };
  });
}
