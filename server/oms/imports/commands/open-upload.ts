import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { ImportUploadId } from "../../kernel/ids";
import { openUploadInput } from "../schema-uploads";

/** Begin to send a file that is looked at before it is imported. Nothing changes before it is finished. */
export const openUpload = defineCommand({
  name: "imports.open_upload",
  input: openUploadInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { kind, fileName, parts }) => {
    const uploadId = newId<ImportUploadId>();
    await sql`
      insert into import_upload (id, kind, file_name, state, parts, actor_id, opened_at, touched_at)
      values (${uploadId}, ${kind}, ${fileName}, 'open', ${parts}, ${actor.id}, ${now}, ${now})`;
    emit({
      type: "import_upload.opened",
      subject: { kind: "import_upload", id: uploadId },
      payload: { kind, fileName },
    });
    return { uploadId };
  },
});
