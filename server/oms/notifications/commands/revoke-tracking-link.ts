import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";

/**
 * End an order's public link at once, for when it got into wrong hands.
 *
 * @throws NOT_FOUND when the order has no link that works
 */
export const revokeTrackingLink = defineCommand({
  name: "tracking.revoke_link",
  input: z.object({ orderId: z.uuid(), reason: z.string().trim().min(1).max(500) }),
  wall: "staff",
  run: async ({ sql, now, emit }, { orderId, reason }) => {
    const revoked = await sql`
      update tracking_link set revoked_at = ${now}
      where order_id = ${orderId} and revoked_at is null`;
    if (revoked.count === 0) {
      throw new DomainError("NOT_FOUND", "This order has no tracking link that works", { orderId });
    }
    emit({
      type: "tracking_link.revoked",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: {},
    });
    return { orderId };
  },
});
