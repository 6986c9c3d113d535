import { z } from "zod";
import { inTransaction } from "@/db/client";
import { defineQuery, PAGE_MAX, type QueryEnv } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { rehearse } from "./commands/book-orders";
import { asImporter, importUpload } from "./commands/import-upload";
import type { RejectedLine } from "./commands/keep-account";
import { bindMapping, suggestMapping } from "./decide-mapping";
import { shapeOf } from "./queries-feed-file";
import { readChanges, type WrittenChange } from "./queries-runs";
import { openTable } from "./queries-table";
import { customerFields } from "./schema";
import { catalogFields } from "./schema-skus";
import { uploadFileInput, uploadInput } from "./schema-uploads";
import {
  readColumnsOf,
  readImportedBefore,
  readLivingUploads,
  readUpload,
  readUploadParts,
  requireWhole,
  type Upload,
} from "./store-upload";
import type { Table } from "./types";
import type { UploadKind } from "./types-undo";

/** A packed file of a few megabytes can hold more than a disk. */
const UNPACKED_MAX = 268_435_456;
const SAMPLE_ROWS = 3;

/** The fields of each kind, the one first without which no row can be read. */
const FIELDS = { customers: customerFields, catalog: catalogFields } as const satisfies Record<
  UploadKind,
  readonly string[]
>;

/** The file, read from its parts as if it lay on a disk. */
export const openUploadFile = (
  sql: QueryEnv["sql"],
  { id, fileName }: Pick<Upload, "id" | "fileName">,
): Promise<Table> =>
  openTable({
    name: fileName,
    bytes: () => readUploadParts(sql, id),
    unpackedMax: UNPACKED_MAX,
  });

async function openWaiting({ sql }: QueryEnv, uploadId: string) {
  const upload = await readUpload(sql, uploadId);
  if (upload.state !== "open") {
    throw new DomainError("ILLEGAL_TRANSITION", "There is no file to be looked at any more", {
      state: upload.state,
    });
  }
  requireWhole(upload);
  return { upload, table: await openUploadFile(sql, upload) };
}

export type UploadView = Omit<Upload, "mapping" | "repairs" | "actorId" | "touchedAt">;

const viewOf = ({ mapping: _, repairs: __, actorId: ___, touchedAt: ____, ...view }: Upload) =>
  view satisfies UploadView;

/** A file that a person sent, and what became of it. */
export const findUpload = defineQuery({
  name: "imports.find_upload",
  input: uploadInput,
  wall: "staff",
  run: async ({ sql }, { uploadId }): Promise<UploadView> =>
    viewOf(await readUpload(sql, uploadId)),
});

/** Files on which something is still to happen. */
export const listUploads = defineQuery({
  name: "imports.list_uploads",
  input: z.object({ limit: z.int().min(1).max(PAGE_MAX).default(20) }),
  wall: "staff",
  run: async ({ sql }, { limit }): Promise<UploadView[]> =>
    (await readLivingUploads(sql, limit)).map(viewOf),
});

const columnsInput = uploadFileInput.shape.columns;

/**
 * What a file turned out to be: encoding, delimiter, columns with samples, and which column is probably
 * which field: as in the last file of this shape, or by usual names.
 */
export const inspectUpload = defineQuery({
  name: "imports.inspect_upload",
  input: uploadInput,
  wall: "staff",
  run: async (env, { uploadId }) => {
    const { upload, table } = await openWaiting(env, uploadId);
    const known = columnsInput.safeParse(await readColumnsOf(env.sql, upload.kind, shapeOf(table)));
    const samples = await sampleRows(table);
    const suggested: Readonly<Record<string, string | undefined>> = suggestMapping<string>(
      FIELDS[upload.kind],
      table.header,
    );
    return {
      format: table.format,
      columns: table.header.map((name, at) => ({
        name,
        samples: samples.map((cells) => cells[at] ?? ""),
      })),
      fields: FIELDS[upload.kind],
      chosen: known.success ? known.data : suggested,
      isRemembered: known.success,
      takenBefore: await readImportedBefore(env.sql, upload.kind, table.hash),
    };
  },
});

async function sampleRows(table: Table): Promise<readonly (readonly string[])[]> {
  for await (const rows of table.rows()) {
    return rows.slice(0, SAMPLE_ROWS).map(({ cells }) => cells);
  }
  return [];
}

/** A row that would not be taken, and the cell in which a person can put it right. */
export type UnfitRow = {
  readonly row: number;
  readonly reason: string;
  readonly sentence: string;
  /** Null when no single cell is wrong. */
  readonly column: string | null;
  /** What stands there, with what was put right. */
  readonly found: string;
};

/** As many rows and changes as a check names; the rest is counted. */
const UNFIT_MAX = 200;
const CHANGES_MAX = 50;

export type UploadCheck = {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly merged: number;
  readonly rejected: number;
  readonly unfit: readonly UnfitRow[];
  readonly changes: readonly WrittenChange[];
};

/**
 * Import the whole file as `finish_upload` would, and take it back: what it would do is what it did, and
 * what is wrong with its rows comes from the functions that take them.
 */
export const checkUpload = defineQuery({
  name: "imports.check_upload",
  input: uploadFileInput,
  wall: "staff",
  run: async (env, { uploadId, columns, repairs }): Promise<UploadCheck> => {
    const { upload, table } = await openWaiting(env, uploadId);
    const rejected: RejectedLine[] = [];
    const columnOf = openColumns(upload.kind, table, columns);
    const database = { db: env.db, sql: env.sql, end: () => Promise.resolve() };
    const ctx = { database, clock: { now: () => env.now }, actor: asImporter(env.actor) };
    return await rehearse(ctx, async (rehearsal) => {
      const file = { kind: upload.kind, table, columns, repairs };
      const report = await importUpload(rehearsal, file, (line) => {
        if (rejected.length < UNFIT_MAX) {
          rejected.push(line);
        }
      });
      // In the rehearsal's own transaction: nobody else sees what it wrote.
      const changes = await inTransaction(rehearsal.database, ({ sql }) =>
        readChanges(sql, report.runId, CHANGES_MAX),
      );
      return {
        read: report.read,
        ...report.rows,
        merged: report.merged,
        rejected: report.rejected,
        unfit: rejected.map((line) => unfitRow(line, table, columnOf)),
        changes,
      };
    });
  },
});

/** The column of a field, where it has one. */
function openColumns(
  kind: UploadKind,
  { header }: Table,
  columns: Readonly<Record<string, string>>,
): (field: string) => string | null {
  const fields: readonly string[] = FIELDS[kind];
  const bound = bindMapping<string>(columns, header, fields, [], new Map());
  return (field) => {
    const column = bound.ok && bound.value.isMapped(field) ? bound.value.nameOf(field) : null;
    return column !== null && header.includes(column) ? column : null;
  };
}

function unfitRow(
  { row, refusal: { reason, field, message } }: RejectedLine,
  { header }: Table,
  columnOf: (field: string) => string | null,
): UnfitRow {
  const column = field === null ? null : columnOf(field);
  const found = column === null ? "" : (row.cells[header.indexOf(column)] ?? "");
  return { row: row.number, reason, sentence: message, column, found };
}
