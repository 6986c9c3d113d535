import { dirname } from "node:path";
import { importOrders, type OrdersReport } from "@/server/oms/imports/commands/import-orders";
import { orderFields, orderMapping } from "@/server/oms/imports/schema";
import { type Creatable, creatables, importModes } from "@/server/oms/imports/types";
import { type CliCall, type CliCommand, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";
import {
  accountText,
  FILE_OPTIONS,
  grouped,
  openProgress,
  readLookups,
  readMapping,
} from "./import-file";
import { openTable } from "./read-table";
import { openRejectsFile } from "./rejects-file";

export const importOrdersCommand: CliCommand = {
  name: "import orders",
  summary: "take orders from a file",
  positionals: ["FILE"],
  options: {
    ...FILE_OPTIONS,
    channel: { type: "string", value: "CODE", help: "the channel to book into" },
    as: {
      type: "string",
      value: "open|history",
      help: "the whole path (default), or as delivered",
    },
    create: {
      type: "string",
      value: "skus,companies",
      help: "make what nobody knows instead of rejecting its lines",
    },
  },
  about: `Takes orders from a CSV or TSV file, plain or gzip. Encoding, delimiter and decimal comma are
detected; a mapping says which column is what. Every data line ends as accepted, merged or rejected
with a reason, and a second run of the same file creates nothing.

--as open      each order goes the whole way: validation, promise, sourcing, allocation
--as history   booked as delivered on its own date, without touching stock`,
  run: runImport,
};

async function runImport(call: CliCall): Promise<ExitCode> {
  const [path = ""] = call.positionals;
  const mode = importModes.find((each) => each === (call.text("as") ?? "open"));
  if (mode === undefined) {
    throw new UsageError(`--as takes ${importModes.join(" or ")}, found ${call.text("as")}`);
  }
  const create = readCreatables(call.text("create"));
  const mapping = readMapping(orderMapping, call.text("map"));
  const table = await openTable(path, mapping);
  const lookups = await readLookups(mapping, orderFields, dirname(path));
  const rejects = openRejectsFile(call.text("rejects"), table);
  const report = await withDatabase("oms import orders", call.output.note, ({ ctx }) =>
    importOrders(ctx, {
      table,
      mapping,
      lookups,
      mode,
      create,
      channel: call.text("channel"),
      isDryRun: call.flag("dry-run"),
      onProgress: openProgress(call.output.note),
      onRejected: rejects.write,
    }),
  );
  await rejects.close();
  call.output.result(report, () => reportText(report));
  return EXIT.done;
}

function readCreatables(text: string | null): ReadonlySet<Creatable> {
  const words = (text ?? "").split(",").map((word) => word.trim());
  return new Set(
    words
      .filter((word) => word !== "")
      .map((word) => {
        const creatable = creatables.find((each) => each === word);
        if (creatable === undefined) {
          throw new UsageError(`--create takes ${creatables.join(",")}, found ${word}`);
        }
        return creatable;
      }),
  );
}

function reportText(report: OrdersReport): string {
  const { orders, created, cancellationRemainders: remainders } = report;
  const lines = [
    accountText(report, report.value.currency),
    "",
    `orders: ${grouped(orders.created)} created, ${grouped(orders.updated)} updated, ${grouped(orders.unchanged)} unchanged`,
    `cancellations: ${grouped(report.cancellations)} applied, ${grouped(report.cancellationsUnchanged)} applied before`,
    `made: ${grouped(created.skus)} SKUs, ${grouped(created.companies)} companies`,
  ];
  const { warnings, corrected } = report.noticed;
  for (const [word, counts] of Object.entries({ warnings, corrected })) {
    const told = Object.entries(counts).map(([code, count]) => `${grouped(count)} × ${code}`);
    if (told.length > 0) {
      lines.push(`${word}: ${told.join(", ")}`);
    }
  }
  if (remainders.lines > 0) {
    lines.push(
      `${grouped(remainders.lines)} cancellations found a sale for a part of their units only; ${grouped(remainders.units)} units had none`,
    );
  }
  return [...lines, ...(report.isDryRun ? ["", "Dry run: nothing was kept."] : [])].join("\n");
}
