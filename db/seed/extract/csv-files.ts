import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";

export type Row = Readonly<Record<string, string>>;

/** Rows of NAME.csv, NAME.csv.gz or NAME.tsv.gz in a folder; every value is text. */
export function readTable(folder: string, name: string): Row[] {
  const found = [".csv", ".csv.gz", ".tsv", ".tsv.gz"]
    .map((ending) => join(folder, name + ending))
    .find(existsSync);
  if (found === undefined) {
    throw new Error(`${folder} holds no ${name}.csv, .csv.gz, .tsv or .tsv.gz`);
  }
  const raw = readFileSync(found);
  const text = found.endsWith(".gz") ? gunzipSync(raw) : raw;
  return parse(text, {
    columns: true,
    bom: true,
    delimiter: found.includes(".tsv") ? "\t" : ",",
    quote: found.includes(".tsv") ? false : '"',
  });
}

/** The value, or an error that names the column: a renamed column must not become an empty one. */
export function cell(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) {
    throw new Error(`no column ${column} among ${Object.keys(row).join(", ")}`);
  }
  return value.trim();
}

/** An OLTP export writes midnight after its dates; only the date counts. */
export const dateCell = (row: Row, column: string): string => cell(row, column).slice(0, 10);

/** Decimal text to an integer of `digits` decimals, rounded half up, without a float in between. */
export function scaled(text: string, digits: number): number {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null || text === "" || text === "-") {
    throw new Error(`not a decimal number: "${text}"`);
  }
  const [, sign, whole = "", fraction = ""] = match;
  const kept = fraction.slice(0, digits).padEnd(digits, "0");
  const up = Number(fraction[digits] ?? "0") >= 5 ? 1 : 0;
  const value = Number(`${whole}${kept}`) + up;
  return sign === "-" ? -value : value;
}

export type Column = string | number | boolean;

function field(value: Column): string {
  const text = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Write rows as CSV, packed when the name ends in .gz.
 *
 * The packed bytes depend on the rows alone: no time, no name and no operating system in the header.
 */
export function writeTable(
  folder: string,
  name: string,
  columns: readonly string[],
  rows: readonly (readonly Column[])[],
): void {
  const lines = [columns, ...rows].map((row) => row.map(field).join(","));
  const text = `${lines.join("\n")}\n`;
  if (!name.endsWith(".gz")) {
    writeFileSync(join(folder, name), text);
    return;
  }
  const packed = gzipSync(text, { level: 9 });
  packed[9] = 255;
  writeFileSync(join(folder, name), packed);
}

/** Order of code points, the same on every machine and locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
