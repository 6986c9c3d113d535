import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { recordLabelsInput } from "../schema";
import { requireMayLeave } from "../store";
import { lockShipment, shipmentStateAfter } from "../store-shipping";
import { readParcels } from "../store-tracking";

/**
 * Write down the labels that a carrier made for a packed shipment, with its price. The carrier was
 * asked before, outside of this transaction. A label is not a shipment: nothing has left yet.
 *
 * Labels that are there already stay: asking again answers them.
 */
export const labelShipment = defineCommand({
  name: "fulfillment.label_shipment",
  input: recordLabelsInput,
  wall: { of: ({ shipmentId }) => ({ shipmentId }) },
  run: async ({ sql, emit }, input) => {
    const { work, shipment } = await lockShipment(sql, input.shipmentId);
    const parcels = await readParcels(sql, shipment.id);
    const answer = { number: shipment.number, packages: parcels.length };
    if (shipment.state === "labelled") {
      return { ...answer, sentence: `${shipment.number} has its labels already` };
    }
    const state = shipmentStateAfter(shipment, "label", "labelled");
    if (work.state !== "packed") {
      throw new DomainError("ILLEGAL_TRANSITION", `${work.number} is not packed yet`, {
        from: work.state,
        number: work.number,
      });
    }
    await requireMayLeave(sql, work);
    const labelled = new Set(input.labels.map(({ packageId }) => packageId));
    if (labelled.size !== parcels.length || !parcels.every(({ id }) => labelled.has(id))) {
      throw new DomainError("STALE", "The parcels changed while the labels were made", {
        shipmentId: shipment.id,
      });
    }
    const rows = input.labels.map(({ packageId, trackingNumber }) => ({
      id: packageId,
      tracking_number: trackingNumber,
    }));
    await sql`
      update package p set tracking_number = r.tracking_number
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, tracking_number text)
      where p.id = r.id`;
    await sql`
      update shipment set state = ${state}, freight_cost = ${input.freightMinor},
        currency = ${input.currency}, estimated_delivery = ${input.estimatedDelivery}
      where id = ${shipment.id}`;
    emit({
      type: "shipment.labelled",
      subject: { kind: "shipment", id: shipment.id },
      orderId: work.orderId,
      payload: {
        number: shipment.number,
        carrier: shipment.carrier,
        serviceCode: shipment.serviceCode,
        packages: parcels.length,
        freightMinor: input.freightMinor,
        currency: input.currency,
      },
    });
    const labels = parcels.length === 1 ? "1 label was" : `${parcels.length} labels were`;
    return { ...answer, sentence: `${labels} made for ${shipment.number}` };
  },
});
