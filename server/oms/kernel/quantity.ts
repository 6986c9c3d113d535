import { assert } from "./assert";
import type { Brand } from "./brand";

/** A count of base units: an integer, 0 ≤ n ≤ QUANTITY_MAX. */
export type Quantity = Brand<number, "Quantity">;

/** Far above any real order line, far below int4, so that sums over an order never overflow. */
export const QUANTITY_MAX = 10_000_000;

export function quantity(n: number): Quantity {
  assert(Number.isInteger(n) && n >= 0, `a quantity counts: ${n}`);
  assert(n <= QUANTITY_MAX, `a quantity is at most ${QUANTITY_MAX}: ${n}`);
  return n as Quantity;
}

export const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const n of numbers) {
    total += n;
  }
  return total;
};
