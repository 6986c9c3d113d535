import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lineQuantityInput } from "../schema";
import { countSteps, lineOf, lockWork, readWorkLines, requireState } from "../store";
import { unitsText, unitsToPack } from "../types";

/** Units go back to the shelf: a pick that was counted by mistake. */
export const unpickLine = defineCommand({
  name: "fulfillment.unpick_line",
  input: lineQuantityInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql }, { fulfillmentOrderId, fulfillmentOrderLineId, quantity }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    requireState(work, ["picking"], "putting units back");
    const line = lineOf(work, await readWorkLines(sql, work.id), fulfillmentOrderLineId);
    if (quantity > unitsToPack(line)) {
      const message = `${line.sku}: ${unitsText(unitsToPack(line))} picked and not in a parcel`;
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "quantity", code: "too_big", message }],
      });
    }
    await countSteps(sql, [{ lineId: line.id, orderLineId: line.orderLineId, picked: -quantity }]);
    return { number: work.number, sentence: `${quantity} × ${line.sku} was put back` };
  },
});
