import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { applyFeed } from "../../inventory/commands/apply-feed";
import type { FeedCounts, FeedRejections } from "../../inventory/decide-feed";
import type { FeedFault, FeedMode, FeedRow, FeedState, FeedStream } from "../../inventory/types";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import {
  FEED_REQUIRED,
  type FeedRepairs,
  isBlank,
  NO_REPAIRS,
  openFeedReader,
  openMoments,
} from "../decide-feed-file";
import { bindMapping, type FieldReader, suggestMapping } from "../decide-mapping";
import { type InventoryField, inventoryFields } from "../schema";
import { rehearse } from "./book-orders";
import type { ImportItemsOptions } from "./import-items";

export type ImportFeedOptions = Omit<ImportItemsOptions<InventoryField>, "onRejected"> & {
  readonly source: string;
  /** Null: as the source is used to. */
  readonly mode: FeedMode | null;
  readonly sequence: number | null;
  readonly asOf: Date | null;
  readonly isConfirmed: boolean;
  /** Told of each feed as it is written down: one, or as many as the file tells of moments. */
  readonly onFeed?: (feed: { readonly runId: string; readonly rejected: number }) => void;
};

export type FeedReport = {
  /** Of the last feed, where the file holds several. */
  readonly runId: string;
  /** One, or as many as the file tells of moments. */
  readonly feeds: number;
  readonly source: string;
  readonly mode: FeedMode;
  readonly state: FeedState;
  readonly reason: string | null;
  readonly read: number;
  readonly accepted: number;
  readonly merged: number;
  readonly rejected: number;
  readonly rejections: FeedRejections;
  readonly rows: Pick<FeedCounts, "changed" | "unchanged" | "ignored">;
  readonly zeroed: number;
  readonly units: number;
  readonly file: { readonly name: string; readonly hash: string };
  readonly isDryRun: boolean;
  readonly seconds: number;
};

type Told = Awaited<ReturnType<typeof applyFeed>>;

/**
 * Take a file as one feed of a source: all of it in one transaction, and either applied, or ignored
 * as old, or held back for a person to confirm.
 *
 * Where the mapping says at which moment each row was counted, the file is one feed per moment, each
 * in a transaction of its own, in the order in which the file first names them: a ledger of daily
 * counts is replayed as it was told. One that a person has to confirm ends the replay.
 */
export async function importFeed(ctx: Ctx, options: ImportFeedOptions): Promise<FeedReport> {
  const startedMs = performance.now();
  const { table, isDryRun } = options;
  const reader = bindFeedColumns(options);
  const apply = (on: Ctx) =>
    reader.isMapped("stock.asOf")
      ? applyMoments(on, options, reader)
      : applyWhole(on, options, reader);
  const told = await (isDryRun ? rehearse(ctx, apply) : apply(ctx));
  return {
    ...reportOf(told),
    file: { name: table.name, hash: table.hash },
    isDryRun,
    seconds: Math.round(performance.now() - startedMs) / 1_000,
  };
}

const applyWhole = async (
  ctx: Ctx,
  options: ImportFeedOptions,
  reader: FieldReader<InventoryField>,
): Promise<Told[]> => {
  const { sequence, asOf } = options;
  const order = { ...(sequence === null ? {} : { sequence }), ...(asOf === null ? {} : { asOf }) };
  return [await applyRows(ctx, options, order, feedStreamOf(options, reader))];
};

async function applyMoments(
  ctx: Ctx,
  options: ImportFeedOptions,
  reader: FieldReader<InventoryField>,
): Promise<Told[]> {
  if (options.sequence !== null || options.asOf !== null) {
    const message = "The rows say when they were counted, so the file has no number or moment";
    const faults = [{ field: "asOf", code: "not_here", message }];
    throw new DomainError("INVALID_INPUT", message, { faults });
  }
  const moments = await readMoments(ctx, options, reader);
  const told: Told[] = [];
  for (const [at, { asOf, rows }] of moments.entries()) {
    const run = await applyRows(ctx, options, { asOf }, rows);
    told.push(run);
    options.onProgress({ done: at + 1, of: moments.length });
    if (run.state === "needs_confirmation") {
      break;
    }
  }
  if (told.length === 0) {
    throw new DomainError("INVALID_INPUT", `${options.table.name} has no rows`, { field: "file" });
  }
  return told;
}

