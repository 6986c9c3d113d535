import { restRoute } from "@/server/api/rest";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { feedRowsOf } from "@/server/oms/inventory/decide-feed";
import { feedBody } from "@/server/oms/inventory/schema";
import { parseInput } from "@/server/shell/command";

/** Tell what nodes have on hand. The same shape as a file: SKU, node and units there are. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const { rows, ...feed } = parseInput(feedBody, body);
  const run = await applyFeed(ctx, idempotencyKey, { ...feed, rows: feedRowsOf(rows) });
  return { status: run.state === "applied" ? 201 : 200, body: run };
});
