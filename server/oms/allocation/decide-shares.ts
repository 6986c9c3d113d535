import { sum } from "../kernel/quantity";

export type Asker = { readonly ask: number; readonly packMultiple: number };

/**
 * Whole packs of some units: a line is not cut inside a pack, unless the rest of what it asks is
 * smaller than one.
 */
export const inPacks = (units: number, { ask, packMultiple }: Asker): number =>
  units >= ask ? ask : units - (units % packMultiple);

/**
 * Share units among askers in proportion to what they ask, in whole packs, by largest remainder: each
 * gets its share rounded down to packs, and what is left goes pack by pack to whom most is missing.
 * Of two with the same remainder the first in the list.
 *
 * @returns units per asker; their sum is at most `units`, and each is within one pack of proportional
 */
export function shareOut(units: number, askers: readonly Asker[]): number[] {
  const total = sum(askers.map(({ ask }) => ask));
  if (total <= units) {
    return askers.map(({ ask }) => ask);
  }
  const shares = askers.map(({ ask, packMultiple }) => {
    const numerator = units * ask;
    const pack = total * packMultiple;
    const packs = (numerator - (numerator % pack)) / pack;
    return { given: packs * packMultiple, remainder: (numerator % pack) / total };
  });
  let left = units - sum(shares.map(({ given }) => given));
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share.remainder }))
    .filter(({ remainder }) => remainder > 0)
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const given = shares.map((share) => share.given);
  for (const { index } of byRemainder) {
    const asker = askers[index];
    const has = given[index] ?? 0;
    const step = asker === undefined ? 0 : Math.min(asker.packMultiple, asker.ask - has);
    if (step <= left) {
      given[index] = has + step;
      left -= step;
    }
  }
  return given;
}
