/**
 * Sets of values that a condition allows, so that conditions can be compared without an order: is
 * one contained in the other, do they exclude each other?
 */
export type Domain =
  | { readonly kind: "words"; readonly isIn: boolean; readonly words: ReadonlySet<string> }
  /** `allowed` null: every beginning; then those of `refused` are taken out. */
  | {
      readonly kind: "prefixes";
      readonly allowed: readonly string[] | null;
      readonly refused: readonly string[];
    }
  /** Half-open, of whole numbers. */
  | { readonly kind: "range"; readonly from: number; readonly below: number };

export const range = (from: number | null, below: number | null): Domain => ({
  kind: "range",
  from: from ?? Number.NEGATIVE_INFINITY,
  below: below ?? Number.POSITIVE_INFINITY,
});

/**
 * @param universe all words that there are, where they are known: "not gold" is then "silver or
 *   bronze"
 */
export function wordSet(
  words: readonly string[],
  isIn: boolean,
  universe: readonly string[] | null,
): Domain {
  if (isIn || universe === null) {
    return { kind: "words", isIn, words: new Set(words) };
  }
  return {
    kind: "words",
    isIn: true,
    words: new Set(universe.filter((word) => !words.includes(word))),
  };
}

export const prefixes = (codes: readonly string[], isIn: boolean): Domain => ({
  kind: "prefixes",
  allowed: isIn ? codes : null,
  refused: isIn ? [] : codes,
});

/** What both allow. The two are of one kind: they speak of one fact. */
export function intersect(a: Domain, b: Domain): Domain {
  if (a.kind === "words" && b.kind === "words") {
    return intersectWords(a, b);
  }
  if (a.kind === "range" && b.kind === "range") {
    return { kind: "range", from: Math.max(a.from, b.from), below: Math.min(a.below, b.below) };
  }
  if (a.kind === "prefixes" && b.kind === "prefixes") {
    return {
      kind: "prefixes",
      allowed: intersectPrefixes(a.allowed, b.allowed),
      refused: [...a.refused, ...b.refused],
    };
  }
  return a;
}

type Words = Extract<Domain, { readonly kind: "words" }>;

function intersectWords(a: Words, b: Words): Domain {
  if (a.isIn) {
    const words = [...a.words].filter((word) => b.words.has(word) === b.isIn);
    return { kind: "words", isIn: true, words: new Set(words) };
  }
  if (b.isIn) {
    return intersectWords(b, a);
  }
  return { kind: "words", isIn: false, words: new Set([...a.words, ...b.words]) };
}

function intersectPrefixes(
  a: readonly string[] | null,
  b: readonly string[] | null,
): readonly string[] | null {
  if (a === null || b === null) {
    return a ?? b;
  }
  return a.flatMap((one) =>
    b.flatMap((other) => (one.startsWith(other) ? [one] : other.startsWith(one) ? [other] : [])),
  );
}

/** Allows nothing. */
export function isEmpty(domain: Domain): boolean {
  switch (domain.kind) {
    case "words":
      return domain.isIn && domain.words.size === 0;
    case "range":
      return domain.from >= domain.below;
    case "prefixes":
      return domain.allowed !== null && allowedLeft(domain.allowed, domain.refused).length === 0;
  }
}

const allowedLeft = (allowed: readonly string[], refused: readonly string[]): string[] =>
  allowed.filter((code) => !refused.some((other) => code.startsWith(other)));

/** Is all that `inner` allows allowed by `outer`? A "no" may mean that it cannot be told. */
export function isWithin(inner: Domain, outer: Domain): boolean {
  if (inner.kind === "words" && outer.kind === "words") {
    return isWithinWords(inner, outer);
  }
  if (inner.kind === "range" && outer.kind === "range") {
    return inner.from >= outer.from && inner.below <= outer.below;
  }
  return inner.kind === "prefixes" && outer.kind === "prefixes" && isWithinPrefixes(inner, outer);
}

function isWithinWords(inner: Words, outer: Words): boolean {
  if (inner.isIn) {
    return [...inner.words].every((word) => outer.words.has(word) === outer.isIn);
  }
  return !outer.isIn && [...outer.words].every((word) => inner.words.has(word));
}

type Prefixes = Extract<Domain, { readonly kind: "prefixes" }>;

function isWithinPrefixes(inner: Prefixes, outer: Prefixes): boolean {
  const own = inner.allowed === null ? null : allowedLeft(inner.allowed, inner.refused);
  const { allowed, refused } = outer;
  const isCovered =
    allowed === null ||
    own?.every((code) => allowed.some((other) => code.startsWith(other))) === true;
  return (
    isCovered &&
    refused.every(
      (code) =>
        inner.refused.some((other) => code.startsWith(other)) ||
        own?.every((other) => !other.startsWith(code) && !code.startsWith(other)) === true,
    )
  );
}
