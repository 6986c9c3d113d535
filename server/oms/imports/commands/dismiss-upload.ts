import { defineCommand } from "@/server/shell/command";
import { uploadInput } from "../schema-uploads";
import { closeUpload, lockUpload } from "../store-upload";

/**
 * Give up a file that was not imported.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is on its way or settled
 */
export const dismissUpload = defineCommand({
  name: "imports.dismiss_upload",
  input: uploadInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { uploadId }) => {
    const { kind, fileName } = await lockUpload(sql, uploadId, "open");
    await closeUpload(sql, uploadId, { state: "dismissed", reason: null, now });
    emit({
      type: "import_upload.dismissed",
      subject: { kind: "import_upload", id: uploadId },
      payload: { kind, fileName },
    });
    return { uploadId, state: "dismissed" as const };
  },
});
