import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { readNetwork } from "../../network/store";
import { decideCleared } from "../decide-hold-rule";
import { lockOrder, refreshOrders } from "../store";
import { lockCredit, readOrderFacts } from "../store-facts";
import { readHoldBook } from "../store-hold-book";
import { liftHolds, readFoundHolds } from "../store-holds";

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
    const { sql, now, owner } = env;
    const order = await lockOrder(sql, orderId);
    const holds = await readFoundHolds(sql, [orderId]);
    if (holds.length === 0) {
      return { lifted: 0 };
    }
    await lockCredit(sql, [order.companyId]);
    const network = await readNetwork(owner, sql);
    const { rules } = await readHoldBook(owner, sql, network.version);
    const facts = (await readOrderFacts(sql, [orderId], now)).get(orderId);
    const cleared = facts === undefined ? [] : decideCleared(holds, rules, facts);
    await liftHolds(
      env,
      cleared.map((hold) => ({ ...hold, orderId })),
      "cause_cleared",
    );
    await refreshOrders(sql, [orderId], now);
    return { lifted: cleared.length };
  },
});
