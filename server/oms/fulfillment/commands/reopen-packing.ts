import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { fulfillmentOrderInput } from "../schema";
import { lockWork, setWorkState, stateAfter } from "../store";
import { readPackages } from "../store-packages";

/** Back to packing, as long as the carrier knows nothing of the parcels. */
export const reopenPacking = defineCommand({
  name: "fulfillment.reopen_packing",
  input: fulfillmentOrderInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql, now }, { fulfillmentOrderId }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    const state = stateAfter(work, "reopen");
    const packages = await readPackages(sql, work);
    if (packages.some(({ shipmentState }) => shipmentState !== "draft")) {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `${work.number} has its labels, so its parcels stay closed`,
        { number: work.number },
      );
    }
    await setWorkState(sql, work, state, now);
    return { number: work.number, state, sentence: `${work.number} was opened for packing again` };
  },
});
