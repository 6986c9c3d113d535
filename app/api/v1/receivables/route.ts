import { restRoute } from "@/server/api/rest";
import { setReceivables } from "@/server/oms/customers/commands/set-receivables";
import { setReceivablesInput } from "@/server/oms/customers/schema";
import { parseInput } from "@/server/shell/command";

/** The ERP tells what companies owe; each has its own outcome. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 200,
  body: await setReceivables(ctx, idempotencyKey, parseInput(setReceivablesInput, body)),
}));
