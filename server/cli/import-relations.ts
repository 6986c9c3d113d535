import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { relationContent } from "@/server/oms/catalog/schema";
import type { TableRow } from "@/server/oms/imports/types";
import { DomainError, type Fault } from "@/server/oms/kernel/errors";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, EXIT, type ExitCode } from "./command";
import { withDatabase } from "./database";
import { openTable } from "./read-table";

/** As many relations as one command takes. */
const BATCH_ROWS = 1_000;

export const importRelationsCommand: CliCommand = {
  name: "import relations",
  summary: "say what may ship instead of SKUs",
  positionals: ["FILE"],
  options: {},
  about: `Takes relations from a CSV with the columns kind (substitution or supersession), sku and instead; and
ratio ("2:1" is two of instead for one of sku), mutual (yes or no), rank, price (ordered, substitute or
lower), timing (when_out or at_once, of a supersession), valid_from and valid_to. A row replaces the
relation of its kind between the same SKUs. A file with a faulty row changes nothing, and a second
run of the same file neither.`,
  run: runImport,
};

const COLUMNS = [
  "kind",
  "sku",
  "instead",
  "ratio",
  "mutual",
  "rank",
  "price",
  "timing",
  "valid_from",
  "valid_to",
] as const;
type Column = (typeof COLUMNS)[number];

async function runImport(call: CliCall): Promise<ExitCode> {
  const [path = ""] = call.positionals;
  const table = await openTable(path);
  const header = table.header.map((name) => name.trim().toLowerCase());
  requireColumns(header);
  const rows: TableRow[] = [];
  for await (const some of table.rows()) {
    rows.push(...some.filter(({ cells }) => cells.some((cell) => cell.trim() !== "")));
  }
  if (rows.length > BATCH_ROWS) {
    const message = `${path} has ${rows.length} rows; one file takes ${BATCH_ROWS}`;
    throw new DomainError("INVALID_INPUT", message, { field: "file" });
  }
  const relations = understood(rows, header);
  const done = await withDatabase("oms import relations", call.output.note, ({ ctx }) =>
    setRelations(ctx, newId(), { relations }).catch((error) => {
      throw inRows(error, rows);
    }),
  );
  call.output.result(done, () => `${done.saved} relations saved.`);
  return EXIT.done;
}

function requireColumns(header: readonly string[]): void {
  const missing = ["kind", "sku", "instead"].filter((name) => !header.includes(name));
  const strange = header.filter((name) => !COLUMNS.some((known) => known === name));
  if (missing.length + strange.length > 0) {
    const said = [
      ...missing.map((name) => `the column ${name} is missing`),
      ...strange.map((name) => `there is no column ${name}`),
    ].join(", ");
    throw new DomainError("INVALID_INPUT", `${said}; known are ${COLUMNS.join(", ")}`, {
      field: "file",
    });
  }
}

function understood(rows: readonly TableRow[], header: readonly string[]) {
  const faults: Fault[] = [];
  const relations = rows.flatMap((row) => {
    const parsed = relationContent.safeParse(contentOf(row, header));
    if (parsed.success) {
      return [parsed.data];
    }
    for (const { path, message } of parsed.error.issues) {
      faults.push({ field: `row ${row.number}, ${path.join(".")}`, code: "invalid", message });
    }
    return [];
  });
  refuse(faults);
  return relations;
}

function refuse(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first !== undefined) {
    throw new DomainError("INVALID_INPUT", `${first.field}: ${first.message}`, { faults });
  }
}

/** What a row says, in the words of the command; an empty cell is not said. */
function contentOf({ cells }: TableRow, header: readonly string[]) {
  const text = (column: Column) => cells[header.indexOf(column)]?.trim() ?? "";
  const said = (name: string, column: Column) =>
    text(column) === "" ? {} : { [name]: text(column).toLowerCase() };
  const [numerator, denominator = "1"] = text("ratio").split(/[:/]/);
  return {
    ...said("kind", "kind"),
    sku: text("sku"),
    instead: text("instead"),
    ...(text("ratio") === ""
      ? {}
      : { ratio: { numerator: Number(numerator), denominator: Number(denominator) } }),
    ...(text("mutual") === "" ? {} : { isMutual: /^(yes|true|1)$/i.test(text("mutual")) }),
    ...(text("rank") === "" ? {} : { rank: Number(text("rank")) }),
    ...said("price", "price"),
    ...said("timing", "timing"),
    ...said("validFrom", "valid_from"),
    ...said("validTo", "valid_to"),
  };
}

/** A fault of the third relation is one of its row in the file. */
function inRows(error: unknown, rows: readonly TableRow[]): unknown {
  if (!(error instanceof DomainError) || !Array.isArray(error.details.faults)) {
    return error;
  }
  const faults = (error.details.faults as Fault[]).map((fault) => ({
    ...fault,
    field: fault.field.replace(
      /^relations\.(\d+)\./,
      (_, at: string) => `row ${rows[Number(at)]?.number}, `,
    ),
  }));
  return new DomainError(error.code, `${faults[0]?.field}: ${faults[0]?.message}`, { faults });
}
