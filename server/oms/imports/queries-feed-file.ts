import type { AnySql } from "@/db/client";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { FEED_FAULTS, type FeedField, faultSentence } from "../inventory/decide-feed";
import { previewFeed } from "../inventory/queries-feed-preview";
import type { PreviewedFault } from "../inventory/store-feed-preview";
import { DomainError } from "../kernel/errors";
import { bindFeedColumns, feedStreamOf } from "./commands/import-feed";
import { FEED_REQUIRED, type FeedRepairs } from "./decide-feed-file";
import { type FieldReader, suggestMapping } from "./decide-mapping";
import { openTable } from "./queries-table";
import { feedFileInput, feedJobInput, type InventoryField, inventoryMapping } from "./schema";
import {
  type FeedJob,
  readFeedJob,
  readMappingOf,
  readParts,
  readTakenBefore,
} from "./store-feed-job";
import type { Table } from "./types";

/** A packed file of a few megabytes can hold more than a disk. */
const UNPACKED_MAX = 1_073_741_824;
const SAMPLE_ROWS = 3;

/** The file of a feed, read from its parts as if it lay on a disk. */
export const openFeedFile = (sql: AnySql, job: Pick<FeedJob, "id" | "fileName">): Promise<Table> =>
  openTable({
    name: job.fileName ?? "The feed",
    bytes: () => readParts(sql, job.id),
    unpackedMax: UNPACKED_MAX,
  });

/** Files with the same columns are of one shape, and are mapped alike. */
export const shapeOf = ({ header }: Pick<Table, "header">): string => header.join("\u001f");

async function openJobFile({ sql, actor }: QueryEnv, jobId: string) {
  const job = await readFeedJob(sql, jobId, actor);
  if (job.state !== "open" || job.fileName === null) {
    throw new DomainError("ILLEGAL_TRANSITION", "There is no file to be looked at any more", {
      state: job.state,
    });
  }
  return { job, table: await openFeedFile(sql, job) };
}

/**
 * What a file turned out to be: encoding, delimiter, columns with samples, and which column is
 * probably what: as with the last file of this shape, or by usual names.
 */
export const inspectFeedFile = defineQuery({
  name: "imports.inspect_feed_file",
  input: feedJobInput,
  wall: "staff",
  run: async (env, { jobId }) => {
    const { job, table } = await openJobFile(env, jobId);
    const remembered = await readMappingOf(env.sql, shapeOf(table), job.source);
    const known = inventoryMapping.safeParse(remembered);
    const samples = await sampleRows(table);
    return {
      format: table.format,
      columns: table.header.map((name, at) => ({
        name,
        samples: samples.map((cells) => cells[at] ?? ""),
      })),
      mapping: known.success ? known.data : await suggested(env, job, table),
      isRemembered: known.success,
      takenBefore: await readTakenBefore(env.sql, job, table.hash),
    };
  },
});

/** By usual names; a source of one node needs no column that says which. */
async function suggested({ sql }: QueryEnv, job: FeedJob, { header }: Table) {
  const mapping = suggestMapping(FEED_REQUIRED, header);
  const nodes = await sql<{ code: string }[]>`
    select n.code from inventory_source s
    join inventory_source_node i on i.source_id = s.id join node n on n.id = i.node_id
    where s.code = ${job.source} limit 2`;
  const [only, another] = nodes;
  const isOfOne = mapping["stock.node"] === undefined && only !== undefined && !another;
  return { ...mapping, ...(isOfOne ? { "stock.node": { value: only.code } } : {}) };
}

async function sampleRows(table: Table): Promise<readonly (readonly string[])[]> {
  for await (const rows of table.rows()) {
    return rows.slice(0, SAMPLE_ROWS).map(({ cells }) => cells);
  }
  return [];
}

/** A row that would be rejected, and where a person can put it right. */
export type FaultyRow = {
  readonly row: number;
  readonly reason: PreviewedFault["reason"];
  readonly sentence: string;
  readonly field: FeedField | null;
  /** What stands there, before any repair. */
  readonly found: string;
};

/**
 * Read the whole file as `finish_feed_job` would, and say what it would do: nothing is written. The
 * faults are those of the same functions that take the rows.
 */
export const checkFeedFile = defineQuery({
  name: "imports.check_feed_file",
  input: feedFileInput,
  wall: "staff",
  run: async (env, { jobId, mapping, repairs }) => {
    const { job, table } = await openJobFile(env, jobId);
    const reader = bindFeedColumns({ table, mapping, lookups: new Map() });
    const rows = feedStreamOf(
      { table, mapping, repairs, keepsRaw: true, onProgress: () => {} },
      reader,
    );
    const preview = await previewFeed(env, {
      source: job.source,
      mode: job.mode,
      order: { sequence: job.sequence, asOf: job.asOf },
      rows,
    });
    const { faults, ...effect } = preview;
    const cells = await cellsOf(table, faults, reader);
    return { ...effect, faults: faults.map((fault) => faultyRow(fault, cells, reader, repairs)) };
  },
});

type FoundCells = ReadonlyMap<number, Readonly<Record<FeedField, string>>>;

const COLUMN_OF = { sku: "stock.sku", node: "stock.node", onHand: "stock.onHand" } as const;

/** What the file says in the rows that are wrong: their quantity was not understood, so not kept. */
async function cellsOf(
  table: Table,
  faults: readonly PreviewedFault[],
  reader: FieldReader<InventoryField>,
): Promise<FoundCells> {
  const wanted = new Set(faults.map(({ rowNumber }) => rowNumber));
  const found = new Map<number, Readonly<Record<FeedField, string>>>();
  for await (const rows of wanted.size === 0 ? [] : table.rows()) {
    for (const { number, cells } of rows) {
      if (wanted.has(number)) {
        const said = (field: InventoryField) => reader.read(cells, field) ?? "";
        const { sku, node, onHand } = COLUMN_OF;
        found.set(number, { sku: said(sku), node: said(node), onHand: said(onHand), asOf: "" });
      }
    }
    if (found.size === wanted.size) {
      break;
    }
  }
  return found;
}

function faultyRow(
  { rowNumber, reason }: PreviewedFault,
  cells: FoundCells,
  reader: FieldReader<InventoryField>,
  repairs: FeedRepairs,
): FaultyRow {
  const { field } = FEED_FAULTS[reason];
  if (field === null || field === "asOf") {
    const sentence = faultSentence({ rowNumber, reason }, null);
    return { row: rowNumber, reason, sentence, field: null, found: "" };
  }
  const found = cells.get(rowNumber)?.[field] ?? "";
  const key = field === "onHand" ? String(rowNumber) : found;
  const text = repairs[field][key] ?? found;
  const column = reader.nameOf(COLUMN_OF[field]);
  return {
    row: rowNumber,
    reason,
    sentence: faultSentence({ rowNumber, reason }, { column, text }),
    field,
    found,
  };
}
