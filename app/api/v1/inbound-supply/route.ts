import { restRoute } from "@/server/api/rest";
import { setSupply } from "@/server/oms/allocation/commands/set-supply";
import { setSupplyInput } from "@/server/oms/allocation/schema";
import { parseInput } from "@/server/shell/command";

/** Say what is to come: purchase orders and production, each by its number, node and SKU. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 200,
  body: await setSupply(ctx, idempotencyKey, parseInput(setSupplyInput, body)),
}));
