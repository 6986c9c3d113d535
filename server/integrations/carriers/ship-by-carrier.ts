import { labelShipment } from "@/server/oms/fulfillment/commands/label-shipment";
import { ship } from "@/server/oms/fulfillment/commands/ship";
import { findLabelRequest } from "@/server/oms/fulfillment/queries-labels";
import { shipmentInput } from "@/server/oms/fulfillment/schema";
import type { CarrierRefusal } from "@/server/oms/fulfillment/types";
import { DomainError } from "@/server/oms/kernel/errors";
import type { Result } from "@/server/oms/kernel/result";
import type { Ctx } from "@/server/shell/command";
import { rateTableCarrier } from "./rate-table";

type ShipmentInput = { readonly shipmentId: string };

/**
 * Shipping takes two steps, and a carrier is asked before each of them, outside of any
 * transaction: labels first, then the hand-over. What the carrier answered is written down by a
 * command. A call that failed half-way is made again: the carrier answers the same for the same
 * shipment, and the command counts once by its key.
 */
async function withLabels(ctx: Ctx, idempotencyKey: string, { shipmentId }: ShipmentInput) {
  const { request, carrier, isPacked, number } = await findLabelRequest(ctx, { shipmentId });
  if (!isPacked) {
    throw new DomainError("ILLEGAL_TRANSITION", `${number} is not packed yet`, { number });
  }
  const labels = await askCarrier(carrier, () => rateTableCarrier.createLabels(request));
  return labelShipment(ctx, idempotencyKey, { shipmentId, ...labels, labels: [...labels.labels] });
}

async function withHandOver(ctx: Ctx, idempotencyKey: string, { shipmentId }: ShipmentInput) {
  const { request, carrier, trackingNumbers, number } = await findLabelRequest(ctx, {
    shipmentId,
  });
  if (trackingNumbers.length < request.parcels.length) {
    throw new DomainError("ILLEGAL_TRANSITION", `${number} has no labels yet`, { number });
  }
  const { manifest } = await askCarrier(carrier, () =>
    rateTableCarrier.manifest({ reference: request.reference, trackingNumbers }),
  );
  return ship(ctx, idempotencyKey, { shipmentId, manifest });
}

/** @throws UPSTREAM_FAILED with the carrier's reason, or when it did not answer */
async function askCarrier<T>(
  carrier: string,
  ask: () => Promise<Result<T, CarrierRefusal>>,
): Promise<T> {
  const answer = await ask().catch((cause: unknown) => {
    throw new DomainError("UPSTREAM_FAILED", `${carrier} did not answer`, {
      carrier,
      cause: cause instanceof Error ? cause.message : String(cause),
    });
  });
  if (!answer.ok) {
    throw new DomainError("UPSTREAM_FAILED", `${carrier} refused: ${answer.error.sentence}`, {
      carrier,
      ...answer.error,
    });
  }
  return answer.value;
}

const shipmentCommand = <Output>(
  name: `${string}.${string}`,
  call: (ctx: Ctx, idempotencyKey: string, input: ShipmentInput) => Promise<Output>,
) =>
  Object.assign(call, {
    spec: { name, input: shipmentInput, wall: { of: (input: ShipmentInput) => input } },
  });

/** Labels, tracking numbers, price and estimated delivery for the parcels of a packed shipment. */
export const makeLabels = shipmentCommand("fulfillment.label_shipment", withLabels);

/** The carrier takes the labelled parcels: the shipment has left the node. */
export const handOver = shipmentCommand("fulfillment.ship", withHandOver);
