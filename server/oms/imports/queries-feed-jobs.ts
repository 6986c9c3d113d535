import { z } from "zod";
import type { AnySql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { readRun } from "../inventory/queries-feeds";
import type { FeedJobState, FeedMode } from "../inventory/types";
import { FEED_JOB_HOURS } from "./commands/expire-feed-jobs";
import { feedJobInput } from "./schema";
import { countParts, type FeedJob, readFeedJob, readLivingJobs } from "./store-feed-job";

/** A feed that comes in parts, as its sender and the people who wait for it see it. */
export type FeedJobView = {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly mode: FeedMode;
  readonly sequence: number | null;
  readonly asOf: Date | null;
  readonly state: FeedJobState;
  readonly fileName: string | null;
  readonly reason: string | null;
  readonly runId: string | null;
  /** What has come: rows are counted where they come as rows. */
  readonly received: { readonly parts: number; readonly rows: number; readonly bytes: number };
  /** Rows that were read while it is applied. */
  readonly rowsDone: number;
  readonly openedAt: Date;
  /** When it is given up unless something is heard of it; null when it is settled. */
  readonly expiresAt: Date | null;
};

async function viewOf(sql: AnySql, job: FeedJob): Promise<FeedJobView> {
  const { parts, rows, bytes } = await countParts(sql, job.id);
  const waits = job.state === "open" || job.state === "held";
  return {
    id: job.id,
    source: job.source,
    sourceName: job.sourceName,
    mode: job.mode,
    sequence: job.sequence,
    asOf: job.asOf,
    state: job.state,
    fileName: job.fileName,
    reason: job.reason,
    runId: job.runId,
    received: { parts, rows, bytes },
    rowsDone: job.rowsDone,
    openedAt: job.openedAt,
    expiresAt: waits ? new Date(job.touchedAt.getTime() + FEED_JOB_HOURS * 3_600_000) : null,
  };
}

/** One such feed, how far it is, and the account of its rows once there is one. */
export const findFeedJob = defineQuery({
  name: "imports.find_feed_job",
  input: feedJobInput,
  wall: "staff",
  run: async ({ sql, actor }, { jobId }) => {
    const job = await readFeedJob(sql, jobId, actor);
    const [view, run] = await Promise.all([
      viewOf(sql, job),
      job.runId === null ? null : readRun(sql, job.runId),
    ]);
    return { ...view, run };
  },
});

/** Those on which something is still to happen: coming, on their way, or held. */
export const listFeedJobs = defineQuery({
  name: "imports.list_feed_jobs",
  input: z.object({ limit: z.int().min(1).max(PAGE_MAX).default(20) }),
  wall: "staff",
  run: async ({ sql, actor }, { limit }): Promise<FeedJobView[]> => {
    const jobs = await readLivingJobs(sql, actor, limit);
    return Promise.all(jobs.map((job) => viewOf(sql, job)));
  },
});
