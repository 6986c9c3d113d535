import { z } from "zod";
import { importModes } from "./types";
import { importKinds } from "./types-undo";

export const startRunInput = z.strictObject({
  kind: z.enum(importKinds),
  fileName: z.string(),
  fileHash: z.string(),
  /** The names of its columns, in their order. */
  columns: z.array(z.string()).default([]),
  mode: z.enum([...importModes, "set"]),
  isDryRun: z.boolean(),
});

export const finishRunInput = z.strictObject({
  runId: z.uuid(),
  report: z.record(z.string(), z.json()),
});

export const recordRejectionsInput = z.strictObject({
  runId: z.uuid(),
  rejections: z.array(
    z.strictObject({
      rowNumber: z.int(),
      reason: z.string(),
      field: z.string().nullable(),
      message: z.string(),
      raw: z.record(z.string(), z.string()),
    }),
  ),
});

export const undoRunInput = z.strictObject({
  runId: z.uuid(),
  reason: z.string().trim().min(1, "Say why").max(500),
  /** Put back what can be, and leave the rest. */
  leaveUsed: z.boolean().default(false),
});
