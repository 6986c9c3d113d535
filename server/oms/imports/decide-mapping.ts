import type { z } from "zod";
import type { Fault } from "../kernel/errors";
import { err, ok, type Result } from "../kernel/result";
import { type DateReader, DEFAULT_DATE_FORMAT, openDateReader } from "./decide-date";
import type { FieldSource } from "./schema";

/** Tables that a mapping looks values up in: file → key → value, as read beside the data file. */
export type LookupTables = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the fields of one row. */
export type FieldReader<Field extends string> = {
  /**
   * Trimmed text, empty where the field is not mapped or the cell is empty; null when the mapping's
   * `values` or `lookup` do not know what stands there.
   */
  readonly read: (cells: readonly string[], field: Field) => string | null;
  readonly isMapped: (field: Field) => boolean;
  /** Positions of all columns that some fields are read from. */
  readonly columnsOf: (fields: readonly Field[]) => readonly number[];
  /** What a person calls the field: its column in the file. */
  readonly nameOf: (field: Field) => string;
  readonly dates: (field: Field) => DateReader;
  /** A column as it stands in the file. */
  readonly column: (cells: readonly string[], name: string) => string;
};

type Sources<Field extends string> = { readonly [F in Field]?: FieldSource | undefined };

/** A value is found in `file`, in the row whose `key` it is, in column `value`. */
export type Lookup = { readonly file: string; readonly key: string; readonly value: string };

type Reader = {
  readonly value: (cells: readonly string[]) => string | null;
  readonly label: string;
  readonly columns: readonly string[];
  readonly dates: DateReader;
};

/**
 * Read a mapping file's text: every fault with its key, unknown keys by their names.
 *
 * @returns the mapping, or faults whose `field` is the key in the file
 */
export function parseMapping<Schema extends z.ZodObject>(
  schema: Schema,
  text: string,
): Result<z.output<Schema>, readonly Fault[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : "it is not JSON";
    return err([
      { field: "", code: "not_json", message: `The mapping file is not JSON: ${message}` },
    ]);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) {
    return ok(parsed.data);
  }
  return err(
    parsed.error.issues.flatMap((issue): Fault[] =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({
            field: [...issue.path, key].join("."),
            code: "unknown_key",
            message: `"${key}" is not a field or setting of a mapping`,
          }))
        : [{ field: issue.path.join("."), code: issue.code, message: issue.message }],
    ),
  );
}

/** Columns that a field is known by where no mapping file is given, beside its own name. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  "order.reference": ["order", "order_number", "order_no", "invoice_no", "invoice", "reference"],
  "order.placedAt": ["placed_at", "order_date", "invoice_date", "date"],
  "order.currency": ["currency"],
  "order.customerPo": ["customer_po", "po", "po_number", "purchase_order"],
  "order.requestedDate": ["requested_date", "wanted_date", "delivery_date"],
  "order.note": ["note"],
  "company.code": ["company", "customer", "customer_id", "customer_code", "account"],
  "company.name": ["company_name", "customer_name"],
  "location.code": ["ship_to", "location"],
  "location.country": ["country"],
  "line.sku": ["sku", "stock_code", "item", "item_number", "part_number", "product"],
  "line.description": ["description"],
  "line.quantity": ["quantity", "qty", "units"],
  "line.unitPrice": ["unit_price", "price"],
  "line.number": ["line", "line_number"],
  "node.code": ["node", "warehouse"],
  "node.calendar": ["calendar_code"],
  "stock.node": ["node", "warehouse"],
  "stock.sku": ["sku", "stock_code", "item"],
  "stock.onHand": ["on_hand", "quantity", "qty"],
  "stock.bin": ["bin"],
};

/** The mapping that a header suggests by its names: `Order No.` is `order.reference`. */
export function suggestMapping<Field extends string>(
  fields: readonly Field[],
  header: readonly string[],
): { [F in Field]?: string } {
  const plain = (name: string) =>
    name
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_|_$/g, "");
  const byName = new Map(header.map((column) => [plain(column), column] as const));
  const suggestion: { [F in Field]?: string } = {};
  for (const field of fields) {
    const names = [plain(field), plain(field.replace(/^.*\./, "")), ...(SYNONYMS[field] ?? [])];
    const found = names.map((name) => byName.get(name)).find((column) => column !== undefined);
    if (found !== undefined) {
      suggestion[field] = found;
    }
  }
  return suggestion;
}

/**
 * Bind a mapping to a file's header.
 *
 * @param required fields without which no row can be read
 * @returns the reader, or a fault for each column that the file does not have and each field missing
 */
export function bindMapping<Field extends string>(
  sources: Sources<Field>,
  header: readonly string[],
  fields: readonly Field[],
  required: readonly Field[],
  lookups: LookupTables,
): Result<FieldReader<Field>, readonly Fault[]> {
  const faults: Fault[] = headerFaults(header);
  const at = new Map(header.map((column, index) => [column, index] as const));
  const readers = new Map<Field, Reader>();
  for (const field of fields) {
    const source = sources[field];
    if (source === undefined) {
      if (required.includes(field)) {
        faults.push(missingField(field, header));
      }
      continue;
    }
    const unknown = columnsOf(source).filter((column) => !at.has(column));
    faults.push(...unknown.map((column) => missingColumn(field, column, header)));
    if (unknown.length === 0) {
      readers.set(field, openReader(field, source, at, lookups));
    }
  }
  return faults.length > 0 ? err(faults) : ok(readerOf(readers, at));
}

