import { add, type Decimal, formatDecimal, negate, ZERO } from "../kernel/decimal";
import type { LineOutcome, SettledRow } from "./types";

type Outcome = LineOutcome["outcome"];

/** One line of the account that an import gives: how many lines ended so, worth what. */
export type OutcomeCount = {
  readonly outcome: Outcome;
  readonly name: string;
  readonly lines: number;
  readonly value: string;
};

/** The account over all lines of a file. `read = accepted + merged + rejected`, in lines and value. */
export type LineAccount = {
  readonly read: number;
  readonly accepted: number;
  readonly merged: number;
  readonly rejected: number;
  readonly rejections: Readonly<Record<string, number>>;
  readonly outcomes: readonly OutcomeCount[];
  readonly value: Readonly<Record<Outcome, string>> & { readonly currency: string };
  /** Lines whose figures cannot be read; they are worth 0 in the sums. */
  readonly unvalued: number;
};

export type Tally = {
  readonly count: (settled: SettledRow) => void;
  /** Of an accepted line, a part that was not: its value moves, the line stays where it is. */
  readonly moveToRejected: (name: string, reason: string, value: Decimal) => void;
  /** The currency of a line that was counted. */
  readonly noteCurrency: (currency: string) => void;
  readonly account: () => LineAccount;
};

/** Counts lines and sums their values exactly, by outcome and name. */
export function openTally(): Tally {
  const parts = new Map<
    string,
    { outcome: Outcome; name: string; lines: number; value: Decimal }
  >();
  const values: Record<Outcome, Decimal> = { accepted: ZERO, merged: ZERO, rejected: ZERO };
  const currencies = new Set<string>();
  let unvalued = 0;

  const put = (outcome: Outcome, name: string, lines: number, value: Decimal) => {
    const key = `${outcome} ${name}`;
    const part = parts.get(key) ?? { outcome, name, lines: 0, value: ZERO };
    parts.set(key, { ...part, lines: part.lines + lines, value: add(part.value, value) });
    values[outcome] = add(values[outcome], value);
  };

  return {
    count: ({ row, outcome }) => {
      unvalued += row.value === null ? 1 : 0;
      const name = outcome.outcome === "rejected" ? outcome.reason : outcome.name;
      put(outcome.outcome, name, 1, row.value ?? ZERO);
    },
    moveToRejected: (name, reason, value) => {
      put("accepted", name, 0, negate(value));
      put("rejected", reason, 0, value);
    },
    noteCurrency: (currency) => currencies.add(currency),
    account: () => {
      const outcomes = [...parts.values()].sort(
        (a, b) => a.outcome.localeCompare(b.outcome) || b.lines - a.lines,
      );
      const linesOf = (outcome: Outcome) =>
        outcomes.reduce((sum, part) => sum + (part.outcome === outcome ? part.lines : 0), 0);
      const [accepted, merged, rejected] = (["accepted", "merged", "rejected"] as const).map(
        linesOf,
      );
      const rejections = outcomes.filter((part) => part.outcome === "rejected" && part.lines > 0);
      return {
        read: (accepted ?? 0) + (merged ?? 0) + (rejected ?? 0),
        accepted: accepted ?? 0,
        merged: merged ?? 0,
        rejected: rejected ?? 0,
        rejections: Object.fromEntries(rejections.map(({ name, lines }) => [name, lines])),
        outcomes: outcomes.map((part) => ({ ...part, value: formatDecimal(part.value) })),
        value: {
          accepted: formatDecimal(values.accepted),
          merged: formatDecimal(values.merged),
          rejected: formatDecimal(values.rejected),
          currency: [...currencies].sort().join("+"),
        },
        unvalued,
      };
    },
  };
}
