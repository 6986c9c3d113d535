/**
 * The built-in rate tables of the demo world.
 *
 * Carriers, services, base charge and charge per pound are Adventure Works' own ship methods
 * (`ShipMethod`: ShipBase and ShipRate, in US dollars). Zones by distance, the factor of each zone
 * and the transit days are ours, written for the demo: no carrier's tariff is copied.
 */
export type Zone = {
  zone: number;
  /** Great-circle distance from node to ship-to, up to and including; null = any. */
  upToKm: number | null;
  /** Percent of the service's charge per kilogram. */
  factorPercent: number;
  /** Working days of the carrier between handing over and delivery. */
  transitDays: number;
};

export type DemoService = {
  code: string;
  name: string;
  carrier: string;
  mode: "parcel_ground" | "parcel_express" | "international";
  /** The least a parcel costs, in US cents (`ShipBase`). */
  baseMinor: number;
  /** US cents per kilogram in a zone with factor 100 (`ShipRate` per pound × 2.20462). */
  perKgMinor: number;
  /** Groups of countries inside which it runs; null = between groups. */
  within: readonly (readonly string[])[] | null;
  deliversOnSaturday: boolean;
  zones: readonly Zone[];
};

export type DemoCarrier = {
  code: string;
  name: string;
  /** Countries whose holidays are not working days of this carrier. */
  holidayCountries: readonly string[];
  trackingPrefix: string;
};

export const NORTH_AMERICA = ["US", "CA"] as const;
export const EUROPE = ["NL", "DE", "FR", "GB"] as const;

export const DEMO_CARRIERS: readonly DemoCarrier[] = [
  { code: "XRQ", name: "XRQ Truck", holidayCountries: ["US"], trackingPrefix: "XRQ" },
  { code: "ZY", name: "ZY", holidayCountries: ["US"], trackingPrefix: "ZY" },
  { code: "JFAST", name: "J-Fast", holidayCountries: ["US"], trackingPrefix: "JF" },
  { code: "OVERSEAS", name: "Overseas", holidayCountries: ["US"], trackingPrefix: "OVS" },
];

const zones = (
  ...bands: readonly (readonly [upToKm: number | null, factor: number, days: number])[]
): Zone[] =>
  bands.map(([upToKm, factorPercent, transitDays], at) => ({
    zone: at + 1,
    upToKm,
    factorPercent,
    transitDays,
  }));

export const DEMO_SERVICES: readonly DemoService[] = [
  {
    code: "XRQ-GROUND",
    name: "XRQ Truck Ground",
    carrier: "XRQ",
    mode: "parcel_ground",
    baseMinor: 395,
    perKgMinor: 218,
    within: [NORTH_AMERICA, EUROPE],
    deliversOnSaturday: false,
    zones: zones(
      [250, 40, 1],
      [600, 50, 2],
      [1000, 62, 3],
      [1600, 76, 4],
      [2400, 90, 5],
      [3600, 105, 6],
      [null, 130, 8],
    ),
  },
  {
    code: "ZY-EXPRESS",
    name: "ZY Express",
    carrier: "ZY",
    mode: "parcel_express",
    baseMinor: 995,
    perKgMinor: 439,
    within: [NORTH_AMERICA, EUROPE],
    deliversOnSaturday: false,
    zones: zones([600, 60, 1], [1600, 80, 2], [3600, 100, 2], [null, 125, 3]),
  },
  {
    code: "JFAST-OVERNIGHT",
    name: "J-Fast Overnight",
    carrier: "JFAST",
    mode: "parcel_express",
    baseMinor: 2195,
    perKgMinor: 284,
    within: [["US"]],
    deliversOnSaturday: true,
    zones: zones([600, 160, 1], [1600, 210, 1], [null, 260, 1]),
  },
  {
    code: "OVERSEAS-DELUXE",
    name: "Overseas Deluxe",
    carrier: "OVERSEAS",
    mode: "international",
    baseMinor: 2995,
    perKgMinor: 659,
    within: null,
    deliversOnSaturday: false,
    zones: zones([8000, 100, 6], [12000, 125, 8], [null, 150, 10]),
  },
];
