import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockOrder, refreshOrders } from "../store";

/**
 * Lift a hold, with the reason of whoever has the right to. Several holds on an order must all be
 * lifted before anything is released.
 *
 * @throws NOT_FOUND; STALE when it was lifted before
 */
export const releaseHold = defineCommand({
  name: "orders.release_hold",
  input: z.object({
    orderId: z.uuid(),
    holdId: z.uuid(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { orderId, holdId, reason }) => {
    await lockOrder(sql, orderId);
    const [hold] = await sql<{ type: string; releasedAt: Date | null }[]>`
      select type, released_at as "releasedAt" from hold
      where id = ${holdId} and order_id = ${orderId} for no key update`;
    if (hold === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such hold", { holdId });
    }
    if (hold.releasedAt !== null) {
      throw new DomainError("STALE", "This hold was lifted before", { holdId });
    }
    await sql`
      update hold set released_at = ${now}, released_by = ${actor.id}, release_reason = ${reason}
      where id = ${holdId}`;
    await refreshOrders(sql, [orderId], now);
    emit({
      type: "hold.released",
      subject: { kind: "hold", id: holdId },
      orderId,
      reason,
      payload: { type: hold.type },
    });
    return { type: hold.type };
  },
});
