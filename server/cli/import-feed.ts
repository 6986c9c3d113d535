import { appendFileSync, writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { dirname } from "node:path";
import {
  type FeedReport,
  type ImportFeedOptions,
  importFeed,
} from "@/server/oms/imports/commands/import-feed";
import { inventoryFields, inventoryMapping } from "@/server/oms/imports/schema";
import { rejectionsCsv } from "@/server/oms/inventory/decide-feed";
import { listFeedRejections } from "@/server/oms/inventory/queries-feeds";
import { feedModes } from "@/server/oms/inventory/types";
import type { Ctx } from "@/server/shell/command";
import { type CliCall, type CliOption, columns, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";
import { grouped, openProgress, readLookups, readMapping } from "./import-file";
import { openTable } from "./read-table";

export const FEED_OPTIONS = {
  source: { type: "string", value: "CODE", help: "take the file as one feed of this source" },
  mode: {
    type: "string",
    value: "full|delta",
    help: "what a feed leaves out is gone, or as it was",
  },
  sequence: { type: "string", value: "N", help: "the source's number of this feed, rising" },
  "as-of": { type: "string", value: "TIME", help: "when the stock was so: 2026-11-22T06:00:00Z" },
  confirm: { type: "boolean", help: "let a full feed empty more than the source's guard allows" },
} as const satisfies Record<string, CliOption>;

const OWN_OPTIONS = ["mode", "sequence", "as-of"] as const;

/** What only makes sense for a feed must not be given, and ignored, for any other file. */
export function requireNoFeedOptions(call: CliCall): void {
  const lost = OWN_OPTIONS.find((option) => call.text(option) !== null);
  if (lost !== undefined || call.flag("confirm")) {
    throw new UsageError(`--${lost ?? "confirm"} is about a feed: name its --source`);
  }
}

/** Take a file as one feed of a source. What a person has to confirm first ends as refused. */
export async function runFeed(call: CliCall, source: string): Promise<ExitCode> {
  const [path = ""] = call.positionals;
  const isDryRun = call.flag("dry-run");
  const rejects = call.text("rejects");
  // A million rows can wait a moment; whoever reads meanwhile cannot.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  if (isDryRun && rejects !== null) {
    throw new UsageError("a dry run of a feed keeps no rejected rows: leave out --rejects");
  }
  const said = readOptions(call);
  const mapping = readMapping(inventoryMapping, call.text("map"));
  const table = await openTable(path, mapping);
  const lookups = await readLookups(mapping, inventoryFields, dirname(path));
  const report = await withDatabase("oms import", call.output.note, async ({ ctx }) => {
    const onProgress = openProgress(call.output.note);
    const withRejected: string[] = [];
    const onFeed = (feed: { readonly runId: string; readonly rejected: number }) => {
      withRejected.push(...(feed.rejected > 0 ? [feed.runId] : []));
    };
    const options = { table, mapping, lookups, source, isDryRun, onProgress, onFeed, ...said };
    const told = await importFeed(ctx, options);
    if (rejects !== null) {
      await writeRejects(ctx, rejects, withRejected);
    }
    return told;
  });
  call.output.result(report, () => reportText(report));
  return report.state === "needs_confirmation" ? EXIT.refused : EXIT.done;
}

/** The rows that were not taken, of every feed of the file under one heading. */
async function writeRejects(ctx: Ctx, path: string, runs: readonly string[]): Promise<void> {
  writeFileSync(path, rejectionsCsv([]));
  for (const runId of runs) {
    const { csv } = await listFeedRejections(ctx, { runId, limit: 1_000_000 });
    appendFileSync(path, csv.slice(csv.indexOf("\n") + 1));
  }
}

function readOptions(
  call: CliCall,
): Pick<ImportFeedOptions, "mode" | "sequence" | "asOf" | "isConfirmed"> {
  const text = {
    mode: call.text("mode"),
    sequence: call.text("sequence"),
    asOf: call.text("as-of"),
  };
  const mode = feedModes.find((known) => known === text.mode) ?? null;
  if (text.mode !== null && mode === null) {
    throw new UsageError(`--mode takes ${feedModes.join(" or ")}, found ${text.mode}`);
  }
  const sequence = text.sequence === null ? null : Number(text.sequence);
  if (sequence !== null && !(Number.isSafeInteger(sequence) && sequence >= 0)) {
    throw new UsageError(`--sequence takes a whole number, found ${text.sequence}`);
  }
  // Without a zone the same text would be another moment on another machine.
  const isInstant = text.asOf !== null && /T.*(Z|[+-]\d\d:?\d\d)$/.test(text.asOf);
  const asOf = isInstant ? new Date(text.asOf ?? "") : null;
  if (text.asOf !== null && (asOf === null || Number.isNaN(asOf.getTime()))) {
    throw new UsageError(`--as-of takes a moment with its zone, found ${text.asOf}`);
  }
  return { mode, sequence, asOf, isConfirmed: call.flag("confirm") };
}

const STATES = {
  applied: "Applied.",
  ignored: "Ignored: the source had told something newer before.",
  needs_confirmation: "Nothing was changed. Look at it, then send it again with --confirm.",
} as const;

function reportText({
  read,
  seconds,
  rows,
  merged,
  rejections,
  zeroed,
  units,
  ...run
}: FeedReport) {
  const lines = [
    ["changed", rows.changed],
    ["unchanged", rows.unchanged],
    ["ignored as older", rows.ignored],
    ["merged", merged],
    ...Object.entries(rejections).map(([reason, count]) => [`rejected: ${reason}`, count] as const),
    ["positions emptied", zeroed],
    ["units difference", units],
  ] as const;
  const feeds = run.feeds === 1 ? "" : ` as ${grouped(run.feeds)} feeds`;
  const told = [
    `${grouped(read)} rows read${feeds} in ${seconds} s`,
    columns([["what", "how many"], ...lines.map(([what, count]) => [what, grouped(count)])]),
    run.reason === null ? STATES[run.state] : `${run.reason}.\n${STATES[run.state]}`,
    ...(run.isDryRun ? ["Dry run: nothing was kept."] : []),
  ];
  return told.join("\n");
}
