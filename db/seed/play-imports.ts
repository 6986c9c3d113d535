import { Readable } from "node:stream";
import type { Connection } from "@/db/client";
import { importCatalog } from "@/server/oms/imports/commands/import-items";
import { openTable } from "@/server/oms/imports/queries-table";
import { catalogMapping } from "@/server/oms/imports/schema";
import { person } from "./actors";
import { ctxAt } from "./play-orders";

const HOUR_MS = 3_600_000;

/** New list prices as an admin had them from the house's spreadsheet, with a cell that is no number. */
const PRICES = [
  "sku,list_price",
  "HL-U509,36.49",
  "HL-U509-B,36.49",
  "HL-U509-R,36.49",
  "LO-C100,26.50",
  "PU-0452,on request",
  "LT-H902,36.99",
];

/** A file of prices that somebody imported yesterday: it can be looked at, and taken back. */
export async function playImports(database: Connection, end: Date): Promise<void> {
  const admin = person("Ada Admin", "admin@demo.test");
  const table = await openTable({
    name: "prices.csv",
    bytes: () => Readable.from([Buffer.from(PRICES.join("\r\n"))]),
  });
  await importCatalog(ctxAt(database, admin, new Date(end.getTime() - 22 * HOUR_MS)), {
    table,
    mapping: catalogMapping.parse({ "sku.code": "sku", "sku.listPrice": "list_price" }),
    lookups: new Map(),
    isDryRun: false,
    onProgress: () => {},
    onRejected: () => {},
  });
}
