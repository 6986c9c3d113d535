import { dirname } from "node:path";
import {
  type ImportItemsOptions,
  type ItemsReport,
  importCatalog,
  importCustomers,
  importInventory,
  importNodes,
} from "@/server/oms/imports/commands/import-items";
import {
  catalogMapping,
  customerFields,
  customerMapping,
  inventoryFields,
  inventoryMapping,
  nodeMapping,
} from "@/server/oms/imports/schema";
import { nodeFields } from "@/server/oms/imports/schema-nodes";
import { catalogFields } from "@/server/oms/imports/schema-skus";
import type { Ctx } from "@/server/shell/command";
import { type CliCall, type CliCommand, columns, EXIT, type ExitCode } from "./command";
import { withDatabase } from "./database";
import { FEED_OPTIONS, requireNoFeedOptions, runFeed } from "./import-feed";
import { FILE_OPTIONS, grouped, openProgress, readLookups, readMapping } from "./import-file";
import { openTable, type TableHints } from "./read-table";
import { openRejectsFile } from "./rejects-file";

const command = (
  kind: string,
  summary: string,
  about: string,
  run: CliCommand["run"],
  options: CliCommand["options"] = {},
): CliCommand => ({
  name: `import ${kind}`,
  summary,
  positionals: ["FILE"],
  options: { ...FILE_OPTIONS, ...options },
  about: `${about} Every row ends as accepted, merged or rejected with a
reason, and a second run of the same file changes nothing.`,
  run,
});

export const importInventoryCommand = command(
  "inventory",
  "set what nodes have on hand",
  `Sets on-hand units by node and SKU from a file with the columns node, sku and on_hand (and bin), each
change with a row of the ledger. A count below what is allocated is taken, and a person is asked.
With --source the file is one feed of that source, taken in one transaction (bins stay as they are):
what is older than the source has told is ignored, and a full feed empties what it does not name.`,
  (call) => {
    const source = call.text("source");
    if (source !== null) {
      return runFeed(call, source);
    }
    requireNoFeedOptions(call);
    const mapping = readMapping(inventoryMapping, call.text("map"));
    return runImport(call, inventoryFields, mapping, importInventory);
  },
  FEED_OPTIONS,
);

export const importCatalogCommand = command(
  "catalog",
  "make SKUs or bring them up to date",
  `Takes SKUs from a file with the column code (and name, description, category, grams, pack_multiple,
min_quantity, list_price, gtin). What is left empty stays as it is.`,
  (call) =>
    runImport(call, catalogFields, readMapping(catalogMapping, call.text("map")), importCatalog),
);

export const importCustomersCommand = command(
  "customers",
  "make companies and ship-tos or bring them up to date",
  `Takes companies from a file with the column company (and company_name, currency, phone, and the
ship-to's location, name, address1, city, region, postal_code, country, residential (yes or no); and preferred_node, the node
that the ship-to prefers, or the company where a row has no ship-to). What is left empty stays as it
is.`,
  (call) =>
    runImport(
      call,
      customerFields,
      readMapping(customerMapping, call.text("map")),
      importCustomers,
    ),
);

export const importNodesCommand = command(
  "nodes",
  "open nodes or bring them up to date",
  `Takes nodes from a file with the column code (and name, kind, address1, city, region, postal_code,
country, latitude, longitude, time_zone, calendar, priority, handling_per_order, handling_per_line,
handling_per_unit, daily_orders, daily_lines, daily_units, processing_days, cut_offs as "ground 16:00,
express 17:00", channels as "portal 0, api 5"). What is left empty stays as it is.`,
  (call) => runImport(call, nodeFields, readMapping(nodeMapping, call.text("map")), importNodes),
);

async function runImport<Field extends string>(
  call: CliCall,
  fields: readonly Field[],
  mapping: ImportItemsOptions<Field>["mapping"] & TableHints,
  run: (ctx: Ctx, options: ImportItemsOptions<Field>) => Promise<ItemsReport>,
): Promise<ExitCode> {
  const [path = ""] = call.positionals;
  const table = await openTable(path, mapping);
  const lookups = await readLookups(mapping, fields, dirname(path));
  const rejects = openRejectsFile(call.text("rejects"), table);
  const report = await withDatabase("oms import", call.output.note, ({ ctx }) =>
    run(ctx, {
      table,
      mapping,
      lookups,
      isDryRun: call.flag("dry-run"),
      onProgress: openProgress(call.output.note),
      onRejected: rejects.write,
    }),
  );
  await rejects.close();
  call.output.result(report, () => reportText(report));
  return EXIT.done;
}

function reportText({ read, seconds, outcomes, isDryRun }: ItemsReport): string {
  const rows = outcomes.map(({ outcome, name, lines }) => [outcome, name, grouped(lines)]);
  const told = `${grouped(read)} rows read in ${seconds} s\n${columns([["outcome", "name", "rows"], ...rows])}`;
  return isDryRun ? `${told}\n\nDry run: nothing was kept.` : told;
}
