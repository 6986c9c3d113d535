import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { confirmDeliveryInput } from "../schema";
import { lockShipment } from "../store-shipping";
import { followParcel, insertTrackingEvent, readParcels } from "../store-tracking";

/** Somebody knows that the whole shipment has arrived, without a carrier saying so. */
export const confirmDelivery = defineCommand({
  name: "fulfillment.confirm_delivery",
  input: confirmDeliveryInput,
  wall: { of: ({ shipmentId }) => ({ shipmentId }) },
  run: async (env, { shipmentId, deliveredAt, note }) => {
    const held = await lockShipment(env.sql, shipmentId);
    if (held.shipment.state !== "shipped") {
      throw new DomainError(
        "ILLEGAL_TRANSITION",
        `${held.shipment.number} is ${held.shipment.state}: only what was shipped is delivered`,
        { from: held.shipment.state, number: held.shipment.number },
      );
    }
    const parcels = await readParcels(env.sql, shipmentId);
    for (const parcel of parcels.filter((p) => p.deliveredAt === null)) {
      const event = {
        packageId: parcel.id,
        status: "delivered" as const,
        occurredAt: deliveredAt ?? env.now,
        place: "",
        description: note,
        source: env.actor.name,
        externalId: null,
      };
      await insertTrackingEvent(env, event);
      const status = await followParcel(env, held, event);
      if (status !== "delivered") {
        throw new DomainError(
          "ILLEGAL_TRANSITION",
          `Parcel ${parcel.packageNumber} of ${held.shipment.number} went back to the sender`,
          { number: held.shipment.number, packageNumber: parcel.packageNumber, status },
        );
      }
    }
    return {
      number: held.shipment.number,
      sentence: `${held.shipment.number} was delivered`,
    };
  },
});
