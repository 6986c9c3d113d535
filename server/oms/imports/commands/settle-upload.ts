import { defineCommand } from "@/server/shell/command";
import { settleUploadInput } from "../schema-uploads";
import { closeUpload, lockUpload } from "../store-upload";

/**
 * Write down what became of a file: imported by a run, or not to be read. The worker's own, in the
 * transaction of the import: whoever comes second finds it settled and imports nothing.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it was settled meanwhile
 */
export const settleUpload = defineCommand({
  name: "imports.settle_upload",
  input: settleUploadInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { uploadId, state, runId, fileHash, shape, reason }) => {
    const { kind, fileName } = await lockUpload(sql, uploadId, "queued");
    await sql`
      update import_upload set file_hash = ${fileHash}, shape = ${shape} where id = ${uploadId}`;
    await closeUpload(sql, uploadId, { state, reason, runId, now });
    emit({
      type: "import_upload.settled",
      subject: { kind: "import_upload", id: uploadId },
      reason,
      payload: { kind, fileName, state, runId },
    });
    return { uploadId, state };
  },
});
