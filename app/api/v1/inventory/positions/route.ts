import { restRoute } from "@/server/api/rest";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { FEED_FAULTS, readFeedRow } from "@/server/oms/inventory/decide-feed";
import { positionBody } from "@/server/oms/inventory/schema";
import { type FeedFault, feedFaults } from "@/server/oms/inventory/types";
import { DomainError } from "@/server/oms/kernel/errors";
import { parseInput } from "@/server/shell/command";

/** Tell what one node has of one SKU: a feed of one row, which is taken or refused. */
export const PUT = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const { sku, node, onHand, ...feed } = parseInput(positionBody, body);
  const row = readFeedRow(1, { sku, node, onHand });
  const run = await applyFeed(ctx, idempotencyKey, { ...feed, mode: "delta", rows: [row] });
  const fault = feedFaults.find((each) => run.rejections[each] !== undefined);
  if (fault !== undefined) {
    throw refusal(fault, run.runId);
  }
  return {
    status: 200,
    body: { runId: run.runId, isChanged: run.rows.changed > 0, isOlder: run.state === "ignored" },
  };
});

function refusal(fault: FeedFault, runId: string): DomainError {
  const { field, problem } = FEED_FAULTS[fault];
  const faults = [{ field: field ?? "sku", code: fault, message: problem }];
  return new DomainError("INVALID_INPUT", `The position was not taken: ${problem}`, {
    faults,
    runId,
  });
}
