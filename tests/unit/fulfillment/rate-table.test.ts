import { expect, test } from "vitest";
import { rateTableCarrier, trackingNumberOf } from "@/server/integrations/carriers/rate-table";
import { hasCheckDigit, ssccOf } from "@/server/oms/fulfillment/decide-codes";
import type { LabelRequest } from "@/server/oms/fulfillment/types";
import { localDate } from "@/server/oms/kernel/local-date";
import { TARIFF } from "../../support/factories";
import { TAKES_ALL } from "../../support/services";

const request = (over: Partial<LabelRequest> = {}): LabelRequest => ({
  reference: "SH-1",
  service: {
    code: "ground",
    name: "Ground",
    carrier: "Ordinate Freight",
    calendar: { workingDays: 0b0011111, closures: new Set() },
    tariff: TARIFF,
    ...TAKES_ALL,
  },
  trackingPrefix: "OF",
  from: { country: "US", point: { latitude: 39.53, longitude: -119.81 } },
  to: { country: "US", point: { latitude: 37.79, longitude: -122.39 } },
  shipOn: localDate("2026-11-20"),
  parcels: [
    { packageId: "p1", sscc: ssccOf(1), grams: 1_000 },
    { packageId: "p2", sscc: ssccOf(2), grams: 500 },
  ],
  ...over,
});

test("labels, the price of all parcels together, and the carrier's delivery day", async () => {
  expect(await rateTableCarrier.createLabels(request())).toEqual({
    ok: true,
    value: {
      labels: [
        { packageId: "p1", trackingNumber: trackingNumberOf("OF", ssccOf(1)) },
        { packageId: "p2", trackingNumber: trackingNumberOf("OF", ssccOf(2)) },
      ],
      // 800 + 1.5 kg × 60 cents
      freightMinor: 890,
      currency: "USD",
      // Friday, and two working days of the carrier.
      estimatedDelivery: "2026-11-24",
    },
  });
});

test("asking again gives the same labels, so a lost answer can be asked for", async () => {
  expect(await rateTableCarrier.createLabels(request())).toEqual(
    await rateTableCarrier.createLabels(request()),
  );
});

test("tracking numbers differ by parcel and end in a check digit", () => {
  const numbers = Array.from({ length: 200 }, (_, at) => trackingNumberOf("OF", ssccOf(at + 1)));
  expect(new Set(numbers).size).toBe(200);
  expect(numbers.every((number) => hasCheckDigit(number.slice(2)))).toBe(true);
});

test("a lane that the service does not run is refused with its reason", async () => {
  const abroad = request({ to: { country: "NL", point: null } });
  expect(await rateTableCarrier.createLabels(abroad)).toEqual({
    ok: false,
    error: { code: "LANE_NOT_SERVED", sentence: "Ground does not go from US to NL" },
  });
});

test("a hand-over is announced under the shipment's own name", async () => {
  const manifest = { reference: "SH-1", trackingNumbers: ["OF1"] };
  expect(await rateTableCarrier.manifest(manifest)).toEqual({
    ok: true,
    value: { manifest: "MF-SH-1" },
  });
});
