import { sendSellable } from "@/server/oms/inventory/commands/send-sellable";
import { listSellable, sellableCsv } from "@/server/oms/inventory/queries-sellable";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";

export const exportSellableCommand: CliCommand = {
  name: "export sellable",
  summary: "write what a channel may sell as CSV",
  positionals: [],
  options: {
    channel: { type: "string", value: "CODE", help: "whose numbers" },
    since: { type: "string", value: "RUN", help: "only what changed after this export" },
  },
  about: `Brings what the channel was told up to what it may sell now, and writes it to stdout: SKU, units, and
since when the channel has been told so many. Each export has a number, told at its end; with
--since the next writes only what changed after it.`,
  run: runExport,
};

async function runExport(call: CliCall): Promise<ExitCode> {
  const channelCode = call.text("channel");
  const since = Number(call.text("since") ?? 0);
  if (channelCode === null) {
    throw new UsageError("--channel says whose numbers to write");
  }
  if (!Number.isSafeInteger(since) || since < 0) {
    throw new UsageError(`--since takes the number of an export, found ${call.text("since")}`);
  }
  const { note, isJson, result } = call.output;
  await withDatabase("oms export sellable", note, async ({ ctx }) => {
    const sent = await sendSellable(ctx, newId(), { channelCode });
    if (!isJson) {
      for await (const part of sellableCsv((after) =>
        listSellable(ctx, { channelCode, since, after }),
      )) {
        process.stdout.write(part);
      }
    }
    note(`export ${sent.run} of ${channelCode}: ${sent.changed} of ${sent.skus} SKUs changed`);
    result(sent, () => "");
  });
  return EXIT.done;
}
