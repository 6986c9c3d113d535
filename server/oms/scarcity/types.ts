import type { LocalDate } from "../kernel/local-date";

/** Who asks for units, by all that a policy tells its askers apart. */
export type Claimant = {
  readonly placedAt: Date;
  readonly wanted: LocalDate | null;
  readonly tier: string;
  /** Code. */
  readonly channel: string;
  /** How the order came: edi, portal, webshop … */
  readonly orderType: string;
  /** Region of the ship-to. */
  readonly region: string;
  /** Code. */
  readonly company: string;
};

/**
 * How a class shares what it gets among its lines: who placed first, who wants it first, or each in
 * proportion to what it asks, in whole packs.
 */
export const shareStrategies = ["first_come", "priority", "fair_share"] as const;
export type ShareStrategy = (typeof shareStrategies)[number];

/** May a line lose units that it holds? Not at all; when it keeps its date without them; always. */
export const borrowRules = ["never", "when_date_is_kept", "freely"] as const;
export type BorrowRule = (typeof borrowRules)[number];

export const quotaLevels = ["channel", "region", "tier", "company"] as const;
export type QuotaLevel = (typeof quotaLevels)[number];

export const quotaMeasures = ["units", "percent", "ratio"] as const;
export type QuotaMeasure = (typeof quotaMeasures)[number];

export const quotaPeriods = ["week", "month", "quarter"] as const;
export type QuotaPeriod = (typeof quotaPeriods)[number];

/** Which lines belong to a class. An empty list, or null, matches all; every side must match. */
export type ClassMatch = {
  readonly tiers: readonly string[];
  /** Codes. */
  readonly channels: readonly string[];
  /** How the order came: edi, portal, webshop … */
  readonly orderTypes: readonly string[];
  /** Codes. */
  readonly companies: readonly string[];
  /** Wanted no later than so many days from today. */
  readonly wantedWithinDays: number | null;
  /** Placed on these days, both included. */
  readonly placedFrom: string | null;
  readonly placedTo: string | null;
};

/** Units of each SKU that are kept for a class until some days before a date. */
export type ReservedPool = {
  readonly measure: "units" | "percent";
  readonly amount: number;
  readonly until: string;
  /** So many days before `until` what nobody of the class asked for is common stock again. */
  readonly backDaysBefore: number;
};

export type PriorityClass = {
  readonly name: string;
  readonly match: ClassMatch;
  readonly share: ShareStrategy;
  readonly pool: ReservedPool | null;
};

/** A cap on what one channel, region, tier or company gets of a SKU in a period. */
export type Quota = {
  readonly level: QuotaLevel;
  /** Code of the channel or company, name of the tier, region of the ship-to. */
  readonly key: string;
  /** Code; null: of each SKU. */
  readonly sku: string | null;
  readonly measure: QuotaMeasure;
  readonly amount: number;
  readonly period: QuotaPeriod;
  /** What was left of the period before is added; only units can be carried over. */
  readonly isCarriedOver: boolean;
};

/** Who gets scarce stock. Classes are asked in their order; who is in none comes after all. */
export type AllocationPolicy = {
  readonly classes: readonly PriorityClass[];
  readonly quotas: readonly Quota[];
  /** What ships within so many days from today is not touched. */
  readonly lockDays: number;
  readonly borrow: BorrowRule;
  /** Short SKUs are looked at again every so many hours; null: only when a person asks. */
  readonly everyHours: number | null;
  /** Runs by schedule apply themselves; otherwise they wait for approval. */
  readonly isAppliedBySchedule: boolean;
  /** Who approves a run may not be the one who applies it. */
  readonly isAppliedByAnother: boolean;
};

/** What everybody has until a policy is published: the oldest order first, and nobody loses. */
export const DEFAULT_POLICY: AllocationPolicy = {
  classes: [],
  quotas: [],
  lockDays: 2,
  borrow: "when_date_is_kept",
  everyHours: null,
  isAppliedBySchedule: false,
  isAppliedByAnother: false,
};

/** What a quota has given already: to lines that are not asking now. */
export type QuotaUse = { readonly used: number; readonly usedBefore: number };
