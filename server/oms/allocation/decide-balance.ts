import type { LocalDate } from "../kernel/local-date";

/** A day on which units come, or are wanted. Cumulated from the first day to this one, both included. */
export type BalanceDay = {
  /** null: now. */
  readonly date: LocalDate | null;
  readonly comes: number;
  readonly wanted: number;
  readonly comesSoFar: number;
  readonly wantedSoFar: number;
};

export type BalanceAsk = {
  readonly supplies: readonly { readonly date: LocalDate | null; readonly units: number }[];
  /** Lines that name no day, or one that is over, want their units now. */
  readonly lines: readonly { readonly wanted: LocalDate | null; readonly asked: number }[];
};

/** The day by which a date is counted; null: now. */
export const balanceDate = (date: LocalDate | null, today: LocalDate): LocalDate | null =>
  date === null || date <= today ? null : date;

/** Supply of a SKU against what is asked of it, day by day. */
export function decideBalance({ supplies, lines }: BalanceAsk, today: LocalDate): BalanceDay[] {
  const onDay = (date: LocalDate | null) => balanceDate(date, today);
  const days = new Set([
    null,
    ...supplies.map(({ date }) => onDay(date)),
    ...lines.map(({ wanted }) => onDay(wanted)),
  ]);
  let [comesSoFar, wantedSoFar] = [0, 0];
  return [...days]
    .sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1))
    .map((date) => {
      const comes = supplies
        .filter((supply) => onDay(supply.date) === date)
        .reduce((sum, { units }) => sum + units, 0);
      const wanted = lines
        .filter((line) => onDay(line.wanted) === date)
        .reduce((sum, { asked }) => sum + asked, 0);
      comesSoFar += comes;
      wantedSoFar += wanted;
      return { date, comes, wanted, comesSoFar, wantedSoFar };
    });
}
