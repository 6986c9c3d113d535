import { defineCommand } from "@/server/shell/command";
import { uploadFileInput } from "../schema-uploads";
import { lockUpload, requireWhole } from "../store-upload";

/**
 * Say which column is what and what was put right: the worker imports the file, all of it in one
 * transaction, as the person who said so.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is not open any more, or parts are missing
 */
export const finishUpload = defineCommand({
  name: "imports.finish_upload",
  input: uploadFileInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { uploadId, columns, repairs }) => {
    const upload = await lockUpload(sql, uploadId, "open");
    requireWhole(upload);
    const { kind, fileName } = upload;
    await sql`
      update import_upload set state = 'queued', actor_id = ${actor.id}, touched_at = ${now},
        mapping = ${sql.typed(columns, 3802)}, repairs = ${sql.typed(repairs, 3802)}
      where id = ${uploadId}`;
    emit({
      type: "import_upload.queued",
      subject: { kind: "import_upload", id: uploadId },
      payload: { kind, fileName, repairs: repairs.length },
    });
    return { uploadId, state: "queued" as const };
  },
});