function readerOf<Field extends string>(
  readers: ReadonlyMap<Field, Reader>,
  at: ReadonlyMap<string, number>,
): FieldReader<Field> {
  const fallback = presentReader();
  return {
    read: (cells, field) => {
      const reader = readers.get(field);
      return reader === undefined ? "" : reader.value(cells);
    },
    isMapped: (field) => readers.has(field),
    columnsOf: (fields) => {
      const columns = fields.flatMap((field) => readers.get(field)?.columns ?? []);
      return [...new Set(columns.map((column) => at.get(column) ?? -1))];
    },
    nameOf: (field) => readers.get(field)?.label ?? field,
    dates: (field) => readers.get(field)?.dates ?? fallback,
    column: (cells, name) => (cells[at.get(name) ?? -1] ?? "").trim(),
  };
}

function openReader(
  field: string,
  source: FieldSource,
  at: ReadonlyMap<string, number>,
  lookups: LookupTables,
): Reader {
  const cell = (cells: readonly string[], column: string) =>
    (cells[at.get(column) ?? -1] ?? "").trim();
  const columns = columnsOf(source);
  const dates = presentReader();
  if (typeof source === "string") {
    return { label: source, columns, dates, value: (cells) => cell(cells, source) };
  }
  if ("value" in source) {
    const constant = source.value.trim();
    return { label: field, columns, dates, value: () => constant };
  }
  if ("template" in source) {
    const needed = columnsIn(source.template);
    return {
      label: needed[0] ?? field,
      columns,
      dates,
      value: (cells) => {
        const lacks = needed.some((column) => cell(cells, column) === "");
        const text = lacks && source.whenEmpty !== undefined ? source.whenEmpty : source.template;
        return filled(text, cells, cell);
      },
    };
  }
  const { column, values, otherwise, lookup, whenEmpty } = source;
  const table = lookup === undefined ? null : (lookups.get(lookupName(lookup)) ?? new Map());
  return {
    label: column,
    columns,
    dates: presentReader(source.format, source.timeZone),
    value: (cells) => {
      const text = cell(cells, column);
      if (text === "") {
        return whenEmpty === undefined ? "" : filled(whenEmpty, cells, cell);
      }
      if (table !== null) {
        return table.get(text) ?? otherwise ?? null;
      }
      return values === undefined ? text : (values[text] ?? otherwise ?? null);
    },
  };
}

/** A format was checked when the mapping was read, so there is a reader. */
function presentReader(format = DEFAULT_DATE_FORMAT, timeZone = "UTC"): DateReader {
  const reader = openDateReader(format, timeZone);
  if (reader === null) {
    throw new TypeError(`not a date format: ${format}`);
  }
  return reader;
}

/** The name under which a lookup's table is kept. */
export const lookupName = (lookup: Lookup): string =>
  `${lookup.file}:${lookup.key}:${lookup.value}`;

/** The tables that a mapping needs to be read beside the data file. */
export function lookupsOf<Field extends string>(
  sources: Sources<Field>,
  fields: readonly Field[],
): Lookup[] {
  return fields.flatMap((field) => {
    const source = sources[field];
    const isLookup = typeof source === "object" && "lookup" in source;
    return isLookup && source.lookup !== undefined ? [source.lookup] : [];
  });
}

const columnsIn = (template: string): string[] =>
  [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");

function columnsOf(source: FieldSource): string[] {
  if (typeof source === "string") {
    return [source];
  }
  if ("value" in source) {
    return [];
  }
  const whenEmpty = columnsIn(source.whenEmpty ?? "");
  return "template" in source
    ? [...columnsIn(source.template), ...whenEmpty]
    : [source.column, ...whenEmpty];
}

const filled = (
  template: string,
  cells: readonly string[],
  cell: (cells: readonly string[], column: string) => string,
): string => template.replace(/\{([^{}]+)\}/g, (_, column: string) => cell(cells, column)).trim();

function headerFaults(header: readonly string[]): Fault[] {
  const twice = header.filter((column, at) => column !== "" && header.indexOf(column) !== at);
  return twice.map((column) => ({
    field: column,
    code: "column_twice",
    message: `The file has two columns named "${column}": nobody can tell which is meant`,
  }));
}

const missingColumn = (field: string, column: string, header: readonly string[]): Fault => ({
  field,
  code: "column_missing",
  message: `"${column}" is not a column of the file; it has ${listed(header)}`,
});

const missingField = (field: string, header: readonly string[]): Fault => ({
  field,
  code: "field_missing",
  message: `No column is mapped to ${field}; the file has ${listed(header)}`,
});

const listed = (header: readonly string[]) => header.map((column) => `"${column}"`).join(", ");
