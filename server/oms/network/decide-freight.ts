import { assert } from "../kernel/assert";
import { shareOut } from "../kernel/money";
import { err, ok, type Result } from "../kernel/result";
import type {
  ChargeMicro,
  FreightTariff,
  GeoPoint,
  Lane,
  LaneNotServed,
  LanePlace,
  LaneRate,
  RatePiece,
  Surcharge,
  WeightBreak,
  ZoneRate,
} from "./types";

/** Amounts inside a decision are millionths of a minor unit, so that no weight is rounded away. */
export const MICRO_PER_MINOR = 1_000_000;
const EARTH_RADIUS_MILES = 3_958.761;

/** Great-circle distance (haversine) in miles. */
export function milesBetween(from: GeoPoint, to: GeoPoint): number {
  const radians = Math.PI / 180;
  const latitudes = Math.sin(((to.latitude - from.latitude) * radians) / 2);
  const longitudes = Math.sin(((to.longitude - from.longitude) * radians) / 2);
  const chord =
    latitudes * latitudes +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * longitudes * longitudes;
  return 2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(Math.min(1, chord)));
}

/**
 * The zone and price of a lane.
 *
 * Countries of one group are served by the tariff's inner zones, others by its outer ones; the
 * band of distance decides within them. Without both points the farthest zone is assumed: the
 * promise and the price may then turn out better, never worse.
 *
 * @fails LANE_NOT_SERVED when the tariff has no zone that reaches so far, or none for this border
 */
export function decideLane(
  tariff: FreightTariff,
  from: LanePlace,
  to: LanePlace,
): Result<Lane, LaneNotServed> {
  const isCrossBorder = !tariff.countryGroups.some(
    (group) => group.includes(from.country) && group.includes(to.country),
  );
  const zones = isCrossBorder ? tariff.across : tariff.within;
  const exactMiles =
    from.point === null || to.point === null ? null : milesBetween(from.point, to.point);
  const zone =
    exactMiles === null
      ? zones.at(-1)
      : zones.find(({ upToMiles }) => upToMiles === null || exactMiles <= upToMiles);
  if (zone === undefined) {
    return err({ code: "LANE_NOT_SERVED", from: from.country, to: to.country });
  }
  const miles = exactMiles === null ? null : Math.round(exactMiles);
  return ok({ zone, rate: laneRate(tariff, zone, to), miles, isCrossBorder });
}

/** Compiled prices by tariff: a tariff never changes, it is replaced. */
const compiled = new WeakMap<FreightTariff, Map<string, LaneRate>>();

/**
 * Compile what a zone charges to pieces of two integers each.
 *
 * Percent surcharges round half up to a millionth of a minor unit, of the fixed part and of each
 * gram, here and nowhere else, so planner and shipping desk reckon with the same rate.
 *
 * @param to decides which surcharges of areas are charged; a place without postal code is in none
 */
export function laneRate(tariff: FreightTariff, zone: ZoneRate, to: ChargedPlace): LaneRate {
  const rates = compiled.get(tariff) ?? new Map<string, LaneRate>();
  compiled.set(tariff, rates);
  const charged = tariff.surcharges.filter((surcharge) => isCharged(surcharge, zone, to));
  const key = [zone.code, ...charged.map(({ code }) => code)].join("\n");
  const rate = rates.get(key) ?? compileRate(tariff, zone, charged);
  rates.set(key, rate);
  return rate;
}

/** What of a ship-to decides about surcharges. */
export type ChargedPlace = Pick<LanePlace, "country" | "postalCode" | "isResidential">;

const isCharged = (
  { zones, areas, residentialOnly = false }: Surcharge,
  zone: ZoneRate,
  to: ChargedPlace,
): boolean =>
  (!residentialOnly || to.isResidential === true) &&
  (zones === null || zones.includes(zone.code)) &&
  (areas === null ||
    areas.some(
      ({ country, prefix }) =>
        country === to.country && bare(to.postalCode ?? "").startsWith(bare(prefix)),
    ));

const bare = (postalCode: string): string => postalCode.replace(/[\s-]/g, "").toUpperCase();

