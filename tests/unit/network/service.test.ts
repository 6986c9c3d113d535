import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyWeight, freightParts, laneRate } from "@/server/oms/network/decide-freight";
import { decideRetireService, type ServiceUse } from "@/server/oms/network/decide-retire-service";
import { decideService, refusesAddress } from "@/server/oms/network/decide-service";
import type {
  CarrierService,
  FreightTariff,
  LanePlace,
  NetworkNode,
} from "@/server/oms/network/types";
import { TAKES_ALL } from "../../support/services";

const zone = { code: "1", upToMiles: null, transitDays: 2, breaks: anyWeight(1_000, 0) };
const tariff: FreightTariff = {
  currency: "USD",
  countryGroups: [["US"]],
  within: [zone],
  across: [],
  minimumMinor: 0,
  takesNextBreak: false,
  surcharges: [
    {
      ...{ code: "home", name: "Residential delivery", zones: null, areas: null },
      ...{ residentialOnly: true, flatMinor: 425, perKgMilliMinor: 0, basisPoints: 0 },
    },
  ],
};

const service = (name: string, over: Partial<CarrierService> = {}): CarrierService => ({
  code: name.toLowerCase(),
  name,
  carrier: "XRQ",
  calendar: { workingDays: 31, closures: new Set() },
  tariff,
  ...TAKES_ALL,
  ...over,
});

const node: NetworkNode = {
  ...{ id: "n", code: "RNO", name: "Reno", kind: "warehouse", country: "US", region: "NV" },
  postalCode: "89501",
  point: { latitude: 39.5, longitude: -119.8 },
  calendar: {
    ...{ timeZone: "America/Los_Angeles", workingDays: 31, closures: new Set() },
    cutOffs: { ground: "16:00", freight: "11:00", post: "16:00" },
    processing: { unit: "working_days", amount: 0 },
  },
  dailyLimits: { orders: null, lines: null, units: null },
  ...{ handlingPerOrderMinor: 0, handlingPerLineMinor: 0, handlingPerUnitMinor: 0, priority: 1 },
  ...{ isOn: true, offReason: null, offUntil: null, serviceSwitches: new Map(), measure: null },
};

const networkOf = (...services: CarrierService[]) => ({
  nodes: [node],
  services: new Map(services.map((one) => [one.code, one])),
});

const home: LanePlace = { country: "US", point: null, address1: "1 Elm St", isResidential: true };
const box: LanePlace = { country: "US", point: null, address1: "P.O. Box 12", address2: "" };
const freight = service("Freight", {
  limits: { refusesResidential: true, refusesPostBox: true, fromGrams: 70_000, upToGrams: 900_000 },
});

describe("what a service does not take", () => {
  test.each([
    [home, 80_000, "service_refuses_residential", "Freight does not deliver to residential"],
    [box, 80_000, "service_refuses_post_box", "Freight does not deliver to post-office boxes"],
    [null, 12_500, "order_too_light", "takes orders from 70 kg on, and this order weighs 12.5 kg"],
    [null, 950_000, "order_too_heavy", "takes orders up to 900 kg, and this order weighs 950 kg"],
  ])("is said with what would take it", (to, grams, code, because) => {
    const refused = decideService(networkOf(freight, service("Ground")), "freight", { to, grams });
    expect(refused?.code).toBe(code);
    expect(refused?.message).toContain(because);
    expect(refused?.message).toMatch(/: use Ground \(ground\)$/);
  });

  test("a box beside a street is no obstacle, nor is a home to who goes there", () => {
    expect(refusesAddress(freight, { ...box, address2: "1 Elm St" })).toBeNull();
    expect(refusesAddress(service("Ground"), home)).toBeNull();
  });

  test("a retired service is refused to new orders only, and is no way out", () => {
    const retired = service("Post", { isRetired: true });
    const network = networkOf(freight, retired);
    expect(decideService(network, "post", { to: null, grams: null })).toMatchObject({
      code: "service_retired",
      message: "Post is offered no more: use Freight (freight)",
    });
    expect(decideService(network, "post", { to: null, grams: null, isKept: true })).toBeNull();
    expect(decideService(network, "freight", { to: home, grams: null })?.message).toContain(
      "no other service takes it",
    );
    expect(decideService(network, "boat", { to: null, grams: null })?.message).toBe(
      "There is no service “boat”; use one of freight",
    );
  });

  test("every service of the way out would take it (law)", () => {
    const limits = fc.record({
      refusesResidential: fc.boolean(),
      refusesPostBox: fc.boolean(),
      fromGrams: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
      upToGrams: fc.option(fc.integer({ min: 100, max: 200 }), { nil: null }),
    });
    const one = fc.record({ limits, isRetired: fc.boolean() });
    fc.assert(
      fc.property(
        fc.tuple(one, one, one),
        fc.constantFrom(home, box),
        fc.integer({ min: 1, max: 300 }),
        ([a, b, c], to, grams) => {
          const network = networkOf(
            service("Ground", a),
            service("Freight", b),
            service("Post", c),
          );
          const asked = { to, grams };
          const refused = decideService(network, "ground", asked);
          const takes = ["freight", "post"].filter(
            (code) => decideService(network, code, asked) === null,
          );
          const named = [...(refused?.message ?? "").matchAll(/\((\w+)\)/g)].map(
            ([, code]) => code,
          );
          expect(named).toEqual(refused === null ? [] : takes);
        },
      ),
    );
  });
});

describe("a residential surcharge", () => {
  test("is charged where somebody lives, and nowhere else", () => {
    const parts = (isResidential: boolean) =>
      freightParts(laneRate(tariff, zone, { country: "US", isResidential }), 1_000).map(
        ({ code, minor }) => [code, minor],
      );
    expect(parts(true)).toEqual([
      ["base", 1_000],
      ["home", 425],
    ]);
    expect(parts(false)).toEqual([["base", 1_000]]);
    expect(freightParts(laneRate(tariff, zone, { country: "US" }), 1)).toHaveLength(1);
  });
});

test("a service is kept that orders go by unasked, or that is all a node offers", () => {
  const use: ServiceUse = {
    ...{ isUsual: false, onlyAt: [], nodes: 2, orders: 7, drafts: 1 },
    ...{ strategies: ["Far"], disruptions: 1 },
  };
  expect(decideRetireService(use)).toEqual([]);
  expect(decideRetireService({ ...use, isUsual: true, onlyAt: ["Reno", "Seattle"] })).toEqual([
    "orders that name no service go by it",
    "Reno, Seattle offer no other",
  ]);
  expect(decideRetireService({ ...use, onlyAt: ["Reno"] })).toEqual(["Reno offers no other"]);
});
