import { gs1CheckDigit, serialOf } from "@/server/oms/fulfillment/decide-codes";
import type { Carrier, LabelRequest } from "@/server/oms/fulfillment/types";
import { err, ok } from "@/server/oms/kernel/result";
import { decideDeliveryDate } from "@/server/oms/network/decide";
import { decideLane, rateShipment } from "@/server/oms/network/decide-freight";

const SERIAL_DIGITS = 10;

/** Prefix of the service, serial of the parcel, check digit: the same parcel, the same number. */
export function trackingNumberOf(prefix: string, sscc: string): string {
  const body = String(serialOf(sscc)).padStart(SERIAL_DIGITS, "0");
  return `${prefix}${body}${gs1CheckDigit(body)}`;
}

/**
 * The built-in carrier: labels and prices from the rate tables in the database, without a network.
 * It is what ships until a real carrier's adapter stands beside it.
 */
export const rateTableCarrier: Carrier = {
  createLabels: (request) => Promise.resolve(labelsFrom(request)),
  manifest: ({ reference }) => Promise.resolve(ok({ manifest: `MF-${reference}` })),
};

function labelsFrom({ service, from, to, shipOn, trackingPrefix, parcels }: LabelRequest) {
  const lane = decideLane(service.tariff, from, to);
  if (!lane.ok) {
    return err({
      code: lane.error.code,
      sentence: `${service.name} does not go from ${lane.error.from} to ${lane.error.to}`,
    });
  }
  const { zone } = lane.value;
  const delivery = decideDeliveryDate({ shipDate: shipOn, service, zone: zone.code });
  if (!delivery.ok) {
    return err({
      code: delivery.error.code,
      sentence: `${service.name} has no delivery day after ${shipOn}`,
    });
  }
  const grams = parcels.reduce((total, parcel) => total + parcel.grams, 0);
  const price = rateShipment(service.tariff, lane.value, grams);
  return ok({
    labels: parcels.map(({ packageId, sscc }) => ({
      packageId,
      trackingNumber: trackingNumberOf(trackingPrefix, sscc),
    })),
    freightMinor: price.totalMinor,
    currency: price.currency,
    estimatedDelivery: delivery.value.deliveryDate,
  });
}
