import type { CellRepair } from "./schema-uploads";
import type { TableRow } from "./types";

/**
 * Rows of a file with the cells that a person put right. A repair of a row or a column that the file does
 * not have repairs nothing.
 *
 * @returns what mends a row
 */
export function openMender(
  header: readonly string[],
  repairs: readonly CellRepair[],
): (row: TableRow) => TableRow {
  const at = new Map(header.map((column, index) => [column, index]));
  const byRow = new Map<number, Map<number, string>>();
  for (const { row, column, text } of repairs) {
    const index = at.get(column);
    if (index !== undefined) {
      byRow.set(row, (byRow.get(row) ?? new Map<number, string>()).set(index, text));
    }
  }
  return (row) => {
    const mended = byRow.get(row.number);
    return mended === undefined
      ? row
      : { ...row, cells: row.cells.map((cell, index) => mended.get(index) ?? cell) };
  };
}
