import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { closeJob, lockFeedJob } from "../store-feed-job";

export const settleFeedJobInput = z.strictObject({
  jobId: z.uuid(),
  state: z.enum(["held", "done", "failed"]),
  runId: z.uuid().nullable(),
  /** Of a file: its hash and the names of its columns. */
  fileHash: z.string().nullable(),
  shape: z.string().nullable(),
  reason: z.string().nullable(),
});

/**
 * Write down what became of a feed that was finished: applied or ignored, held for a person, or not
 * to be read. The worker's own; what is held keeps its parts, for it may be confirmed.
 */
export const settleFeedJob = defineCommand({
  name: "imports.settle_feed_job",
  input: settleFeedJobInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { jobId, state, runId, fileHash, shape, reason }) => {
    const job = await lockFeedJob(sql, jobId, actor);
    await sql`
      update inventory_feed_job set run_id = ${runId}, file_hash = ${fileHash}, shape = ${shape},
        state = ${state}, reason = ${reason}, touched_at = ${now}
      where id = ${jobId}`;
    if (state !== "held") {
      await closeJob(sql, jobId, { state, reason, now });
    }
    emit({
      type: "inventory_feed_job.settled",
      subject: { kind: "inventory_feed_job", id: jobId },
      reason,
      payload: { source: job.source, state, runId },
    });
    return { jobId, state };
  },
});
