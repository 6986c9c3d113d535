import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { feedJobInput } from "../schema";
import { closeJob, lockFeedJob } from "../store-feed-job";

/**
 * Give up a feed that was not applied: one that is still coming, or one that is held.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is on its way or settled
 */
export const dismissFeedJob = defineCommand({
  name: "imports.dismiss_feed_job",
  input: feedJobInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { jobId }) => {
    const job = await lockFeedJob(sql, jobId, actor);
    if (job.state !== "open" && job.state !== "held") {
      throw new DomainError("ILLEGAL_TRANSITION", `The feed is ${job.state} already`, {
        state: job.state,
      });
    }
    await closeJob(sql, jobId, { state: "dismissed", reason: job.reason, now });
    emit({
      type: "inventory_feed_job.dismissed",
      subject: { kind: "inventory_feed_job", id: jobId },
      payload: { source: job.source, from: job.state },
    });
    return { jobId, state: "dismissed" as const };
  },
});
