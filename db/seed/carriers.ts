import { anyWeight } from "@/server/oms/network/decide-freight";
import type {
  FreightTariff,
  ServiceLimits,
  WeightBreak,
  ZoneRate,
} from "@/server/oms/network/types";

/**
 * The built-in rate tables of the demo world.
 *
 * Carriers, base charge and charge per pound are Adventure Works' own ship methods (`ShipMethod`:
 * ShipBase and ShipRate, in US dollars). Zones by distance, weight breaks, surcharges, the factors of
 * each and the transit days are ours, written for the demo: no carrier's tariff is copied.
 */
export type DemoService = {
  code: string;
  name: string;
  carrier: string;
  trackingPrefix: string;
  tariff: FreightTariff;
  limits: ServiceLimits;
};

const NORTH_AMERICA = ["US", "CA"] as const;
const EUROPE = ["NL", "DE", "FR", "GB"] as const;
const POUNDS_PER_KG = 2.204_622_6;

/** A ship method's base charge in cents and its charge per pound in cents. */
type ShipMethod = { baseMinor: number; perPoundMinor: number };

const XRQ_TRUCK_GROUND: ShipMethod = { baseMinor: 395, perPoundMinor: 99 };
const ZY_EXPRESS: ShipMethod = { baseMinor: 995, perPoundMinor: 199 };
const OVERNIGHT_J_FAST: ShipMethod = { baseMinor: 2195, perPoundMinor: 129 };
const CARGO_TRANSPORT: ShipMethod = { baseMinor: 899, perPoundMinor: 149 };
/** Carries on where the others' own vehicles end: between continents. */
const OVERSEAS_DELUXE: ShipMethod = { baseMinor: 2995, perPoundMinor: 299 };

/** Up to so many miles (null: any), percent of the charge per pound, working days in transit. */
type Band = readonly [upToMiles: number | null, percent: number, transitDays: number];

/** Up to so many grams (null: any), cents more than the base charge, percent of the charge per pound. */
type Step = readonly [upToGrams: number | null, moreMinor: number, percent: number];

/** A pound of a zone, in thousandths of a cent per kilogram. */
const perKg = ({ perPoundMinor }: ShipMethod, percent: number): number =>
  Math.round(perPoundMinor * POUNDS_PER_KG * 10 * percent);

/** Parcels by the half kilogram; what is heavier goes as freight, dearer to fetch and cheaper to carry. */
const PARCEL_STEPS: readonly Step[] = [
  [1_000, 0, 100],
  [5_000, 20, 92],
  [15_000, 90, 84],
  [30_000, 240, 76],
  [70_000, 1_150, 48],
  [null, 2_600, 34],
];

/** Envelopes at one price, then by the started kilogram. */
const EXPRESS_STEPS: readonly Step[] = [
  [500, 0, 0],
  [10_000, 0, 100],
  [30_000, 350, 88],
  [null, 900, 78],
];

function breaksOf(
  method: ShipMethod,
  percent: number,
  steps: readonly Step[],
  stepGrams: number,
): WeightBreak[] {
  return steps.map(([upToGrams, moreMinor, share]) => ({
    upToGrams,
    baseMinor: method.baseMinor + moreMinor,
    perKgMilliMinor: Math.round((perKg(method, percent) * share) / 100),
    minimumMinor: 0,
    stepGrams: upToGrams === 500 ? 1 : stepGrams,
  }));
}

const zones = (
  prefix: string,
  method: ShipMethod,
  bands: readonly Band[],
  breaks: (method: ShipMethod, percent: number) => readonly WeightBreak[] = (own, percent) =>
    anyWeight(own.baseMinor, perKg(own, percent)),
): ZoneRate[] =>
  bands.map(([upToMiles, percent, transitDays], at) => ({
    code: `${prefix}${at + 1}`,
    upToMiles,
    transitDays,
    breaks: breaks(method, percent),
  }));

const byParcel = (method: ShipMethod, percent: number) =>
  breaksOf(method, percent, PARCEL_STEPS, 500);
const byKilogram = (method: ShipMethod, percent: number) =>
  breaksOf(method, percent, EXPRESS_STEPS, 1_000);

