/** Numbers as people type them, and back: what cannot be read is left to be refused at its control. */

/** Digits as a whole number. */
export const wholeOf = (text: string): number =>
  /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;

/** Nothing typed means there is none. */
export const wholeOrNone = (text: string): number | null =>
  text.trim() === "" ? null : wholeOf(text);

/** `"12.5", 2` → 1250: a decimal as an integer count of its smallest parts, never through a float. */
export function scaledOf(text: string, digits: number): number {
  const [, whole = "", part = ""] = /^(\d+)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  return whole === "" || part.length > digits
    ? Number.NaN
    : Number(`${whole}${part.padEnd(digits, "0")}`);
}

/** The inverse of `scaledOf`, with at least `shown` decimals. */
export function scaledText(value: number, digits: number, shown = Math.min(2, digits)): string {
  const text = String(value).padStart(digits + 1, "0");
  const part = text.slice(text.length - digits).replace(/0+$/, "");
  const decimals = part.padEnd(shown, "0");
  return `${text.slice(0, text.length - digits)}${decimals === "" ? "" : `.${decimals}`}`;
}

export const textOf = (value: number | null): string => (value === null ? "" : String(value));
