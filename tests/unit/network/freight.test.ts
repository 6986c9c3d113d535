import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anyWeight,
  decideLane,
  freightMicro,
  laneRate,
  milesBetween,
  rateShipment,
  toMinor,
} from "@/server/oms/network/decide-freight";
import type { FreightTariff, Surcharge, WeightBreak, ZoneRate } from "@/server/oms/network/types";

const zone = (code: string, upToMiles: number | null, perKgMilliMinor: number): ZoneRate => ({
  code,
  upToMiles,
  transitDays: 2,
  breaks: anyWeight(395, perKgMilliMinor),
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
  takesNextBreak: false,
  surcharges: [],
};
const priced = (by: FreightTariff, from: ZoneRate, grams: number, to = seattle) =>
  rateShipment(by, { rate: laneRate(by, from, to) }, grams);
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

const surcharge = (code: string, part: Partial<Surcharge>): Surcharge => ({
  ...{ code, name: code, zones: null, areas: null },
  ...{ flatMinor: 0, perKgMilliMinor: 0, basisPoints: 0 },
  ...part,
});

describe("rateShipment", () => {
  test("charges the base and the weight, rounded half up once", () => {
    // 395 cents + 1.234 kg at 87.2 cents = 502.6048 cents.
    expect(priced(tariff, near, 1_234)).toEqual({
      totalMinor: 503,
      currency: "USD",
      parts: [
        { code: "base", name: "Zone 1", minor: 395 },
        { code: "weight", name: "Weight, 1.234 kg", minor: 108 },
      ],
    });
    expect(toMinor(500_000)).toBe(1);
    expect(toMinor(499_999)).toBe(0);
  });

  test("adds surcharges of the zone: flat, by weight and in percent", () => {
    const loaded: FreightTariff = {
      ...tariff,
      surcharges: [
        surcharge("fuel", { basisPoints: 1_250 }),
        surcharge("remote", { zones: ["2"], flatMinor: 310, perKgMilliMinor: 5_000 }),
      ],
    };
    // Zone 1: 395 × 1.125 + 2 kg × 98.1 = 640.575.
    expect(priced(loaded, near, 2_000).totalMinor).toBe(641);
    // Zone 2: 395 × 1.125 + 310 + 2 kg × (318.825 + 5) = 1 402.025.
    const dear = priced(loaded, far, 2_000);
    expect(dear.totalMinor).toBe(1_402);
    expect(dear.parts.map(({ code }) => code)).toEqual(["base", "weight", "fuel", "remote"]);
    expect(dear.parts.reduce((sum, { minor }) => sum + minor, 0)).toBe(1_402);
  });

  test("adds the surcharge of an area by how its postal codes begin", () => {
    const areas = [
      { country: "US", prefix: "967" },
      { country: "GB", prefix: "HS" },
    ];
    const remote = { ...tariff, surcharges: [surcharge("remote", { areas, flatMinor: 650 })] };
    const to = (country: string, postalCode: string | null) =>
      priced(remote, near, 0, { ...seattle, country, postalCode } as typeof seattle).totalMinor;
    expect(to("US", "96701-12")).toBe(1_045);
    expect(to("GB", "hs1 2aa")).toBe(1_045);
    expect([to("US", "98101"), to("CA", "967"), to("US", null)]).toEqual([395, 395, 395]);
  });

  test("lifts base and weight together to the minimum; surcharges come on top", () => {
    const fuel = surcharge("fuel", { basisPoints: 1_000 });
    const floored = { ...tariff, minimumMinor: 900, surcharges: [fuel] };
    expect(priced(floored, near, 1_000)).toMatchObject({
      totalMinor: 990,
      parts: [
        { code: "minimum", name: "Minimum charge, zone 1", minor: 900 },
        { code: "fuel", minor: 90 },
      ],
    });
    // 395 + 6 kg × 87.2 = 918.2: above it.
    expect(priced(floored, near, 6_000).parts.map(({ code }) => code)).toEqual([
      "base",
      "weight",
      "fuel",
    ]);
  });
});

describe("weight breaks", () => {
  const broken: ZoneRate = {
    ...near,
    breaks: [
      {
        upToGrams: 5_000,
        baseMinor: 300,
        perKgMilliMinor: 100_000,
        minimumMinor: 450,
        stepGrams: 500,
      },
      {
        upToGrams: 30_000,
        baseMinor: 400,
        perKgMilliMinor: 50_000,
        minimumMinor: 0,
        stepGrams: 1_000,
      },
      { upToGrams: null, baseMinor: 0, perKgMilliMinor: 60_000, minimumMinor: 0, stepGrams: 1 },
    ],
  };
  const plain = { ...tariff, within: [broken] };

  test.each([
    // To 5 kg by the started half kilogram, at least 4.50.
    [0, 450],
    [1_500, 450],
    [1_501, 500],
    [5_000, 800],
    // To 30 kg by the started kilogram: 6 kg.
    [5_001, 700],
    [6_000, 700],
    [30_000, 1_900],
    // Beyond, to the gram: 30.001 × 60 = 1 800.06.
    [30_001, 1_800],
    [40_000, 2_400],
  ])("%d g cost %d", (grams, minor) => {
    expect(priced(plain, broken, grams).totalMinor).toBe(minor);
  });

  test("are named in the parts, with the weight that is charged", () => {
    expect(priced(plain, broken, 5_001).parts).toEqual([
      { code: "base", name: "Zone 1 to 30 kg", minor: 400 },
      { code: "weight", name: "Weight, 5.001 kg charged as 6 kg", minor: 300 },
    ]);
    expect(priced(plain, broken, 40_000).parts).toEqual([
      { code: "weight", name: "Weight, 40 kg", minor: 2_400 },
    ]);
  });

  test("are charged as the next where that is cheaper, and where the tariff says so", () => {
    const generous = { ...plain, takesNextBreak: true };
    // 4 kg: 700 by its own break, 700 at the beginning of the next. 4.001 kg: 750 against 700.
    expect(priced(generous, broken, 4_000).totalMinor).toBe(700);
    expect(priced(generous, broken, 4_001)).toMatchObject({
      totalMinor: 700,
      parts: [{ code: "next_break", name: "Zone 1 to 5 kg, charged as the next", minor: 700 }],
    });
    // 29.5 kg: 1 900 by its own, 1 800.06 at the beginning of the last.
    expect(priced(generous, broken, 29_500).totalMinor).toBe(1_800);
    expect(priced(generous, broken, 20_000).totalMinor).toBe(1_400);
  });

  /** Break by break, as a person reads a rate card. */
  function byHand(by: FreightTariff, zone: ZoneRate, grams: number): number {
    const chargeIn = (at: number, weight: number) => {
      const own = zone.breaks[at] as WeightBreak;
      const charged = Math.ceil(weight / own.stepGrams) * own.stepGrams;
      const least = Math.max(own.minimumMinor, by.minimumMinor) * 1_000_000;
      return Math.max(least, own.baseMinor * 1_000_000 + own.perKgMilliMinor * charged);
    };
    const at = zone.breaks.findIndex(({ upToGrams }) => upToGrams === null || grams <= upToGrams);
    const later = zone.breaks.flatMap((_, next) =>
      next > at ? [chargeIn(next, (zone.breaks[next - 1]?.upToGrams ?? 0) + 1)] : [],
    );
    return Math.min(chargeIn(at, grams), ...(by.takesNextBreak ? later : []));
  }

  test("come to what a rate card read by hand comes to, for any tariff and weight", () => {
    const breaks = fc
      .record({
        ends: fc.uniqueArray(fc.integer({ min: 1, max: 3_000 }), { maxLength: 4 }),
        rows: fc.array(
          fc.record({
            baseMinor: fc.nat({ max: 900 }),
            perKgMilliMinor: fc.nat({ max: 900_000 }),
            minimumMinor: fc.constantFrom(0, 0, 300, 1_200),
            stepGrams: fc.constantFrom(1, 7, 100, 1_000),
          }),
          { minLength: 5, maxLength: 5 },
        ),
      })
      .map(({ ends, rows }) =>
        [...ends.sort((a, b) => a - b), null].map((upToGrams, at) => ({
          ...(rows[at] as Omit<WeightBreak, "upToGrams">),
          upToGrams,
        })),
      );
    fc.assert(
      fc.property(
        breaks,
        fc.constantFrom(0, 500),
        fc.boolean(),
        fc.array(fc.nat({ max: 4_000 }), { minLength: 5, maxLength: 5 }),
        (rows, minimumMinor, takesNextBreak, weights) => {
          const zone = { ...near, breaks: rows };
          const by = { ...tariff, within: [zone], minimumMinor, takesNextBreak };
          const rate = laneRate(by, zone, seattle);
          for (const grams of [...weights, ...rows.map(({ upToGrams }) => upToGrams ?? 0)]) {
            for (const weight of [grams, grams + 1]) {
              expect(freightMicro(rate, weight)).toBe(byHand(by, zone, weight));
              const { totalMinor, parts } = priced(by, zone, weight);
              expect(parts.reduce((sum, { minor }) => sum + minor, 0)).toBe(totalMinor);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
