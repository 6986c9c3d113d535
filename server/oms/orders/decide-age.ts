import type { OrderAge } from "./types";

const DAY_MS = 86_400_000;

/** First and last day of each range; null: without end. */
const DAYS: Readonly<Record<OrderAge, readonly [number, number | null]>> = {
  "0-7": [0, 7],
  "8-14": [8, 14],
  "15-30": [15, 30],
  "31-60": [31, 60],
  "over-60": [61, null],
};

/**
 * When an order of some age was placed, counted by days of UTC: an order of today is 0 days
 * old.
 *
 * @returns the first moment, null: however long ago; and the moment before which it was
 */
export function ageRange(age: OrderAge, now: Date): { from: Date | null; before: Date } {
  const [youngest, oldest] = DAYS[age];
  const today = Math.floor(now.getTime() / DAY_MS);
  return {
    from: oldest === null ? null : new Date((today - oldest) * DAY_MS),
    before: new Date((today - youngest + 1) * DAY_MS),
  };
}
