import type { z } from "zod";
import type { Connection } from "@/db/client";
import { type Actor, systemActor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { openMender } from "../decide-cell-repair";
import { parseMapping } from "../decide-mapping";
import { catalogMapping, customerMapping } from "../schema";
import type { CellRepair } from "../schema-uploads";
import type { Table } from "../types";
import type { UploadKind } from "../types-undo";
import { type ItemsReport, importCatalog, importCustomers } from "./import-items";
import type { RejectedLine } from "./keep-account";

export type UploadFile = {
  readonly kind: UploadKind;
  readonly table: Table;
  /** Which column is which field. */
  readonly columns: Readonly<Record<string, string>>;
  readonly repairs: readonly CellRepair[];
};

/**
 * Import a file that a person sent, with the cells that they put right.
 *
 * @param onRejected told of each row that is not taken, as it was mended
 * @throws INVALID_INPUT when a field or a column does not exist, or one that is needed has none
 */
export function importUpload(
  ctx: Ctx,
  { kind, table, columns, repairs }: UploadFile,
  onRejected: (line: RejectedLine) => void,
): Promise<ItemsReport> {
  const options = {
    table: mended(table, repairs),
    lookups: new Map(),
    isDryRun: false,
    onProgress: () => {},
    onRejected,
  };
  return kind === "customers"
    ? importCustomers(ctx, { ...options, mapping: mappingOf(customerMapping, columns) })
    : importCatalog(ctx, { ...options, mapping: mappingOf(catalogMapping, columns) });
}

function mappingOf<Schema extends z.ZodObject>(
  schema: Schema,
  columns: UploadFile["columns"],
): z.output<Schema> {
  const mapping = parseMapping(schema, JSON.stringify(columns));
  if (!mapping.ok) {
    throw new DomainError("INVALID_INPUT", "There is no such field", { faults: mapping.error });
  }
  return mapping.value;
}

function mended(table: Table, repairs: readonly CellRepair[]): Table {
  const mend = openMender(table.header, repairs);
  return {
    ...table,
    rows: async function* () {
      for await (const rows of table.rows()) {
        yield rows.map(mend);
      }
    },
  };
}

/** Somebody whose right to import files covers the steps that an import takes. */
export const asImporter = ({ id, name }: Pick<Actor, "id" | "name">): Actor => ({
  ...systemActor(name),
  id,
});

/** Run several commands in one transaction: all of them count, or none. */
export const asOne = <Answer>(ctx: Ctx, run: (ctx: Ctx) => Promise<Answer>): Promise<Answer> =>
  ctx.database.db.transaction((tx) => {
    const database: Connection = { ...ctx.database, db: tx };
    return run({ ...ctx, database });
  });
