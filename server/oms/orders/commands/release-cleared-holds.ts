import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { readNetwork } from "../../network/store";
import { lockOrder } from "../store";
import { liftCleared } from "../store-recheck";

/**
 * Lift the holds of an order that rules set and no longer would: the limit was raised, the customer
 * paid, the other order was cancelled. Only holds of types that lift themselves; what a person set
 * stays until a person lifts it.
 *
 * @returns how many were lifted
 * @throws NOT_FOUND
 */
export const releaseClearedHolds = defineCommand({
  name: "orders.release_cleared_holds",
  input: z.object({ orderId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId }) => {
    const order = await lockOrder(env.sql, orderId);
    const network = await readNetwork(env.owner, env.sql);
    return { lifted: await liftCleared(env, order, network.version) };
  },
});
