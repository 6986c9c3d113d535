import { defineCommand } from "@/server/shell/command";
import { discardParkedInput } from "../schema";
import { closeParkedExceptions, lockParked } from "../store-parked";

/**
 * Give a parked order up, for a reason; it stays on record as it was sent.
 *
 * @throws NOT_FOUND; STALE when it was sent again, placed or discarded meanwhile
 */
export const discardParked = defineCommand({
  name: "orders.discard_parked",
  input: discardParkedInput,
  wall: "staff",
  run: async (env, { parkedId, version, reason }) => {
    const { number } = await lockParked(env, parkedId, version);
    await env.sql`
      update parked_order set state = 'discarded', closed_at = ${env.now},
        closed_by = ${env.actor.id}, close_reason = ${reason}, version = version + 1
      where id = ${parkedId}`;
    await closeParkedExceptions(env, [parkedId], "The order was given up");
    env.emit({
      type: "parked_order.discarded",
      subject: { kind: "parked_order", id: parkedId },
      reason,
      payload: { number },
    });
    return { number };
  },
});
