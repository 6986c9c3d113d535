import { join } from "node:path";
import { type Row, readTable } from "./csv-files";

/** The folders of real data that the demo world is made from; tables are read once. */
export type Source = {
  warehouse: (table: string) => readonly Row[];
  oltp: (table: string) => readonly Row[];
  geo: (table: string) => readonly Row[];
  calendars: (table: string) => readonly Row[];
};

/**
 * @param root a folder with orders/adventureworks_dw, orders/adventureworks_oltp, geo and calendars
 */
export function openSource(root: string): Source {
  const tables = new Map<string, readonly Row[]>();
  const within = (folder: string) => (table: string) => {
    const path = join(root, folder, table);
    const known = tables.get(path);
    if (known !== undefined) {
      return known;
    }
    const rows = readTable(join(root, folder), table);
    tables.set(path, rows);
    return rows;
  };
  return {
    warehouse: within("orders/adventureworks_dw"),
    oltp: within("orders/adventureworks_oltp"),
    geo: within("geo"),
    calendars: within("calendars"),
  };
}
