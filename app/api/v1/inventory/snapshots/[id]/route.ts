import { restRoute } from "@/server/api/rest";
import { snapshotIdOf } from "@/server/api/snapshots";
import { dismissFeedJob } from "@/server/oms/imports/commands/dismiss-feed-job";
import { findFeedJob } from "@/server/oms/imports/queries-feed-jobs";

/** How far a snapshot is, and the account of its rows. */
export const GET = restRoute(async ({ ctx, url }) => ({
  status: 200,
  body: await findFeedJob(ctx, { jobId: snapshotIdOf(url) }),
}));

/** Give it up. */
export const DELETE = restRoute(async ({ ctx, url, idempotencyKey }) => ({
  status: 200,
  body: await dismissFeedJob(ctx, idempotencyKey, { jobId: snapshotIdOf(url) }),
}));
