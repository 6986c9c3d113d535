import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { refreshOrders } from "../store";
import { liftHolds } from "../store-holds";

/** As many holds are lifted at once. */
export const HOLDS_MAX = 500;

export type HoldOutcome = {
  readonly holdId: string;
  readonly orderNumber: string | null;
  readonly outcome: "released" | "released_before" | "not_allowed" | "order_over" | "not_found";
};

/**
 * Lift many holds for one reason: those that a list showed, named one by one, so that none is lifted
 * that nobody saw. Each has its own outcome; one that cannot be lifted keeps no other.
 *
 * Locks the orders by id.
 */
export const releaseHolds = defineCommand({
  name: "orders.release_holds",
  input: z.object({
    holdIds: z.array(z.uuid()).min(1, "Name a hold").max(HOLDS_MAX),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async (env, { holdIds, reason }) => {
    const { sql, actor, now } = env;
    await sql`
      select id from sales_order
      where id in (select order_id from hold where id = any(${holdIds}::uuid[]))
      order by id for no key update`;
    const found = await sql<FoundHold[]>`
      select h.id, h.order_id as "orderId", o.number, h.type, h.released_at as "releasedAt",
        t.release_right as "releaseRight",
        o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment') as "isOpen"
      from hold h join sales_order o on o.id = h.order_id join hold_type t on t.code = h.type
      where h.id = any(${holdIds}::uuid[]) order by o.number, h.id for no key update of h`;
    const outcomes = found.map((hold): HoldOutcome & { readonly hold: FoundHold } => ({
      hold,
      holdId: hold.id,
      orderNumber: hold.number,
      outcome: outcomeOf(hold, actor.capabilities),
    }));
    const lifted = outcomes.flatMap(({ hold, outcome }) =>
      outcome === "released" ? [{ ...hold, reason }] : [],
    );
    await liftHolds(env, lifted, "by_hand");
    await refreshOrders(sql, [...new Set(lifted.map(({ orderId }) => orderId))], now);
    const known = new Set(found.map(({ id }) => id));
    return {
      released: lifted.length,
      outcomes: [
        ...outcomes.map(({ hold: _, ...outcome }) => outcome),
        ...[...new Set(holdIds)]
          .filter((id) => !known.has(id))
          .map((holdId): HoldOutcome => ({ holdId, orderNumber: null, outcome: "not_found" })),
      ],
    };
  },
});

type FoundHold = {
  readonly id: string;
  readonly orderId: string;
  readonly number: string;
  readonly type: string;
  readonly releasedAt: Date | null;
  readonly releaseRight: string;
  readonly isOpen: boolean;
};

function outcomeOf(hold: FoundHold, rights: ReadonlySet<string>): HoldOutcome["outcome"] {
  if (hold.releasedAt !== null) {
    return "released_before";
  }
  if (!hold.isOpen) {
    return "order_over";
  }
  return rights.has(hold.releaseRight) ? "released" : "not_allowed";
}
