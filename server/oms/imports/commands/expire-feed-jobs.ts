import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { closeJob } from "../store-feed-job";

/** A sender that was not heard of for so long does not come back. */
export const FEED_JOB_HOURS = 24;

/** Close feeds that were begun, or held, and left: their parts would lie here for ever. */
export const expireFeedJobs = defineCommand({
  name: "imports.expire_feed_jobs",
  input: z.strictObject({}),
  wall: "staff",
  run: async ({ sql, now, emit }) => {
    const before = new Date(now.getTime() - FEED_JOB_HOURS * 3_600_000);
    const left = await sql<{ id: string }[]>`
      select id from inventory_feed_job
      where state in ('open', 'held') and touched_at < ${before}::timestamptz
      order by id for no key update skip locked`;
    for (const { id } of left) {
      const reason = `Nothing was heard of it for ${FEED_JOB_HOURS} hours`;
      await closeJob(sql, id, { state: "expired", reason, now });
      emit({
        type: "inventory_feed_job.expired",
        subject: { kind: "inventory_feed_job", id },
        reason,
        payload: {},
      });
    }
    return { expired: left.length };
  },
});
