import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockOrder, refreshOrders } from "../store";
import { liftHolds } from "../store-holds";

/**
 * Lift a hold, with the reason of whoever has the right to: that of lifting holds at all, and the
 * one that the hold's type asks for. Several holds on an order must all be lifted before anything
 * goes on.
 *
 * @throws NOT_FOUND; STALE when it was lifted before; FORBIDDEN without the right of its type
 */
export const releaseHold = defineCommand({
  name: "orders.release_hold",
  input: z.object({
    orderId: z.uuid(),
    holdId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async (env, { orderId, holdId, reason }) => {
    const { sql, actor, now } = env;
    await lockOrder(sql, orderId);
    const [hold] = await sql<
      { type: string; typeName: string; releaseRight: string; releasedAt: Date | null }[]
    >`
      select h.type, t.name as "typeName", t.release_right as "releaseRight",
        h.released_at as "releasedAt"
      from hold h join hold_type t on t.code = h.type
      where h.id = ${holdId} and h.order_id = ${orderId} for no key update of h`;
    if (hold === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such hold", { holdId });
    }
    if (hold.releasedAt !== null) {
      throw new DomainError("STALE", "This hold was lifted before", { holdId });
    }
    if (!actor.capabilities.has(hold.releaseRight)) {
      throw new DomainError("FORBIDDEN", `${actor.name} may not lift a hold “${hold.typeName}”`, {
        right: hold.releaseRight,
      });
    }
    await liftHolds(env, [{ id: holdId, orderId, type: hold.type, reason }], "by_hand");
    await refreshOrders(sql, [orderId], now);
    return { type: hold.type };
  },
});
