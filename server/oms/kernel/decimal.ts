/** An exact decimal number: `digits` × 10^−`scale`. For sums over files, where no cent may go. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

export type DecimalSeparator = "." | ",";

export const ZERO: Decimal = { digits: 0n, scale: 0 };

const POINT = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const COMMA = /^([+-]?)(\d+)(?:,(\d+))?$/;
/** Longer than any figure of trade; keeps a cell of digits from costing a second. */
const LENGTH_MAX = 40;

/**
 * The number that `text` writes out, or null: no exponent, no grouping, no currency sign, because
 * each of them has two readings and a wrong one would pass unseen.
 */
export function parseDecimal(text: string, separator: DecimalSeparator = "."): Decimal | null {
  const match = text.length > LENGTH_MAX ? null : (separator === "." ? POINT : COMMA).exec(text);
  if (match === null) {
    return null;
  }
  const [, sign, whole = "", fraction = ""] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length };
}

export const multiply = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

export function add(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) {
    return { digits: a.digits + b.digits, scale: a.scale };
  }
  const scale = Math.max(a.scale, b.scale);
  return { digits: digitsAt(a, scale) + digitsAt(b, scale), scale };
}

export const negate = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

/** −1, 0 or 1. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const difference = add(a, negate(b)).digits;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * The number as an integer of 10^−`scale`, as columns hold it.
 *
 * @returns null when that would lose digits or not fit a safe integer
 */
export function toScaled({ digits, scale: own }: Decimal, scale: number): number | null {
  if (own <= scale) {
    return safe(digits * 10n ** BigInt(scale - own));
  }
  const unit = 10n ** BigInt(own - scale);
  return digits % unit === 0n ? safe(digits / unit) : null;
}

/** Decimal text without needless zeros at the end: `-53594.36`, `12`, `0.001`. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

const digitsAt = ({ digits, scale: own }: Decimal, scale: number): bigint =>
  digits * 10n ** BigInt(scale - own);

function safe(value: bigint): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
