import { assert } from "../kernel/assert";
import { shareOut } from "../kernel/money";
import { err, ok, type Result } from "../kernel/result";
import type {
  FreightTariff,
  GeoPoint,
  Lane,
  LaneNotServed,
  LanePlace,
  LaneRate,
  Surcharge,
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
  return ok({ zone, rate: laneRate(tariff, zone), miles, isCrossBorder });
}

/**
 * Compile a zone's price to two integers.
 *
 * Percent surcharges on the charge per kilogram round half up to a millionth of a minor unit per
 * gram, here and nowhere else, so planner and shipping desk reckon with the same rate.
 */
export function laneRate(tariff: FreightTariff, zone: ZoneRate): LaneRate {
  let fixedMicro = zone.baseMinor * MICRO_PER_MINOR;
  // A thousandth of a minor unit per kilogram is a millionth of one per gram.
  let microPerGram = zone.perKgMilliMinor;
  for (const surcharge of chargedIn(tariff, zone)) {
    const { fixed, perGram } = surchargeRate(surcharge, zone);
    fixedMicro += fixed;
    microPerGram += perGram;
  }
  fixedMicro = Math.max(fixedMicro, tariff.minimumMinor * MICRO_PER_MINOR);
  assert(
    Number.isSafeInteger(fixedMicro) && Number.isSafeInteger(microPerGram),
    "a rate is two integers",
  );
  return { zone: zone.code, fixedMicro, microPerGram };
}

export const freightMicro = (rate: LaneRate, grams: number): number =>
  rate.fixedMicro + rate.microPerGram * grams;

/** Half a minor unit rounds up. Applied once per shipment. */
export const toMinor = (micro: number): number => Math.floor(micro / MICRO_PER_MINOR + 0.5);

export type ShipmentPrice = {
  readonly totalMinor: number;
  readonly currency: string;
  /** Parts of the total, to the last minor unit. */
  readonly parts: readonly {
    readonly code: string;
    readonly name: string;
    readonly minor: number;
  }[];
};

/**
 * What a shipment costs by the tariff that the planner used: same rate, same rounding.
 *
 * @param grams weight of all its packages
 */
export function rateShipment(tariff: FreightTariff, zone: ZoneRate, grams: number): ShipmentPrice {
  assert(Number.isSafeInteger(grams) && grams >= 0, "a weight is whole grams");
  const rate = laneRate(tariff, zone);
  const parts = [
    { code: "base", name: `Zone ${zone.code}`, micro: zone.baseMinor * MICRO_PER_MINOR },
    { code: "weight", name: "Weight", micro: zone.perKgMilliMinor * grams },
    ...chargedIn(tariff, zone).map((surcharge) => {
      const { fixed, perGram } = surchargeRate(surcharge, zone);
      return { code: surcharge.code, name: surcharge.name, micro: fixed + perGram * grams };
    }),
  ];
  const micro = freightMicro(rate, grams);
  const listed = parts.reduce((sum, part) => sum + part.micro, 0);
  parts.push({ code: "minimum", name: "To the minimum charge", micro: micro - listed });

  const totalMinor = toMinor(micro);
  const charged = parts.filter((part) => part.micro > 0);
  const shares =
    charged.length === 0
      ? []
      : shareOut(
          totalMinor,
          charged.map((p) => p.micro),
        );
  return {
    totalMinor,
    currency: tariff.currency,
    parts: charged.map(({ code, name }, index) => ({ code, name, minor: shares[index] ?? 0 })),
  };
}

const chargedIn = (tariff: FreightTariff, zone: ZoneRate): readonly Surcharge[] =>
  tariff.surcharges.filter(({ zones }) => zones === null || zones.includes(zone.code));

/** In millionths of a minor unit: a ten-thousandth of a base of b minor units is 100 × b of them. */
const surchargeRate = (surcharge: Surcharge, zone: ZoneRate) => ({
  fixed: surcharge.flatMinor * MICRO_PER_MINOR + zone.baseMinor * surcharge.basisPoints * 100,
  perGram:
    surcharge.perKgMilliMinor +
    Math.floor((zone.perKgMilliMinor * surcharge.basisPoints) / 10_000 + 0.5),
});
