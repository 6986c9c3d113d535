import type { LocalDate } from "../kernel/local-date";
import type { Alternative, Ratio, RelationPrice } from "./types";

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;

/** What a quantity has to fit: packs and the least that is sold. */
export type Packing = { readonly packMultiple: number; readonly minQuantity: number };

/**
 * Units of what ships for units of what was asked for.
 *
 * @returns whole base units; null when the ratio gives a fraction of one
 */
export function unitsInstead({ numerator, denominator }: Ratio, asked: number): number | null {
  const units = (asked * numerator) / denominator;
  return Number.isSafeInteger(units) ? units : null;
}

/** The ratio turned over: what was asked for, from what ships. */
export const turned = ({ numerator, denominator }: Ratio): Ratio => ({
  numerator: denominator,
  denominator: numerator,
});

/**
 * The most of a shortage that another SKU can take over: in whole packs of both, so that what stays of
 * the one and what ships of the other can be ordered.
 *
 * @param short units of what was asked for that cannot ship; the whole of a line may be any number
 * @param available units of the other that can
 * @param isWhole the shortage is the whole line: nothing stays of what was asked for
 * @returns units of what was asked for, and of what ships; both 0 when nothing fits
 */
export function mostInstead(
  ratio: Ratio,
  { short, available, isWhole }: { short: number; available: number; isWhole: boolean },
  { asked, instead }: { readonly asked: Packing; readonly instead: Packing },
): { readonly asked: number; readonly instead: number } {
  const whole = unitsInstead(ratio, short);
  if (isWhole && whole !== null && whole <= available && fits(whole, instead)) {
    return { asked: short, instead: whole };
  }
  const perPack = ratio.denominator * instead.packMultiple;
  const step = lcm(perPack / gcd(ratio.numerator, perPack), asked.packMultiple);
  const most = Math.floor(
    Math.min(short, (available * ratio.denominator) / ratio.numerator) / step,
  );
  const units = most * step;
  const given = unitsInstead(ratio, units) ?? 0;
  return units > 0 && given >= instead.minQuantity
    ? { asked: units, instead: given }
    : { asked: 0, instead: 0 };
}

const fits = (units: number, { packMultiple, minQuantity }: Packing) =>
  units >= minQuantity && units % packMultiple === 0;

/**
 * The price of one unit of what ships.
 *
 * @param prices of one unit each, in ten-thousandths of the major unit; null where a SKU has none
 * @returns null when the rule needs a price that is not there
 */
export function priceInstead(
  rule: RelationPrice,
  { numerator, denominator }: Ratio,
  prices: { readonly asked: number | null; readonly instead: number | null },
): number | null {
  const asked =
    prices.asked === null
      ? null
      : Math.floor((2 * prices.asked * denominator + numerator) / (2 * numerator));
  switch (rule) {
    case "ordered":
      return asked;
    case "substitute":
      return prices.instead;
    case "lower":
      return asked === null || prices.instead === null
        ? (asked ?? prices.instead)
        : Math.min(asked, prices.instead);
    default:
      return rule satisfies never;
  }
}

/** A relation as it is stored. */
export type SkuRelation = Omit<Alternative, "freeUnits"> & {
  readonly isMutual: boolean;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
};

/** Whether a relation holds on a day; its first and its last day count. */
export const holdsOn = (
  { validFrom, validTo }: Pick<SkuRelation, "validFrom" | "validTo">,
  today: LocalDate,
): boolean => (validFrom === null || validFrom <= today) && (validTo === null || validTo >= today);

/**
 * What follows a SKU that is not to be ordered any more: its successor, and that one's, until a SKU is
 * reached that is still sold. A SKU that is followed once its shelves are empty is still sold while they
 * hold all that is asked for.
 *
 * @param alternatives by the SKU that is asked for
 * @returns the steps to the SKU that ships; none when the asked one does
 */
export function decideSuccession(
  skuId: string,
  quantity: number,
  alternatives: ReadonlyMap<string, readonly Alternative[]>,
): Alternative[] {
  const steps: Alternative[] = [];
  const met = new Set([skuId]);
  let at = skuId;
  let wanted: number | null = quantity;
  for (;;) {
    const next = alternatives.get(at)?.find(({ kind }) => kind === "supersession");
    const isSold =
      next?.timing === "when_out" && wanted !== null && (next.freeUnits ?? 0) >= wanted;
    if (next === undefined || isSold || met.has(next.insteadSkuId)) {
      return steps;
    }
    steps.push(next);
    met.add(next.insteadSkuId);
    wanted = wanted === null ? null : unitsInstead(next.ratio, wanted);
    at = next.insteadSkuId;
  }
}

/** Several steps as one relation: from the SKU that is asked for to the one that ships. */
export function joined(steps: readonly Alternative[]): Alternative | null {
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  const ratio = steps.reduce(
    (all, { ratio: each }) => ({
      numerator: all.numerator * each.numerator,
      denominator: all.denominator * each.denominator,
    }),
    { numerator: 1, denominator: 1 },
  );
  const shared = gcd(ratio.numerator, ratio.denominator);
  return {
    ...first,
    insteadSkuId: last.insteadSkuId,
    insteadSku: last.insteadSku,
    price: last.price,
    ratio: { numerator: ratio.numerator / shared, denominator: ratio.denominator / shared },
  };
}

/** What a relation is offered by: what follows a SKU first, then by rank, then by code. */
export const inOrder = (alternatives: readonly Alternative[]): Alternative[] =>
  alternatives.toSorted(
    (a, b) =>
      Number(a.kind === "substitution") - Number(b.kind === "substitution") ||
      a.rank - b.rank ||
      (a.insteadSku < b.insteadSku ? -1 : 1),
  );
