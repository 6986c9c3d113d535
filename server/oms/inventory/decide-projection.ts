import { compareDates, type LocalDate } from "../kernel/local-date";

/** Units that come (positive) or are needed (negative) on a day. */
export type BalanceChange = { readonly day: LocalDate; readonly units: number };

export type DayBalance = {
  readonly day: LocalDate;
  readonly arriving: number;
  readonly leaving: number;
  /** At the end of the day; below zero where more is promised than will be there. */
  readonly balance: number;
};

/**
 * The balance at the end of each day on which it changes, from the first to the last:
 * bal(t) = opening + Σ arrivals by t − Σ commitments by t.
 */
export function projectBalance(opening: number, changes: readonly BalanceChange[]): DayBalance[] {
  const days = new Map<LocalDate, { arriving: number; leaving: number }>();
  for (const { day, units } of changes) {
    const sums = days.get(day) ?? { arriving: 0, leaving: 0 };
    sums.arriving += Math.max(0, units);
    sums.leaving += Math.max(0, -units);
    days.set(day, sums);
  }
  let balance = opening;
  return [...days]
    .toSorted(([one], [other]) => compareDates(one, other))
    .map(([day, sums]) => {
      balance += sums.arriving - sums.leaving;
      return { day, ...sums, balance };
    });
}

/**
 * Units that may be promised for a day: ATP(t) = max(0, min over u ≥ t of bal(u)). What a later
 * commitment needs is not given away before it, though it lies there.
 */
export function promisableOn(
  opening: number,
  changes: readonly BalanceChange[],
  date: LocalDate,
): number {
  const days = projectBalance(opening, changes);
  const onTheDay = days.findLast(({ day }) => day <= date)?.balance ?? opening;
  const later = days.filter(({ day }) => day > date).map(({ balance }) => balance);
  return Math.max(0, Math.min(onTheDay, ...later));
}
