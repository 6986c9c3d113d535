import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTable } from "@/server/cli/read-table";
import type { ImportOrdersOptions } from "@/server/oms/imports/commands/import-orders";
import type { RejectedLine } from "@/server/oms/imports/commands/keep-account";
import { orderMapping } from "@/server/oms/imports/schema";
import type { Creatable, ImportMode, Table } from "@/server/oms/imports/types";

const folder = () => mkdtempSync(join(tmpdir(), "ordinate-table-"));

/** A file with this content, for what reads files. */
export function givenFile(content: string | Uint8Array, name = "orders.csv"): string {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
}

export const givenTable = (content: string | Uint8Array, name?: string): Promise<Table> =>
  openTable(givenFile(content, name));

/** Options of an import, with everything rejected kept in `rejected`. */
export function importOptions(
  table: Table,
  mode: ImportMode,
  over: Partial<Omit<ImportOrdersOptions, "mapping">> & {
    mapping?: Parameters<typeof orderMapping.parse>[0];
    create?: ReadonlySet<Creatable>;
  } = {},
): ImportOrdersOptions & { readonly rejected: RejectedLine[] } {
  const rejected: RejectedLine[] = [];
  const { mapping = {}, ...rest } = over;
  return {
    table,
    mode,
    mapping: orderMapping.parse(mapping),
    lookups: new Map(),
    channel: null,
    create: new Set(),
    isDryRun: false,
    onProgress: () => {},
    onRejected: (line) => rejected.push(line),
    ...rest,
    rejected,
  };
}
