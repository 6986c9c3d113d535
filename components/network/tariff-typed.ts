import type { FreightTariff, Surcharge, WeightBreak, ZoneRate } from "@/server/oms/network/types";
import { scaledOf, scaledText, textOf, wholeOf, wholeOrNone } from "./numbers";

/** A tariff as it is typed: amounts in the major unit, weights by the kilogram. */

const MINOR = 2;
/** A thousandth of a minor unit is a hundred-thousandth of the major one. */
const MILLI_MINOR = 5;
/** Grams of a kilogram. */
const GRAMS = 3;

export type TypedBreak = {
  key: string;
  /** Kilograms; empty: any weight. */
  upTo: string;
  base: string;
  perKg: string;
  minimum: string;
  /** Kilograms; empty: to the gram. */
  step: string;
};

export type TypedZone = {
  key: string;
  code: string;
  upToMiles: string;
  transitDays: string;
  breaks: readonly TypedBreak[];
};

/** Whose address it is charged to. */
export const SURCHARGED_TO = [
  { value: "all", label: "All" },
  { value: "residential", label: "Residential" },
] as const;
export type SurchargedTo = (typeof SURCHARGED_TO)[number]["value"];

export type TypedSurcharge = {
  key: string;
  code: string;
  name: string;
  /** Codes with commas; empty: all zones. */
  zones: string;
  /** Country and beginning of the postal codes, with commas; empty: everywhere. */
  areas: string;
  to: SurchargedTo;
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
  takesNextBreak: boolean;
  surcharges: readonly TypedSurcharge[];
};

const weightTyped = (grams: number): string => scaledText(grams, GRAMS, 0);

const breakTyped = (one: WeightBreak, at: number): TypedBreak => ({
  key: `${at} break`,
  upTo: one.upToGrams === null ? "" : weightTyped(one.upToGrams),
  base: scaledText(one.baseMinor, MINOR),
  perKg: scaledText(one.perKgMilliMinor, MILLI_MINOR),
  minimum: scaledText(one.minimumMinor, MINOR),
  step: one.stepGrams === 1 ? "" : weightTyped(one.stepGrams),
});

const zoneTyped = (zone: ZoneRate, at: number): TypedZone => ({
  key: `${at} ${zone.code}`,
  code: zone.code,
  upToMiles: textOf(zone.upToMiles),
  transitDays: String(zone.transitDays),
  breaks: zone.breaks.map(breakTyped),
});

const surchargeTyped = (surcharge: Surcharge, at: number): TypedSurcharge => ({
  key: `${at} ${surcharge.code}`,
  code: surcharge.code,
  name: surcharge.name,
  zones: surcharge.zones?.join(", ") ?? "",
  areas: surcharge.areas?.map(({ country, prefix }) => `${country} ${prefix}`).join(", ") ?? "",
  to: surcharge.residentialOnly === true ? "residential" : "all",
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
  takesNextBreak: tariff.takesNextBreak,
  surcharges: tariff.surcharges.map(surchargeTyped),
});

const codesOf = (text: string) =>
  text
    .split(",")
    .map((code) => code.trim())
    .filter((code) => code !== "");

const breakOf = (one: TypedBreak): WeightBreak => ({
  upToGrams: one.upTo.trim() === "" ? null : scaledOf(one.upTo, GRAMS),
  baseMinor: scaledOf(one.base, MINOR),
  perKgMilliMinor: scaledOf(one.perKg, MILLI_MINOR),
  minimumMinor: scaledOf(one.minimum, MINOR),
  stepGrams: one.step.trim() === "" ? 1 : scaledOf(one.step, GRAMS),
});

/** `US 967` → its country and prefix. */
const areaOf = (text: string) => {
  const [, country = text, prefix = ""] = /^(\S+)\s+(.+)$/.exec(text) ?? [];
  return { country, prefix };
};

const zoneOf = (zone: TypedZone): ZoneRate => ({
  code: zone.code,
  upToMiles: wholeOrNone(zone.upToMiles),
  transitDays: wholeOf(zone.transitDays),
  breaks: zone.breaks.map(breakOf),
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
  takesNextBreak: typed.takesNextBreak,
  surcharges: typed.surcharges.map((surcharge) => ({
    code: surcharge.code,
    name: surcharge.name,
    zones: surcharge.zones.trim() === "" ? null : codesOf(surcharge.zones),
    areas: surcharge.areas.trim() === "" ? null : codesOf(surcharge.areas).map(areaOf),
    ...(surcharge.to === "residential" ? { residentialOnly: true } : {}),
    flatMinor: scaledOf(surcharge.flat, MINOR),
    perKgMilliMinor: scaledOf(surcharge.perKg, MILLI_MINOR),
    basisPoints: scaledOf(surcharge.percent, 2),
  })),
});