async function readMoments(
  { clock }: Ctx,
  { table }: ImportFeedOptions,
  reader: FieldReader<InventoryField>,
) {
  const read = openFeedReader(table, reader, { repairs: NO_REPAIRS, keepsRaw: false });
  const moments = openMoments(reader, clock.now());
  const keep = openKeeper();
  for await (const rows of table.rows()) {
    for (const row of rows) {
      if (!isBlank(row)) {
        const said = read(row);
        moments.add({ ...said, sku: keep(said.sku), node: keep(said.node) }, row.cells);
      }
    }
  }
  return moments.all();
}

/** Each word once: a piece of text that is cut from a file keeps the whole of what it was cut from. */
function openKeeper(): (word: string) => string {
  const words = new Map<string, string>();
  return (word) => {
    const kept = words.get(word) ?? Buffer.from(word).toString();
    words.set(kept, kept);
    return kept;
  };
}

async function applyRows(
  ctx: Ctx,
  { source, mode, isConfirmed, onFeed }: ImportFeedOptions,
  order: { readonly sequence?: number; readonly asOf?: Date },
  rows: readonly FeedRow[] | FeedStream,
): Promise<Told> {
  const told = await applyFeed(ctx, newId(), {
    source,
    ...(mode === null ? {} : { mode }),
    ...order,
    confirm: isConfirmed,
    rows,
  });
  onFeed?.({ runId: told.runId, rejected: told.rows.rejected });
  return told;
}

/** The account of the file: of one feed, or summed over all. */
function reportOf(told: readonly Told[]) {
  const last = present(told.at(-1), "a file is one feed at least");
  const sum = (of: (run: Told) => number) => told.reduce((total, run) => total + of(run), 0);
  const counts = (name: keyof FeedCounts) => sum(({ rows }) => rows[name]);
  const rows = {
    changed: counts("changed"),
    unchanged: counts("unchanged"),
    ignored: counts("ignored"),
  };
  const rejections: { [F in FeedFault]?: number } = {};
  for (const run of told) {
    for (const [fault, count] of Object.entries(run.rejections) as [FeedFault, number][]) {
      rejections[fault] = (rejections[fault] ?? 0) + count;
    }
  }
  const isStuck = last.state === "needs_confirmation";
  return {
    runId: last.runId,
    feeds: told.length,
    source: last.source,
    mode: last.mode,
    state: isStuck ? last.state : (told.find((run) => run.state === "applied") ?? last).state,
    reason: last.reason,
    read: counts("read"),
    accepted: rows.changed + rows.unchanged + rows.ignored,
    merged: counts("merged"),
    rejected: counts("rejected"),
    rejections,
    rows,
    zeroed: sum((run) => run.zeroed),
    units: sum((run) => run.units),
  };
}

type FeedColumns = Pick<ImportFeedOptions, "table" | "mapping" | "lookups">;

/**
 * Which column of a file is what in a feed: as the mapping says, or by usual names.
 *
 * @throws INVALID_INPUT with the columns that are missing
 */
export function bindFeedColumns({ table, mapping, lookups }: FeedColumns) {
  if (mapping.rules.length > 0) {
    const message = "A feed is taken as it is: its mapping has no rules";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "rules", code: "not_here", message }],
    });
  }
  const isMapped = inventoryFields.some((field) => mapping[field] !== undefined);
  const sources = isMapped ? mapping : suggestMapping(FEED_REQUIRED, table.header);
  const bound = bindMapping(sources, table.header, inventoryFields, FEED_REQUIRED, lookups);
  if (!bound.ok) {
    const faults = bound.error;
    throw new DomainError("INVALID_INPUT", "The mapping does not fit the file", { faults });
  }
  return bound.value;
}

type FeedStreamOptions = Pick<ImportFeedOptions, "table" | "mapping" | "onProgress"> & {
  readonly repairs?: FeedRepairs;
  readonly keepsRaw?: boolean;
};

/** The rows of a file as rows of one feed, read as often as need be. */
export function feedStreamOf(
  { table, mapping, onProgress, repairs = NO_REPAIRS, keepsRaw = false }: FeedStreamOptions,
  reader: FieldReader<InventoryField>,
): FeedStream {
  const read = openFeedReader(table, reader, { repairs, keepsRaw });
  return {
    fingerprint: `${table.hash} ${JSON.stringify([mapping, repairs])}`,
    batches: async function* () {
      let done = 0;
      for await (const rows of table.rows()) {
        done += rows.length;
        yield rows.filter((row) => !isBlank(row)).map(read);
        onProgress({ done, of: done });
      }
    },
  };
}
