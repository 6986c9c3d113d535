import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockOrder } from "../../orders/store";
import { allocationHold } from "../../orders/store-holds";
import { serveOrder } from "../store-serve";

/**
 * Give free stock of a SKU, or a promise from supply, to an order that waits for it, after something
 * turned up: by a count, an adjustment, a feed, another status, a transfer, an order that was given
 * up, or a hold that was lifted. See `serveOrder`. While a hold keeps the order from stock it gets none.
 *
 * @throws NOT_FOUND
 */
export const serveWaiting = defineCommand({
  name: "allocation.serve_waiting",
  input: z.object({
    orderId: z.uuid(),
    skuId: z.uuid(),
    /** What the policy leaves it; null: all there is. */
    most: z
      .object({ stock: z.int().min(0), supply: z.int().min(0) })
      .nullable()
      .default(null),
  }),
  wall: "staff",
  run: async (env, waiting) => {
    const { status } = await lockOrder(env.sql, waiting.orderId);
    const goesOn = status === "confirmed" || status === "in_fulfillment";
    return goesOn && (await allocationHold(env.sql, waiting.orderId)) === null
      ? serveOrder(env, waiting, "stock_found")
      : { units: 0, promised: 0 };
  },
});
