import { restRoute } from "@/server/api/rest";
import { finishSnapshotBody, snapshotIdOf } from "@/server/api/snapshots";
import { finishFeedJob } from "@/server/oms/imports/commands/finish-feed-job";
import { parseInput } from "@/server/shell/command";

/** Say that all parts of a snapshot are there. */
export const POST = restRoute(async ({ ctx, url, body, idempotencyKey }) => {
  const finish = parseInput(finishSnapshotBody, body);
  const jobId = snapshotIdOf(url);
  return { status: 202, body: await finishFeedJob(ctx, idempotencyKey, { jobId, ...finish }) };
});
