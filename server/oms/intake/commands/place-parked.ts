import { defineCommand } from "@/server/shell/command";
import type { OrderId } from "../../kernel/ids";
import { placeParkedInput } from "../schema";
import { closeParkedExceptions, lockParked } from "../store-parked";
import { placeAll } from "./place-orders";

/**
 * Place a parked order as it was mended. It is checked like any other; what is still wrong is refused
 * with all its faults, and the order stays parked. The order has the id that the sender was told.
 *
 * @throws NOT_FOUND; STALE when it was sent again, placed or discarded meanwhile; ORDER_REFUSED
 */
export const placeParked = defineCommand({
  name: "orders.place_parked",
  input: placeParkedInput,
  wall: "staff",
  run: async (env, { parkedId, version, order }) => {
    const { sql, now, actor } = env;
    const parked = await lockParked(env, parkedId, version);
    // It is no longer parked under its reference when the order that has it is written.
    await sql`
      update parked_order set state = 'discarded', closed_at = ${now}, closed_by = ${actor.id}
      where id = ${parkedId}`;
    const item = { key: parkedId, input: { ...order, ifFaulty: "refuse" as const } };
    const [outcome] = await placeAll(env, [item], parkedId as OrderId);
    if (outcome?.ok !== true) {
      throw outcome?.error ?? new Error("the order has no outcome");
    }
    const { value } = outcome;
    await sql`
      update parked_order set state = 'placed', order_id = ${value.orderId},
        close_reason = 'mended and placed', version = version + 1
      where id = ${parkedId}`;
    await closeParkedExceptions(env, [parkedId], `The order was placed as ${value.number}`);
    env.emit({
      type: "parked_order.placed",
      subject: { kind: "parked_order", id: parkedId },
      orderId: value.orderId,
      payload: { number: parked.number, orderNumber: value.number },
    });
    return { orderId: value.orderId, number: value.number, holds: value.holds };
  },
});
