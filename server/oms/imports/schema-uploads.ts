import { z } from "zod";
import { partNumber } from "./schema";
import { uploadKinds } from "./types-undo";

/** Twenty megabytes of a file; packed, a few hundred thousand rows. */
export const UPLOAD_PARTS_MAX = 20;
/** Bytes of a file that travel in one part. */
const PART_BYTES = 1_048_576;

export const openUploadInput = z.strictObject({
  kind: z.enum(uploadKinds, "Choose what the file holds"),
  fileName: z.string().trim().min(1).max(200),
  /** In how many parts it will come, so that none is missing unnoticed. */
  parts: partNumber.max(UPLOAD_PARTS_MAX, "The file is too large: import it by the command line"),
});

export const uploadInput = z.strictObject({ uploadId: z.uuid() });

export const addUploadPartInput = uploadInput.extend({
  number: partNumber,
  /** In base64. */
  bytes: z
    .base64()
    .min(1)
    .max(Math.ceil(PART_BYTES / 3) * 4),
});

/** A cell that a person put right, by the row as a spreadsheet numbers it and the name of its column. */
const cellRepair = z.strictObject({
  row: z.int().min(2),
  column: z.string().max(200),
  text: z.string().max(500),
});
export type CellRepair = z.output<typeof cellRepair>;

export const uploadFileInput = uploadInput.extend({
  /** Which column is which field. */
  columns: z.record(z.string().max(60), z.string().min(1).max(200)),
  repairs: z.array(cellRepair).max(2_000, "Repair the file itself").default([]),
});

export const settleUploadInput = uploadInput.extend({
  state: z.enum(["done", "failed"]),
  runId: z.uuid().nullable(),
  fileHash: z.string().nullable(),
  shape: z.string().nullable(),
  reason: z.string().nullable(),
});
