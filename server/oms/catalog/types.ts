/**
 * What becomes of units that nobody has now: they wait; they wait as far as a cap lets them; the line
 * is refused; what is there is taken and the rest cancelled.
 */
export const backorderPolicies = ["backorder", "cap", "refuse", "cancel"] as const;
export type BackorderPolicy = (typeof backorderPolicies)[number];

/**
 * What becomes of units that wait when their date slips beyond the days of a cap: their customer is
 * asked, they are cancelled, or they wait all the same.
 */
export const backorderSlips = ["ask", "cancel", "wait"] as const;
export type BackorderSlip = (typeof backorderSlips)[number];

export const skuStatuses = ["active", "discontinued"] as const;
export type SkuStatus = (typeof skuStatuses)[number];

export const aliasKinds = ["gtin", "customer_part", "superseded", "import"] as const;
export type AliasKind = (typeof aliasKinds)[number];

/** Most identifiers that one paste or file may bring; more is refused aloud, never cut. */
export const CODES_MAX = 2_000;

/** Most components that a kit is made of. */
export const COMPONENTS_MAX = 50;

/** `supersession`: a SKU is followed by another; `substitution`: another may stand in for it. */
export const relationKinds = ["supersession", "substitution"] as const;
export type RelationKind = (typeof relationKinds)[number];

/** When what follows a SKU takes its place: from its first day on, or once the shelves are empty. */
export const relationTimings = ["at_once", "when_out"] as const;
export type RelationTiming = (typeof relationTimings)[number];

/** What is charged for another SKU: what was asked for costs, what ships costs, or the lower of both. */
export const relationPrices = ["ordered", "substitute", "lower"] as const;
export type RelationPrice = (typeof relationPrices)[number];

/** Whether a customer takes another SKU than was ordered: never, when the one who orders chooses it, or always. */
export const substitutionPolicies = ["never", "ask", "allow"] as const;
export type SubstitutionPolicy = (typeof substitutionPolicies)[number];

/** Base units of what ships for one base unit of what was asked for, as an exact fraction. */
export type Ratio = { readonly numerator: number; readonly denominator: number };

/** What may ship instead of a SKU, seen from that SKU: a mutual relation read from its other end too. */
export type Alternative = {
  readonly kind: RelationKind;
  readonly skuId: string;
  readonly sku: string;
  readonly insteadSkuId: string;
  readonly insteadSku: string;
  readonly ratio: Ratio;
  readonly rank: number;
  readonly price: RelationPrice;
  readonly timing: RelationTiming | null;
  /** Units of what was asked for that stand on shelves and nobody holds; only known for `when_out`. */
  readonly freeUnits: number | null;
};