function compileRate(
  tariff: FreightTariff,
  zone: ZoneRate,
  surcharges: readonly Surcharge[],
): LaneRate {
  const pieces: RatePiece[] = [];
  zone.breaks.forEach((own, at) => {
    const from = at === 0 ? 0 : (zone.breaks[at - 1]?.upToGrams ?? 0) + 1;
    const next = tariff.takesNextBreak ? leastFrom(tariff, zone, at + 1) : Number.POSITIVE_INFINITY;
    for (const base of basePieces(own, from, leastOf(tariff, own), next)) {
      const charges: ChargeMicro[] = [
        [base.fixedMicro, base.microPerGram],
        ...surcharges.map((surcharge) => chargeOf(surcharge, base)),
      ];
      pieces.push({
        ...base,
        stepGrams: own.stepGrams,
        breakUpToGrams: own.upToGrams,
        charges,
        fixedMicro: charges.reduce((sum, [fixed]) => sum + fixed, 0),
        microPerGram: charges.reduce((sum, [, perGram]) => sum + perGram, 0),
      });
    }
  });
  assert(
    pieces.every(
      (piece) => Number.isSafeInteger(piece.fixedMicro) && Number.isSafeInteger(piece.microPerGram),
    ),
    "a rate is integers",
  );
  return {
    zone: zone.code,
    surcharges: surcharges.map(({ code, name }) => ({ code, name })),
    pieces,
  };
}

const leastOf = (tariff: FreightTariff, { minimumMinor }: WeightBreak): number =>
  MICRO_PER_MINOR * Math.max(minimumMinor, tariff.minimumMinor);

/** The cheapest beginning of the breaks from `at` on; infinite when there are none. */
function leastFrom(tariff: FreightTariff, zone: ZoneRate, at: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = Math.max(1, at); index < zone.breaks.length; index += 1) {
    const own = zone.breaks[index] as WeightBreak;
    const from = (zone.breaks[index - 1]?.upToGrams ?? 0) + 1;
    // A thousandth of a minor unit per kilogram is a millionth of one per gram.
    const charged = own.perKgMilliMinor * inSteps(from, own.stepGrams);
    const begins = MICRO_PER_MINOR * own.baseMinor + charged;
    least = Math.min(least, Math.max(begins, leastOf(tariff, own)));
  }
  return least;
}

const inSteps = (grams: number, step: number): number => Math.ceil(grams / step) * step;

type BasePiece = Pick<RatePiece, "upToGrams" | "rule" | "fixedMicro" | "microPerGram">;

/**
 * A break cut into what is lifted to the least charge, what is charged by weight, and what is lowered
 * to the beginning of a later break. Charges rise with the weight, so the three stand in this order.
 */
function basePieces(own: WeightBreak, from: number, least: number, next: number): BasePiece[] {
  const fixedMicro = MICRO_PER_MINOR * own.baseMinor;
  const microPerGram = own.perKgMilliMinor;
  const end = own.upToGrams ?? Number.POSITIVE_INFINITY;
  const flat = (rule: BasePiece["rule"], amount: number, upTo: number): BasePiece => ({
    upToGrams: upTo === Number.POSITIVE_INFINITY ? null : upTo,
    rule,
    fixedMicro: amount,
    microPerGram: 0,
  });
  if (next < least) {
    return [flat("next_break", next, end)];
  }
  const byWeight = lastWithin(own, next);
  const start = fixedMicro < least ? Math.max(from, lastWithin(own, least) + 1) : from;
  const pieces: BasePiece[] = [];
  if (start > from) {
    pieces.push(flat("minimum", least, Math.min(start - 1, end)));
  }
  if (Number.isFinite(start) && start <= Math.min(byWeight, end)) {
    pieces.push({ ...flat("weight", fixedMicro, Math.min(byWeight, end)), microPerGram });
  }
  if (byWeight < end) {
    pieces.push(flat("next_break", next, end));
  }
  return pieces;
}

/** The greatest weight for which base and weight come to no more than an amount; −1 = none. */
function lastWithin(
  { baseMinor, perKgMilliMinor, stepGrams }: WeightBreak,
  amount: number,
): number {
  const left = amount - MICRO_PER_MINOR * baseMinor;
  if (left < 0) {
    return -1;
  }
  return perKgMilliMinor === 0
    ? Number.POSITIVE_INFINITY
    : Math.floor(left / (perKgMilliMinor * stepGrams)) * stepGrams;
}

/** A ten-thousandth of a base of b minor units is 100 × b millionths of one. */
const chargeOf = (surcharge: Surcharge, base: BasePiece): ChargeMicro => [
  surcharge.flatMinor * MICRO_PER_MINOR + percentOf(base.fixedMicro, surcharge.basisPoints),
  surcharge.perKgMilliMinor + percentOf(base.microPerGram, surcharge.basisPoints),
];

/** Rounded half up, without a product that is no longer exact. */
const percentOf = (amount: number, basisPoints: number): number =>
  Math.floor(amount / 10_000) * basisPoints +
  Math.floor(((amount % 10_000) * basisPoints) / 10_000 + 0.5);

/** The breaks of a zone in which one price holds for any weight, charged to the gram. */
export const anyWeight = (baseMinor: number, perKgMilliMinor: number): readonly WeightBreak[] => [
  { upToGrams: null, baseMinor, perKgMilliMinor, minimumMinor: 0, stepGrams: 1 },
];

