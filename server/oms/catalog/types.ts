/**
 * What becomes of units that nobody has now: they wait; they wait as far as a cap lets them; the line
 * is refused; what is there is taken and the rest cancelled.
 */
export const backorderPolicies = ["backorder", "cap", "refuse", "cancel"] as const;
export type BackorderPolicy = (typeof backorderPolicies)[number];

export const skuStatuses = ["active", "discontinued"] as const;
export type SkuStatus = (typeof skuStatuses)[number];

export const aliasKinds = ["gtin", "customer_part", "superseded", "import"] as const;
export type AliasKind = (typeof aliasKinds)[number];

/** Most identifiers that one paste or file may bring; more is refused aloud, never cut. */
export const CODES_MAX = 2_000;

/** Most components that a kit is made of. */
export const COMPONENTS_MAX = 50;
