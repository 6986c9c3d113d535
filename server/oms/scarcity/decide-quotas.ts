import { addDays, fromEpochDay, type LocalDate, toEpochDay, weekdayOf } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { AllocationPolicy, Claimant, Quota, QuotaPeriod, QuotaUse } from "./types";

export type Period = { readonly from: LocalDate; readonly to: LocalDate };

/** The period that a day lies in, both ends included: weeks begin on Monday. */
export function periodOf(period: QuotaPeriod, today: LocalDate): Period {
  if (period === "week") {
    const day = toEpochDay(today);
    const from = fromEpochDay(day - weekdayOf(day));
    return { from, to: addDays(from, 6) };
  }
  const months = period === "month" ? 1 : 3;
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7)) - 1;
  const first = month - (month % months);
  return { from: firstOf(year, first), to: addDays(firstOf(year, first + months), -1) };
}

/** The period before. */
export const periodBefore = (period: QuotaPeriod, today: LocalDate): Period =>
  periodOf(period, addDays(periodOf(period, today).from, -1));

const firstOf = (year: number, month: number): LocalDate =>
  `${year + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01` as LocalDate;

/** Does a quota cap what this line gets? */
export const isCapped = (quota: Quota, line: Pick<Claimant, Quota["level"]>): boolean =>
  line[quota.level] === quota.key;

/** `40 units a month for company ACME`. */
export const quotaWords = ({ level, key, measure, amount, period }: Quota): string => {
  const much =
    measure === "units"
      ? `${amount} units`
      : measure === "percent"
        ? `${amount} %`
        : `${amount} parts`;
  return `${much} a ${period} for ${level} ${key}`;
};

type QuotaGrounds = {
  readonly sku: string;
  /** What may be given now. */
  readonly supplies: readonly { readonly units: number }[];
  /** By place of the quota in the policy. */
  readonly uses: ReadonlyMap<number, QuotaUse>;
};

/**
 * What is left of the quotas of a policy for one SKU, as its lines take from them. A line is capped by
 * every quota that names it: its channel's, its region's, its tier's and its company's.
 *
 * A percentage or a ratio is taken of what may be given now together with what the quota gave in the
 * period. A ratio is one's part among the ratios of the same level for the SKU.
 */
export class QuotaBook {
  private readonly left: { readonly quota: Quota; units: number }[];

  constructor(policy: AllocationPolicy, { sku, supplies, uses }: QuotaGrounds) {
    const there = sum(supplies.map(({ units }) => units));
    const indexed = policy.quotas
      .map((quota, index) => ({ quota, use: uses.get(index) ?? { used: 0, usedBefore: 0 } }))
      .filter(({ quota }) => quota.sku === null || quota.sku === sku);
    this.left = indexed.map(({ quota, use }) => {
      const alike = indexed.filter(
        ({ quota: { level, measure } }) => level === quota.level && measure === "ratio",
      );
      const all = there + use.used;
      const carried = quota.isCarriedOver ? Math.max(0, quota.amount - use.usedBefore) : 0;
      const cap =
        quota.measure === "units"
          ? quota.amount + carried
          : quota.measure === "percent"
            ? Math.floor((all * quota.amount) / 100)
            : Math.floor((all * quota.amount) / sum(alike.map((each) => each.quota.amount)));
      return { quota, units: Math.max(0, cap - use.used) };
    });
  }

  /** Units that a line may still get; `Infinity` when no quota names it. */
  roomFor(line: Claimant): number {
    return Math.min(...this.of(line).map(({ units }) => units), Number.POSITIVE_INFINITY);
  }

  /** The quota that leaves a line the least, in words. */
  tightest(line: Claimant): string | null {
    const [least] = this.of(line).toSorted((a, b) => a.units - b.units);
    return least === undefined ? null : quotaWords(least.quota);
  }

  /** Count units that a line got, or gives back with a negative number. */
  take(line: Claimant, units: number): void {
    for (const row of this.of(line)) {
      row.units -= units;
    }
  }

  private of(line: Claimant) {
    return this.left.filter(({ quota }) => isCapped(quota, line));
  }
}
