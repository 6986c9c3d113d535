import { createHash } from "node:crypto";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { addUploadPartInput } from "../schema-uploads";
import { lockUpload } from "../store-upload";

/**
 * Take one numbered part of a file. Parts may come in any order, and the same one again is there already;
 * another under the same number is refused, not chosen from.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION once the file is finished; DUPLICATE for other content under a
 *   number that is taken; INVALID_INPUT for more parts than were announced
 */
export const addUploadPart = defineCommand({
  name: "imports.add_upload_part",
  input: addUploadPartInput,
  wall: "staff",
  run: async ({ sql, now }, { uploadId, number, bytes }) => {
    const { parts } = await lockUpload(sql, uploadId, "open");
    if (number > parts) {
      const message = `The file was to come in ${parts} parts`;
      const faults = [{ field: "number", code: "too_many", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    const content = Buffer.from(bytes, "base64");
    const hash = createHash("sha256").update(content).digest("base64url");
    const [kept] = await sql<{ hash: string }[]>`
      insert into import_upload_part as p (upload_id, number, hash, content)
      values (${uploadId}, ${number}, ${hash}, ${content})
      on conflict (upload_id, number) do update set hash = p.hash
      returning p.hash`;
    if (kept?.hash !== hash) {
      const message = `Part ${number} was sent before, with other content`;
      const faults = [{ field: "number", code: "taken", message }];
      throw new DomainError("DUPLICATE", message, { faults });
    }
    await sql`update import_upload set touched_at = ${now} where id = ${uploadId}`;
    return { uploadId, number };
  },
});
