import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import {
  type ChangedFields,
  changeKinds,
  importKinds,
  uploadKinds,
  uploadStates,
} from "@/server/oms/imports/types-undo";
import type { ImportRunId, ImportUploadId } from "@/server/oms/kernel/ids";
import { atLeast, holds, id, instant, oneOf, ref } from "./columns";

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** One run of an import: what file, how it was read, what became of its lines. */
export const importRun = pgTable(
  "import_run",
  {
    id: id<ImportRunId>(),
    kind: text({ enum: importKinds }).notNull(),
    fileName: text().notNull(),
    fileHash: text().notNull(),
    /** The names of its columns, in their order; none: of a run from before they were kept. */
    columns: text().array().notNull().default(sql`'{}'`),
    mode: text().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** The report as printed by the command. */
    report: jsonb(),
    actorId: text().notNull(),
    isDryRun: boolean().notNull().default(false),
    /** When it was taken back, by whom and why; what became of each change stands with the change. */
    undoneAt: instant(),
    undoneBy: text(),
    undoReason: text(),
  },
  (t) => [
    index("import_run_started_idx").on(t.startedAt),
    oneOf("import_run_kind_known", t.kind, importKinds),
    holds(
      "import_run_undone_whole",
      sql`num_nonnulls(${t.undoneAt}, ${t.undoneBy}, ${t.undoReason}) in (0, 3)`,
    ),
  ],
);

/** A line that an import did not take, kept whole with its reason. */
export const importRejection = pgTable(
  "import_rejection",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    importRunId: ref<ImportRunId>()
      .notNull()
      .references(() => importRun.id),
    rowNumber: integer().notNull(),
    reason: text().notNull(),
    field: text(),
    message: text().notNull(),
    raw: jsonb().notNull(),
  },
  (t) => [index("import_rejection_run_idx").on(t.importRunId, t.reason)],
);

/** What a run made or changed, as it was before and after: written in the transaction that changed it. */
export const importChange = pgTable(
  "import_change",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    importRunId: ref<ImportRunId>()
      .notNull()
      .references(() => importRun.id),
    kind: text({ enum: changeKinds }).notNull(),
    subjectId: uuid().notNull(),
    /** What people call it: a code, or a company's and a ship-to's. */
    name: text().notNull(),
    /** All that an import may write of it; null: the run made it. */
    before: jsonb().$type<ChangedFields>(),
    after: jsonb().$type<ChangedFields>().notNull(),
    /** Once the run was taken back: why this stays as it is; null: it was put back. */
    leftWhy: text(),
  },
  (t) => [
    index("import_change_run_idx").on(t.importRunId, t.id),
    oneOf("import_change_kind_known", t.kind, changeKinds),
  ],
);

/** A file that a person sent and looks at before it is imported. */
export const importUpload = pgTable(
  "import_upload",
  {
    id: id<ImportUploadId>(),
    kind: text({ enum: uploadKinds }).notNull(),
    fileName: text().notNull(),
    state: text({ enum: uploadStates }).notNull(),
    /** In how many parts it comes. */
    parts: integer().notNull(),
    /** SHA-256 of the unpacked file, once it was imported. */
    fileHash: text(),
    /** The names of its columns, with U+001F between them: files of one shape are mapped alike. */
    shape: text(),
    /** Which column is what, and the cells that a person put right. */
    mapping: jsonb(),
    repairs: jsonb(),
    runId: ref<ImportRunId>().references(() => importRun.id),
    /** Why it came to nothing. */
    reason: text(),
    actorId: text().notNull(),
    openedAt: instant().notNull(),
    touchedAt: instant().notNull(),
  },
  (t) => [
    index("import_upload_run_idx").on(t.runId),
    index("import_upload_waiting_idx").on(t.touchedAt).where(sql`${t.state} = 'open'`),
    oneOf("import_upload_kind_known", t.kind, uploadKinds),
    oneOf("import_upload_state_known", t.state, uploadStates),
    holds("import_upload_done_has_run", sql`(${t.state} = 'done') = (${t.runId} is not null)`),
  ],
);

/** A part of such a file, kept until it is settled. */
export const importUploadPart = pgTable(
  "import_upload_part",
  {
    uploadId: ref<ImportUploadId>()
      .notNull()
      .references(() => importUpload.id),
    /** From 1, without gaps when all are there. */
    number: integer().notNull(),
    hash: text().notNull(),
    content: bytes().notNull(),
  },
  (t) => [
    primaryKey({ name: "import_upload_part_pkey", columns: [t.uploadId, t.number] }),
    atLeast("import_upload_part_numbered", t.number, 1),
  ],
);
