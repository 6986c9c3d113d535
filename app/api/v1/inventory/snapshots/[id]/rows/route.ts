import { restRoute } from "@/server/api/rest";
import { snapshotIdOf, snapshotRowsBody } from "@/server/api/snapshots";
import { addFeedPart } from "@/server/oms/imports/commands/add-feed-part";
import { parseInput } from "@/server/shell/command";

/** Send a numbered part of a snapshot. */
export const POST = restRoute(async ({ ctx, url, body, idempotencyKey }) => {
  const part = parseInput(snapshotRowsBody, body);
  const taken = await addFeedPart(ctx, idempotencyKey, { jobId: snapshotIdOf(url), ...part });
  return { status: 200, body: taken };
});
