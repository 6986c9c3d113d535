/**
 * The same words give the same number on every machine: the demo world has no other chance in it.
 *
 * FNV-1a over the parts, then one xorshift-multiply round so that near names land far apart.
 *
 * @returns an integer 0 ≤ n < 2³²
 */
export function chanceOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of parts.join("\u001f")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** An integer 0 ≤ n < `below`, fixed by the words. */
export const pickBelow = (below: number, ...parts: readonly (string | number)[]): number =>
  chanceOf(...parts) % below;

/** `count` of some names, always the same ones of the same names, in no order that means anything. */
export const pickSome = (
  count: number,
  about: string,
  names: readonly string[],
): ReadonlySet<string> =>
  new Set(names.toSorted((a, b) => chanceOf(about, a) - chanceOf(about, b)).slice(0, count));
