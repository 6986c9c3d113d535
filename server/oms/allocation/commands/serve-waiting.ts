import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockOrder } from "../../orders/store";
import { serveOrder } from "../store-serve";

/**
 * Give free stock of a SKU to an order that waits for it, after stock turned up outside of a receipt:
 * a count, an adjustment, a feed, another status, an order that was given up.
 *
 * @throws NOT_FOUND
 */
export const serveWaiting = defineCommand({
  name: "allocation.serve_waiting",
  input: z.object({ orderId: z.uuid(), skuId: z.uuid() }),
  wall: "staff",
  run: async (env, waiting) => {
    const { status } = await lockOrder(env.sql, waiting.orderId);
    const goesOn = status === "confirmed" || status === "in_fulfillment";
    return { units: goesOn ? await serveOrder(env, waiting, "stock_found") : 0 };
  },
});
