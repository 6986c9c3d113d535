import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { trackingPathFor } from "./tracking-token";

/** The public page of an order, for those who may see the order itself anyway. */
export const findTrackingLink = defineQuery({
  name: "notifications.find_tracking_link",
  input: z.object({ orderId: z.uuid() }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async ({ sql }, { orderId }) => ({ path: await trackingPathFor(sql, orderId) }),
});
