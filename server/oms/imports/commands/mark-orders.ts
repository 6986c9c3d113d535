import { defineCommand } from "@/server/shell/command";
import { markOrdersInput } from "../schema";

/** Note on orders just placed which run brought them, and what it said of them. */
export const markOrders = defineCommand({
  name: "imports.mark_orders",
  input: markOrdersInput,
  wall: "staff",
  run: async ({ sql }, { runId, channelId, orders }) => {
    const rows = orders.map(({ reference, sourceHash }) => ({
      reference,
      source_hash: sourceHash,
    }));
    const marked = await sql`
      update sales_order o set source_hash = r.source_hash, import_run_id = ${runId}
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(reference text, source_hash text)
      where o.channel_id = ${channelId} and o.external_ref = r.reference and o.source_hash is null`;
    return { marked: marked.count };
  },
});
