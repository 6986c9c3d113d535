import type { FreightTariff, Surcharge, ZoneRate } from "@/server/oms/network/types";
import { scaledOf, scaledText, textOf, wholeOf, wholeOrNone } from "./numbers";

/** A tariff as it is typed: amounts in the major unit, weights by the kilogram. */

const MINOR = 2;
/** A thousandth of a minor unit is a hundred-thousandth of the major one. */
const MILLI_MINOR = 5;

export type TypedZone = {
  key: string;
  code: string;
  upToMiles: string;
  transitDays: string;
  base: string;
  perKg: string;
};

export type TypedSurcharge = {
  key: string;
  code: string;
  name: string;
  /** Codes with commas; empty: all zones. */
  zones: string;
  flat: string;
  perKg: string;
  percent: string;
};

export type TypedTariff = {
  currency: string;
  /** One group a line, codes with commas. */
  countryGroups: string;
  within: readonly TypedZone[];
  across: readonly TypedZone[];
  minimum: string;
  surcharges: readonly TypedSurcharge[];
};

const zoneTyped = (zone: ZoneRate, at: number): TypedZone => ({
  key: `${at} ${zone.code}`,
  code: zone.code,
  upToMiles: textOf(zone.upToMiles),
  transitDays: String(zone.transitDays),
  base: scaledText(zone.baseMinor, MINOR),
  perKg: scaledText(zone.perKgMilliMinor, MILLI_MINOR),
});

const surchargeTyped = (surcharge: Surcharge, at: number): TypedSurcharge => ({
  key: `${at} ${surcharge.code}`,
  code: surcharge.code,
  name: surcharge.name,
  zones: surcharge.zones?.join(", ") ?? "",
  flat: scaledText(surcharge.flatMinor, MINOR),
  perKg: scaledText(surcharge.perKgMilliMinor, MILLI_MINOR),
  percent: scaledText(surcharge.basisPoints, 2),
});

export const typedTariff = (tariff: FreightTariff): TypedTariff => ({
  currency: tariff.currency,
  countryGroups: tariff.countryGroups.map((group) => group.join(", ")).join("\n"),
  within: tariff.within.map(zoneTyped),
  across: tariff.across.map(zoneTyped),
  minimum: scaledText(tariff.minimumMinor, MINOR),
  surcharges: tariff.surcharges.map(surchargeTyped),
});

const codesOf = (text: string) =>
  text
    .split(",")
    .map((code) => code.trim())
    .filter((code) => code !== "");

const zoneOf = (zone: TypedZone): ZoneRate => ({
  code: zone.code,
  upToMiles: wholeOrNone(zone.upToMiles),
  transitDays: wholeOf(zone.transitDays),
  baseMinor: scaledOf(zone.base, MINOR),
  perKgMilliMinor: scaledOf(zone.perKg, MILLI_MINOR),
});

/** What the product reads of it; what cannot be read is refused at its control. */
export const tariffOf = (typed: TypedTariff): FreightTariff => ({
  currency: typed.currency,
  countryGroups: typed.countryGroups
    .split("\n")
    .map(codesOf)
    .filter((group) => group.length > 0),
  within: typed.within.map(zoneOf),
  across: typed.across.map(zoneOf),
  minimumMinor: scaledOf(typed.minimum, MINOR),
  surcharges: typed.surcharges.map((surcharge) => ({
    code: surcharge.code,
    name: surcharge.name,
    zones: surcharge.zones.trim() === "" ? null : codesOf(surcharge.zones),
    flatMinor: scaledOf(surcharge.flat, MINOR),
    perKgMilliMinor: scaledOf(surcharge.perKg, MILLI_MINOR),
    basisPoints: scaledOf(surcharge.percent, 2),
  })),
});
