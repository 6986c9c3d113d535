import { createHash } from "node:crypto";
import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { FEED_BODY_ROWS_MAX, feedRow } from "../../inventory/schema";
import { DomainError } from "../../kernel/errors";
import { partNumber } from "../schema";
import { countParts, type FeedJob, lockFeedJob } from "../store-feed-job";

const refused = (field: string, code: string, message: string) =>
  new DomainError("INVALID_INPUT", message, { faults: [{ field, code, message }] });

/** Bytes of a file that travel in one part, and as text of base64. */
export const FEED_PART_BYTES = 1_048_576;
const PART_TEXT_MAX = Math.ceil(FEED_PART_BYTES / 3) * 4;

export const addFeedPartInput = z.strictObject({
  jobId: z.uuid(),
  number: partNumber,
  rows: z.array(feedRow).min(1).max(FEED_BODY_ROWS_MAX).optional(),
  /** Of a file, in base64. */
  bytes: z.base64().min(1).max(PART_TEXT_MAX).optional(),
});

/**
 * Take one numbered part of a feed: rows, or bytes of its file. Parts may come in any order, and the
 * same one again is there already; another under the same number is refused, not chosen from.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION once the feed is finished; DUPLICATE for other content under
 *   a number that is taken; INVALID_INPUT for rows where a file is expected, or the other way round
 */
export const addFeedPart = defineCommand({
  name: "imports.add_feed_part",
  input: addFeedPartInput,
  wall: "staff",
  run: async ({ sql, now, actor }, { jobId, number, rows, bytes }) => {
    const job = await lockFeedJob(sql, jobId, actor);
    if (job.state !== "open") {
      throw new DomainError("ILLEGAL_TRANSITION", `The feed is ${job.state}: it takes no more`, {
        state: job.state,
      });
    }
    const content = contentOf(job, rows, bytes);
    await keepPart(sql, { jobId, number, rows: rows?.length ?? 0, content });
    await sql`update inventory_feed_job set touched_at = ${now} where id = ${jobId}`;
    const received = await countParts(sql, jobId);
    return { jobId, number, parts: received.parts, rows: received.rows };
  },
});

function contentOf({ fileName }: FeedJob, rows: unknown, bytes: string | undefined): Buffer {
  if (fileName === null) {
    if (rows === undefined) {
      throw refused("rows", "missing", "Send rows: the feed was opened without a file");
    }
    return Buffer.from(JSON.stringify(rows));
  }
  if (bytes === undefined) {
    throw refused("bytes", "missing", `Send bytes: the feed was opened for ${fileName}`);
  }
  return Buffer.from(bytes, "base64");
}

type Part = {
  readonly jobId: string;
  readonly number: number;
  readonly rows: number;
  readonly content: Buffer;
};

async function keepPart(sql: RawTx, { jobId, number, rows, content }: Part): Promise<void> {
  const hash = createHash("sha256").update(content).digest("base64url");
  const kept = await sql`
    insert into inventory_feed_part (job_id, number, rows, hash, content)
    values (${jobId}, ${number}, ${rows}, ${hash}, ${content})
    on conflict (job_id, number) do nothing returning 1`;
  if (kept.length > 0) {
    return;
  }
  const [same] = await sql`select from inventory_feed_part
    where job_id = ${jobId} and number = ${number} and hash = ${hash}`;
  if (same === undefined) {
    const message = `Part ${number} was sent before, with other content`;
    const faults = [{ field: "number", code: "taken", message }];
    throw new DomainError("DUPLICATE", message, { faults });
  }
}
