import { defineCommand } from "@/server/shell/command";
import { fulfillmentOrderInput } from "../schema";
import { lockWork, requireWorkUnblocked, setWorkState, stateAfter } from "../store";

/** Somebody goes to the shelves with the pick list. */
export const startPicking = defineCommand({
  name: "fulfillment.start_picking",
  input: fulfillmentOrderInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql, now, emit }, { fulfillmentOrderId }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    const state = stateAfter(work, "start_picking");
    await requireWorkUnblocked(sql, work, "pick");
    await setWorkState(sql, work, state, now);
    emit({
      type: "fulfillment_order.picking_started",
      subject: { kind: "fulfillment_order", id: work.id },
      orderId: work.orderId,
      payload: { number: work.number, nodeCode: work.nodeCode, nodeName: work.nodeName },
    });
    return { number: work.number, state, sentence: `Picking of ${work.number} was started` };
  },
});