/** A van goes there for one parcel. */
const residential = (flatMinor: number) => ({
  ...{ code: "residential", name: "Residential delivery", zones: null, areas: null },
  residentialOnly: true,
  ...{ flatMinor, perKgMilliMinor: 0, basisPoints: 0 },
});

const FUEL = { code: "fuel", name: "Fuel", zones: null, areas: null, flatMinor: 0 };

/** Hawaii, Alaska, and what of Canada no road of the carrier's reaches. */
const REMOTE_AREAS = [
  { country: "US", prefix: "967" },
  { country: "US", prefix: "968" },
  { country: "US", prefix: "995" },
  { country: "US", prefix: "996" },
  { country: "US", prefix: "997" },
  { country: "US", prefix: "998" },
  { country: "US", prefix: "999" },
  { country: "CA", prefix: "X" },
  { country: "CA", prefix: "Y" },
];

const ANY: ServiceLimits = {
  refusesResidential: false,
  refusesPostBox: false,
  fromGrams: null,
  upToGrams: null,
};

export const DEFAULT_SERVICE = "ground";

export const DEMO_SERVICES: readonly DemoService[] = [
  {
    code: "ground",
    name: "Ground",
    carrier: "XRQ Truck",
    trackingPrefix: "XRQ",
    limits: ANY,
    tariff: {
      currency: "USD",
      countryGroups: [NORTH_AMERICA, EUROPE],
      within: zones(
        "",
        XRQ_TRUCK_GROUND,
        [
          [150, 40, 1],
          [350, 50, 2],
          [650, 62, 3],
          [1000, 76, 4],
          [1500, 90, 5],
          [2200, 105, 6],
          [null, 130, 8],
        ],
        byParcel,
      ),
      across: zones("S", OVERSEAS_DELUXE, [
        [5000, 55, 12],
        [8000, 70, 18],
        [null, 80, 24],
      ]),
      minimumMinor: 450,
      takesNextBreak: true,
      surcharges: [
        { ...FUEL, perKgMilliMinor: 0, basisPoints: 850 },
        {
          code: "remote",
          name: "Remote area",
          zones: null,
          areas: REMOTE_AREAS,
          flatMinor: 650,
          perKgMilliMinor: 0,
          basisPoints: 0,
        },
        residential(425),
      ],
    },
  },
  {
    code: "express",
    name: "Express",
    carrier: "ZY",
    trackingPrefix: "ZY",
    limits: ANY,
    tariff: {
      currency: "USD",
      countryGroups: [NORTH_AMERICA, EUROPE],
      within: zones(
        "",
        ZY_EXPRESS,
        [
          [350, 60, 1],
          [1000, 80, 2],
          [2200, 100, 2],
          [null, 125, 3],
        ],
        byKilogram,
      ),
      across: zones("S", OVERSEAS_DELUXE, [
        [5000, 100, 4],
        [8000, 125, 5],
        [null, 150, 6],
      ]),
      minimumMinor: 1_150,
      takesNextBreak: false,
      surcharges: [{ ...FUEL, perKgMilliMinor: 0, basisPoints: 1_200 }, residential(545)],
    },
  },
  {
    code: "overnight",
    name: "Overnight",
    carrier: "J-Fast",
    trackingPrefix: "JF",
    limits: ANY,
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
      takesNextBreak: false,
      surcharges: [],
    },
  },
  {
    code: "freight",
    name: "Freight",
    carrier: "Cargo Transport 5",
    trackingPrefix: "CT",
    // Pallets, from dock to dock.
    limits: { refusesResidential: true, refusesPostBox: true, fromGrams: 70_000, upToGrams: null },
    tariff: {
      currency: "USD",
      countryGroups: [NORTH_AMERICA],
      within: zones("", CARGO_TRANSPORT, [
        [350, 22, 3],
        [1000, 27, 5],
        [2200, 34, 7],
        [null, 45, 10],
      ]),
      across: [],
      minimumMinor: 9_500,
      takesNextBreak: false,
      surcharges: [{ ...FUEL, perKgMilliMinor: 0, basisPoints: 1_600 }],
    },
  },
];
