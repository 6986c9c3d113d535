import { defineCommand } from "@/server/shell/command";
import { fulfillmentOrderInput } from "../schema";
import { lockWork, setWorkState, stateAfter } from "../store";

/** The node takes the work on. */
export const acceptFulfillmentOrder = defineCommand({
  name: "fulfillment.accept_fulfillment_order",
  input: fulfillmentOrderInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql, now, emit }, { fulfillmentOrderId }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    const state = stateAfter(work, "accept");
    await setWorkState(sql, work, state, now);
    emit({
      type: "fulfillment_order.accepted",
      subject: { kind: "fulfillment_order", id: work.id },
      orderId: work.orderId,
      payload: { number: work.number, nodeCode: work.nodeCode, nodeName: work.nodeName },
    });
    return { number: work.number, state, sentence: `${work.number} was accepted` };
  },
});
