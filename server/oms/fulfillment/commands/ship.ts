import { defineCommand } from "@/server/shell/command";
import { shipInput } from "../schema";
import { requireMayLeave } from "../store";
import { lockShipment, shipmentStateAfter, shipOut } from "../store-shipping";

/**
 * The node confirms that the carrier has the parcels. From now on it is a shipment. The carrier
 * was told of them before, outside of this transaction.
 */
export const ship = defineCommand({
  name: "fulfillment.ship",
  input: shipInput,
  wall: { of: ({ shipmentId }) => ({ shipmentId }) },
  run: async (env, { shipmentId, manifest }) => {
    const { work, shipment } = await lockShipment(env.sql, shipmentId);
    await requireMayLeave(env.sql, work);
    const manifested =
      shipment.state === "labelled"
        ? shipmentStateAfter(shipment, "manifest", "manifested")
        : shipment.state;
    await shipOut(env, { work, shipment: { ...shipment, state: manifested } }, manifest);
    return { number: shipment.number, sentence: `${shipment.number} was shipped` };
  },
});
