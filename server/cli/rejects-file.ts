import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import type { RejectedLine } from "@/server/oms/imports/commands/keep-account";
import type { Table } from "@/server/oms/imports/types";

export type RejectsFile = {
  readonly write: (line: RejectedLine) => void;
  readonly close: () => Promise<void>;
};

/**
 * The lines that were not taken, as they came, with two columns more: reason and error. Repaired, the
 * file can be imported as it is. It is UTF-8 with the delimiter of the original.
 */
export function openRejectsFile(path: string | null, table: Table): RejectsFile {
  if (path === null) {
    return { write: () => {}, close: async () => {} };
  }
  const file = createWriteStream(path);
  const { delimiter } = table.format;
  const put = (cells: readonly string[]) => {
    file.write(`${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`);
  };
  put([...table.header, "reason", "error"]);
  return {
    write: ({ row, refusal }) => {
      const cells = table.header.map((_, at) => row.cells[at] ?? "");
      const beyond = row.cells.slice(table.header.length);
      put([...cells, refusal.reason, [refusal.message, ...beyond].join(" | ")]);
    },
    close: () => closeFile(file),
  };
}

async function closeFile(file: WriteStream): Promise<void> {
  file.end();
  await once(file, "finish");
}

const quoted = (cell: string, delimiter: string): string =>
  /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
