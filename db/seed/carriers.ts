import type { FreightTariff, ZoneRate } from "@/server/oms/network/types";

/**
 * The built-in rate tables of the demo world.
 *
 * Carriers, base charge and charge per pound are Adventure Works' own ship methods (`ShipMethod`:
 * ShipBase and ShipRate, in US dollars). Zones by distance, the factor of each zone and the transit
 * days are ours, written for the demo: no carrier's tariff is copied.
 */
export type DemoService = {
  code: string;
  name: string;
  carrier: string;
  trackingPrefix: string;
  tariff: FreightTariff;
};

const NORTH_AMERICA = ["US", "CA"] as const;
const EUROPE = ["NL", "DE", "FR", "GB"] as const;
const POUNDS_PER_KG = 2.204_622_6;

/** A ship method's base charge in cents and its charge per pound in cents. */
type ShipMethod = { baseMinor: number; perPoundMinor: number };

const XRQ_TRUCK_GROUND: ShipMethod = { baseMinor: 395, perPoundMinor: 99 };
const ZY_EXPRESS: ShipMethod = { baseMinor: 995, perPoundMinor: 199 };
const OVERNIGHT_J_FAST: ShipMethod = { baseMinor: 2195, perPoundMinor: 129 };
/** Carries on where the others' own vehicles end: between continents. */
const OVERSEAS_DELUXE: ShipMethod = { baseMinor: 2995, perPoundMinor: 299 };

/** Up to so many miles (null: any), percent of the charge per pound, working days in transit. */
type Band = readonly [upToMiles: number | null, percent: number, transitDays: number];

const zones = (prefix: string, method: ShipMethod, bands: readonly Band[]): ZoneRate[] =>
  bands.map(([upToMiles, percent, transitDays], at) => ({
    code: `${prefix}${at + 1}`,
    upToMiles,
    transitDays,
    baseMinor: method.baseMinor,
    perKgMilliMinor: Math.round(method.perPoundMinor * POUNDS_PER_KG * 10 * percent),
  }));

export const DEFAULT_SERVICE = "ground";

export const DEMO_SERVICES: readonly DemoService[] = [
  {
    code: "ground",
    name: "Ground",
    carrier: "XRQ Truck",
    trackingPrefix: "XRQ",
    tariff: {
      currency: "USD",
      countryGroups: [NORTH_AMERICA, EUROPE],
      within: zones("", XRQ_TRUCK_GROUND, [
        [150, 40, 1],
        [350, 50, 2],
        [650, 62, 3],
        [1000, 76, 4],
        [1500, 90, 5],
        [2200, 105, 6],
        [null, 130, 8],
      ]),
      across: zones("S", OVERSEAS_DELUXE, [
        [5000, 55, 12],
        [8000, 70, 18],
        [null, 80, 24],
      ]),
      minimumMinor: 0,
      surcharges: [],
    },
  },
  {
    code: "express",
    name: "Express",
    carrier: "ZY",
    trackingPrefix: "ZY",
    tariff: {
      currency: "USD",
      countryGroups: [NORTH_AMERICA, EUROPE],
      within: zones("", ZY_EXPRESS, [
        [350, 60, 1],
        [1000, 80, 2],
        [2200, 100, 2],
        [null, 125, 3],
      ]),
      across: zones("S", OVERSEAS_DELUXE, [
        [5000, 100, 4],
        [8000, 125, 5],
        [null, 150, 6],
      ]),
      minimumMinor: 0,
      surcharges: [],
    },
  },
  {
    code: "overnight",
    name: "Overnight",
    carrier: "J-Fast",
    trackingPrefix: "JF",
    tariff: {
      currency: "USD",
      countryGroups: [["US"]],
      within: zones("", OVERNIGHT_J_FAST, [
        [350, 160, 1],
        [1000, 210, 1],
        [null, 260, 1],
      ]),
      across: [],
      minimumMinor: 0,
      surcharges: [],
    },
  },
];
