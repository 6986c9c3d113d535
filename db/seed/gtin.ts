import { assert } from "@/server/oms/kernel/assert";

/**
 * GS1 keeps the prefix 952 for demonstrations and examples, so these codes can never meet a real
 * one. The digits after it name Adventure Works Cycles in this world and nothing elsewhere.
 */
const DEMO_PREFIX = "9521980";

/** Check digit over the digits before it: weights 3, 1, 3, … from the right. */
export function gtinCheckDigit(body: string): string {
  assert(/^\d{7,13}$/.test(body), `a GTIN body is 7 to 13 digits: ${body}`);
  const total = [...body].reverse().reduce((sum, digit, at) => {
    return sum + Number(digit) * (at % 2 === 0 ? 3 : 1);
  }, 0);
  return String((10 - (total % 10)) % 10);
}

/** GTIN-13 of the item with this number (1…99,999). */
export function demoGtin13(item: number): string {
  assert(Number.isInteger(item) && item > 0 && item < 100_000, `item number: ${item}`);
  const body = `${DEMO_PREFIX}${String(item).padStart(5, "0")}`;
  return body + gtinCheckDigit(body);
}
