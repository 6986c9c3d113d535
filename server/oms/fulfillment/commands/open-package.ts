import { defineCommand } from "@/server/shell/command";
import { fulfillmentOrderInput } from "../schema";
import { lockWork, requireState, requireWorkUnblocked } from "../store";
import { draftShipmentOf, insertPackage } from "../store-packages";

/** A new parcel, with its own SSCC from the first moment. */
export const openPackage = defineCommand({
  name: "fulfillment.open_package",
  input: fulfillmentOrderInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql, now }, { fulfillmentOrderId }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    requireState(work, ["picking"], "packing");
    await requireWorkUnblocked(sql, work, "pack");
    const shipmentId = await draftShipmentOf(sql, work, now);
    const { id, packageNumber, sscc } = await insertPackage(sql, shipmentId);
    return { packageId: id, packageNumber, sscc, sentence: `Parcel ${packageNumber} was opened` };
  },
});
