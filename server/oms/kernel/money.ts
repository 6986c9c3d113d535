import { assert } from "./assert";

/** Amounts are integers of the currency's minor unit; a currency always stands beside them. */
export type Money = { readonly minor: number; readonly currency: string };

/** ISO 4217 minor units of the currencies that do not have two decimals. */
const MINOR_DIGITS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, CLP: 0, BHD: 3, KWD: 3 };

export const minorDigits = (currency: string): number => MINOR_DIGITS[currency] ?? 2;

const formats = new Map<string, Intl.NumberFormat>();

/** Formats are dear to make and few. */
function formatFor(currency: string, least: number, most: number): Intl.NumberFormat {
  const key = `${currency} ${least} ${most}`;
  const made =
    formats.get(key) ??
    new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
  formats.set(key, made);
  return made;
}

/** Exact decimal text of an integer count of 10^-digits, so that no amount passes through a float. */
export function decimalText(units: number, digits: number): `${number}` {
  const text = String(Math.abs(units)).padStart(digits + 1, "0");
  const sign = units < 0 ? "-" : "";
  const whole = text.slice(0, text.length - digits);
  const rest = digits === 0 ? "" : `.${text.slice(-digits)}`;
  return `${sign}${whole}${rest}` as `${number}`;
}

/**
 * An amount as people read it, on every screen, in every mail and message: `123450, "USD"` →
 * `$1,234.50`. Minor units of the currency, whatever its number of decimals.
 */
export function moneyText(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return formatFor(currency, digits, digits).format(decimalText(minor, digits));
}

/** A price of one unit: `125025, "USD"` → `$12.5025`; `125000` → `$12.50`. Ten-thousandths of the major unit. */
export const unitPriceText = (priceE4: number, currency: string): string =>
  formatFor(currency, minorDigits(currency), 4).format(decimalText(priceE4, 4));

/**
 * Total of a line: quantity × unit price, rounded once, half away from zero.
 *
 * @param unitPriceE4 price of one unit in ten-thousandths of the major unit
 * @returns minor units of `currency`
 */
export function lineTotal(units: number, unitPriceE4: number, currency: string): number {
  assert(Number.isSafeInteger(units) && Number.isSafeInteger(unitPriceE4), "integers only");
  const exact = BigInt(units) * BigInt(unitPriceE4) * 10n ** BigInt(minorDigits(currency));
  const half = exact < 0n ? -5_000n : 5_000n;
  const total = Number((exact + half) / 10_000n);
  assert(Number.isSafeInteger(total), "a line total is a safe integer");
  return total;
}

/**
 * Price of one unit of a line whose total is given: the total per unit, rounded half up. The other
 * way round it is exact only where the total divides; a share of a larger price need not.
 *
 * @param totalMinor minor units of `currency`, not negative
 * @returns ten-thousandths of the major unit
 */
export function unitPriceOf(totalMinor: number, units: number, currency: string): number {
  assert(Number.isSafeInteger(totalMinor) && totalMinor >= 0 && units > 0, "a share of a price");
  const divisor = BigInt(units) * 10n ** BigInt(minorDigits(currency));
  return Number((BigInt(totalMinor) * 20_000n + divisor) / (2n * divisor));
}

/**
 * Share an amount out in proportion to weights, to the last minor unit (largest remainder).
 *
 * @param weights integers ≥ 0, not all 0; ties of the remainder go to the earlier share
 * @returns one share per weight; Σ shares = total, each within one minor unit of its exact part
 */
export function shareOut(totalMinor: number, weights: readonly (number | bigint)[]): number[] {
  assert(Number.isSafeInteger(totalMinor) && totalMinor >= 0, "an amount to share is not negative");
  const whole = weights.reduce<bigint>((sum, weight) => sum + BigInt(weight), 0n);
  assert(whole > 0n, "some weight is above zero");

  const exact = weights.map((weight) => BigInt(totalMinor) * BigInt(weight));
  const shares = exact.map((part) => Number(part / whole));
  const left = totalMinor - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part % whole }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
    );
  for (const { index } of byRemainder.slice(0, left)) {
    shares[index] = (shares[index] ?? 0) + 1;
  }
  return shares;
}
