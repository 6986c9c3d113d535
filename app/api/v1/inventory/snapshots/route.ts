import { restRoute } from "@/server/api/rest";
import { openSnapshotBody } from "@/server/api/snapshots";
import { openFeedJob } from "@/server/oms/imports/commands/open-feed-job";
import { parseInput } from "@/server/shell/command";

/** Begin a feed that comes in parts. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 201,
  body: await openFeedJob(ctx, idempotencyKey, parseInput(openSnapshotBody, body)),
}));
