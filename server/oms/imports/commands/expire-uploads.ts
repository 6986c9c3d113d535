import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { closeUpload } from "../store-upload";
import { FEED_JOB_HOURS } from "./expire-feed-jobs";

/** Close files that were sent, looked at, and left: their bytes would lie here for ever. */
export const expireUploads = defineCommand({
  name: "imports.expire_uploads",
  input: z.strictObject({}),
  wall: "staff",
  run: async ({ sql, now, emit }) => {
    const before = new Date(now.getTime() - FEED_JOB_HOURS * 3_600_000);
    const left = await sql<{ id: string }[]>`
      select id from import_upload where state = 'open' and touched_at < ${before}::timestamptz
      order by id for no key update skip locked`;
    for (const { id } of left) {
      const reason = `Nothing was heard of it for ${FEED_JOB_HOURS} hours`;
      await closeUpload(sql, id, { state: "expired", reason, now });
      emit({
        type: "import_upload.expired",
        subject: { kind: "import_upload", id },
        reason,
        payload: {},
      });
    }
    return { expired: left.length };
  },
});
