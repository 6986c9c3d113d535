import { assert } from "../kernel/assert";

/**
 * The GS1 company prefix of this installation. 952 is GS1's own prefix for examples, so that no
 * parcel of the demo world can be taken for a real one.
 */
const COMPANY_PREFIX = "9521980";
const SERIAL_DIGITS = 9;
const SERIALS_PER_EXTENSION = 10 ** SERIAL_DIGITS;

/** GS1 check digit over the digits before it: weights 3, 1, 3, … from the right. */
export function gs1CheckDigit(body: string): string {
  assert(/^\d+$/.test(body), `a check digit is made over digits: ${body}`);
  let total = 0;
  for (let at = 0; at < body.length; at += 1) {
    const weight = (body.length - at) % 2 === 1 ? 3 : 1;
    total += Number(body[at]) * weight;
  }
  return String((10 - (total % 10)) % 10);
}

/** Do the digits end in the check digit that GS1 demands of them? */
export const hasCheckDigit = (digits: string): boolean =>
  /^\d{2,}$/.test(digits) && gs1CheckDigit(digits.slice(0, -1)) === digits.at(-1);

/**
 * The SSCC-18 of a logistic unit: extension digit, company prefix, serial, check digit.
 *
 * @param serial 1 … 9,999,999,999; the tenth digit becomes the extension digit
 */
export function ssccOf(serial: number): string {
  assert(
    Number.isInteger(serial) && serial > 0 && serial < 10 * SERIALS_PER_EXTENSION,
    `a package serial: ${serial}`,
  );
  const extension = Math.floor(serial / SERIALS_PER_EXTENSION);
  const rest = String(serial % SERIALS_PER_EXTENSION).padStart(SERIAL_DIGITS, "0");
  const body = `${extension}${COMPANY_PREFIX}${rest}`;
  return body + gs1CheckDigit(body);
}

/** The serial that an SSCC of ours was made from. */
export const serialOf = (sscc: string): number =>
  Number(sscc.slice(0, 1)) * SERIALS_PER_EXTENSION +
  Number(sscc.slice(1 + COMPANY_PREFIX.length, -1));

/**
 * The spellings under which a scanned code may be on file: as it came, in capitals; a GTIN also
 * with and without the zeros that its 12-, 13- and 14-digit forms differ by.
 */
export function codeSpellings(scanned: string): string[] {
  const code = scanned.trim().toUpperCase();
  if (!/^\d{8,14}$/.test(code)) {
    return [code];
  }
  const bare = code.replace(/^0+/, "");
  const forms = [12, 13, 14].map((length) => bare.padStart(length, "0"));
  return [...new Set([code, ...forms])];
}
