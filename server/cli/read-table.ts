import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { openTable as openBytes, type TableHints } from "@/server/oms/imports/queries-table";
import type { Table } from "@/server/oms/imports/types";
import { DomainError } from "@/server/oms/kernel/errors";

export type { TableHints };

/**
 * Open a CSV or TSV file of this machine, plain or gzip.
 *
 * @throws INVALID_INPUT when it is not such a file
 */
export async function openTable(path: string, hints: TableHints = {}): Promise<Table> {
  if (!(statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)) {
    throw new DomainError("INVALID_INPUT", `${path} is not a file that can be read.`, {
      field: "file",
    });
  }
  const bytes = () => createReadStream(path, { highWaterMark: 262_144 });
  return openBytes({ name: basename(path), bytes }, hints);
}