/** A fixed part and one by the gram, without breaks or surcharges. */
export const plainRate = (zone: string, fixedMicro: number, microPerGram: number): LaneRate => ({
  zone,
  surcharges: [],
  pieces: [
    {
      upToGrams: null,
      stepGrams: 1,
      rule: "weight",
      breakUpToGrams: null,
      charges: [[fixedMicro, microPerGram]],
      fixedMicro,
      microPerGram,
    },
  ],
});

/** The piece of a rate that a weight falls in. */
export function pieceAt({ pieces }: LaneRate, grams: number): RatePiece {
  for (const piece of pieces) {
    if (piece.upToGrams === null || grams <= piece.upToGrams) {
      return piece;
    }
  }
  return pieces[pieces.length - 1] as RatePiece;
}

/** Grams that are charged for. */
export const chargedGrams = ({ stepGrams }: RatePiece, grams: number): number =>
  stepGrams === 1 ? grams : inSteps(grams, stepGrams);

/** What a shipment of so many grams costs, in millionths of a minor unit. */
export function freightMicro(rate: LaneRate, grams: number): number {
  const piece = pieceAt(rate, grams);
  return piece.fixedMicro + piece.microPerGram * chargedGrams(piece, grams);
}

/** Half a minor unit rounds up. Applied once per shipment. */
export const toMinor = (micro: number): number => Math.floor(micro / MICRO_PER_MINOR + 0.5);

export type FreightPart = {
  readonly code: string;
  readonly name: string;
  readonly minor: number;
};

/**
 * The parts of what a shipment costs, to the last minor unit: base and weight by their break, or what
 * stands in their place, and each surcharge.
 */
export function freightParts(rate: LaneRate, grams: number): FreightPart[] {
  const piece = pieceAt(rate, grams);
  const charged = chargedGrams(piece, grams);
  const [[fixed, perGram], ...others] = piece.charges as [ChargeMicro, ...ChargeMicro[]];
  const where = `one ${rate.zone}${breakPhrase(rate, piece)}`;
  const own =
    piece.rule === "weight"
      ? [
          { code: "base", name: `Z${where}`, micro: fixed },
          { code: "weight", name: weightPhrase(grams, charged), micro: perGram * charged },
        ]
      : piece.rule === "minimum"
        ? [{ code: "minimum", name: `Minimum charge, z${where}`, micro: fixed }]
        : [{ code: "next_break", name: `Z${where}, charged as the next`, micro: fixed }];
  const parts = [
    ...own,
    ...others.map(([flat, each], index) => ({
      code: rate.surcharges[index]?.code ?? "",
      name: rate.surcharges[index]?.name ?? "",
      micro: flat + each * charged,
    })),
  ].filter(({ micro }) => micro > 0);
  if (parts.length === 0) {
    return [];
  }
  const shares = shareOut(
    toMinor(freightMicro(rate, grams)),
    parts.map(({ micro }) => micro),
  );
  return parts.map(({ code, name }, index) => ({ code, name, minor: shares[index] ?? 0 }));
}

/** ` to 5 kg`, ` over 30 kg`; nothing where one price holds for any weight. */
function breakPhrase({ pieces }: LaneRate, { breakUpToGrams }: RatePiece): string {
  if (breakUpToGrams !== null) {
    return ` to ${kilograms(breakUpToGrams)}`;
  }
  const before = pieces.findLast((piece) => piece.breakUpToGrams !== null);
  return before === undefined ? "" : ` over ${kilograms(before.breakUpToGrams ?? 0)}`;
}

const weightPhrase = (grams: number, charged: number): string =>
  grams === charged
    ? `Weight, ${kilograms(grams)}`
    : `Weight, ${kilograms(grams)} charged as ${kilograms(charged)}`;

const kilograms = (grams: number): string => `${grams / 1_000} kg`;

export type ShipmentPrice = {
  readonly totalMinor: number;
  readonly currency: string;
  /** Parts of the total, to the last minor unit. */
  readonly parts: readonly FreightPart[];
};

/**
 * What a shipment costs by the tariff that the planner used: same rate, same rounding.
 *
 * @param grams weight of all its packages
 */
export function rateShipment(
  tariff: FreightTariff,
  { rate }: Pick<Lane, "rate">,
  grams: number,
): ShipmentPrice {
  assert(Number.isSafeInteger(grams) && grams >= 0, "a weight is whole grams");
  return {
    totalMinor: toMinor(freightMicro(rate, grams)),
    currency: tariff.currency,
    parts: freightParts(rate, grams),
  };
}

/** What a unit adds to the price of a shipment, spread over all that are wanted. */
export const marginalMicro = (
  rate: LaneRate,
  { units, gramsPerUnit }: { readonly units: number; readonly gramsPerUnit: number },
): number => Math.round((freightMicro(rate, units * gramsPerUnit) - freightMicro(rate, 0)) / units);
