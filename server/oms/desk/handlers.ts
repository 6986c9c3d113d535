import { makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import type { Handler } from "@/server/shell/handler";

/** Somebody at the desk wants a carrier to be asked again for the labels of a packed shipment. */
export const makeWantedLabels: Handler = {
  name: "desk.make_labels",
  run: async ({ ctx, key }, { payload }) => {
    if (typeof payload === "object" && payload !== null && "shipmentId" in payload) {
      await makeLabels(ctx, key("labels"), { shipmentId: String(payload.shipmentId) });
    }
  },
};
