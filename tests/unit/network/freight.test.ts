import { describe, expect, test } from "vitest";
import {
  decideLane,
  freightMicro,
  laneRate,
  milesBetween,
  rateShipment,
  toMinor,
} from "@/server/oms/network/decide-freight";
import type { FreightTariff, ZoneRate } from "@/server/oms/network/types";

const zone = (code: string, upToMiles: number | null, perKgMilliMinor: number): ZoneRate => ({
  code,
  upToMiles,
  transitDays: 2,
  baseMinor: 395,
  perKgMilliMinor,
});
const near = zone("1", 150, 87_200);
const far = zone("2", null, 283_400);
const abroad = zone("X", null, 659_000);

const tariff: FreightTariff = {
  currency: "USD",
  countryGroups: [
    ["US", "CA"],
    ["NL", "DE"],
  ],
  within: [near, far],
  across: [abroad],
  minimumMinor: 0,
  surcharges: [],
};
const reno = { country: "US", point: { latitude: 39.6349, longitude: -119.8796 } };
const seattle = { country: "US", point: { latitude: 47.6017, longitude: -122.3302 } };

describe("decideLane", () => {
  test("measures the great circle", () => {
    expect(milesBetween(reno.point, seattle.point)).toBeCloseTo(564.0, 0);
    expect(milesBetween(reno.point, reno.point)).toBe(0);
  });

  test("takes the band of the distance, its end included", () => {
    const inBand = (upToMiles: number) => {
      const bands = [{ ...near, upToMiles }, far];
      const lane = decideLane({ ...tariff, within: bands }, reno, seattle);
      return lane.ok ? lane.value.zone.code : lane.error.code;
    };
    const miles = milesBetween(reno.point, seattle.point);
    expect(inBand(miles)).toBe("1");
    expect(inBand(miles - 0.001)).toBe("2");
  });

  test("takes the outer zones where a lane leaves a group of countries", () => {
    const rotterdam = { country: "NL", point: { latitude: 51.8857, longitude: 4.4366 } };
    expect(decideLane(tariff, reno, rotterdam)).toMatchObject({
      ok: true,
      value: { zone: abroad, isCrossBorder: true },
    });
    expect(decideLane(tariff, reno, { ...seattle, country: "CA" })).toMatchObject({
      value: { isCrossBorder: false },
    });
  });

  test("assumes the farthest zone where a place is not known", () => {
    expect(decideLane(tariff, reno, { country: "US", point: null })).toMatchObject({
      ok: true,
      value: { zone: far, miles: null },
    });
  });

  test("says when a service does not go there", () => {
    const inland = { ...tariff, across: [] };
    expect(decideLane(inland, reno, { country: "DE", point: null })).toEqual({
      ok: false,
      error: { code: "LANE_NOT_SERVED", from: "US", to: "DE" },
    });
    const short = { ...tariff, within: [near] };
    expect(decideLane(short, reno, seattle).ok).toBe(false);
  });
});

describe("rateShipment", () => {
  test("charges the base and the weight, rounded half up once", () => {
    // 395 cents + 1.234 kg at 87.2 cents = 502.6048 cents.
    expect(rateShipment(tariff, near, 1_234)).toEqual({
      totalMinor: 503,
      currency: "USD",
      parts: [
        { code: "base", name: "Zone 1", minor: 395 },
        { code: "weight", name: "Weight", minor: 108 },
      ],
    });
    expect(toMinor(500_000)).toBe(1);
    expect(toMinor(499_999)).toBe(0);
  });

  test("adds surcharges of the zone: flat, by weight and in percent", () => {
    const loaded: FreightTariff = {
      ...tariff,
      surcharges: [
        {
          code: "fuel",
          name: "Fuel",
          zones: null,
          flatMinor: 0,
          perKgMilliMinor: 0,
          basisPoints: 1_250,
        },
        {
          code: "remote",
          name: "Remote",
          zones: ["2"],
          flatMinor: 310,
          perKgMilliMinor: 5_000,
          basisPoints: 0,
        },
      ],
    };
    // Zone 1: 395 × 1.125 + 2 kg × 98.1 = 640.575.
    expect(rateShipment(loaded, near, 2_000).totalMinor).toBe(641);
    // Zone 2: 395 × 1.125 + 310 + 2 kg × (318.825 + 5) = 1 402.025.
    const priced = rateShipment(loaded, far, 2_000);
    expect(priced.totalMinor).toBe(1_402);
    expect(priced.parts.map(({ code }) => code)).toEqual(["base", "weight", "fuel", "remote"]);
    expect(priced.parts.reduce((sum, { minor }) => sum + minor, 0)).toBe(1_402);
  });

  test("lifts the fixed part to the minimum; weight comes on top", () => {
    const floored = { ...tariff, minimumMinor: 900 };
    expect(rateShipment(floored, near, 1_000).totalMinor).toBe(987);
    expect(rateShipment(floored, near, 1_000).parts).toContainEqual({
      code: "minimum",
      name: "To the minimum charge",
      minor: 505,
    });
  });

  test("charges what the planner reckoned with, for any weight", () => {
    const fuelled: FreightTariff = {
      ...tariff,
      minimumMinor: 700,
      surcharges: [
        {
          code: "fuel",
          name: "Fuel",
          zones: null,
          flatMinor: 3,
          perKgMilliMinor: 1,
          basisPoints: 777,
        },
      ],
    };
    const rate = laneRate(fuelled, far);
    for (let grams = 0; grams < 100_000; grams += 137) {
      expect(rateShipment(fuelled, far, grams).totalMinor).toBe(toMinor(freightMicro(rate, grams)));
    }
  });
});
