import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockOrder } from "../../orders/store";
import { reviewOpenSubstitute } from "../store-substitute";

/**
 * Look whether there is still a reason to ask the customer of an order about another SKU, after something
 * came for it or was cancelled; where there is none, the question is withdrawn.
 *
 * @throws NOT_FOUND
 */
export const reviewSubstitute = defineCommand({
  name: "backorders.review_substitute",
  input: z.object({ orderId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId }) => {
    await lockOrder(env.sql, orderId);
    return { isWithdrawn: await reviewOpenSubstitute(env, orderId) };
  },
});
