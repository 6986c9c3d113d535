import { restRoute } from "@/server/api/rest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { parseInput } from "@/server/shell/command";

/** Place one order. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const named = typeof body === "object" && body !== null ? { channelCode: "api", ...body } : body;
  const order = await placeOrder(ctx, idempotencyKey, parseInput(placeOrderInput, named));
  return { status: 201, body: order };
});
