import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";

/** What of a line is added up. */
export type TotalledLine = {
  readonly className: string;
  readonly asked: number;
  readonly stockBefore: number;
  readonly stockAfter: number;
  readonly supplyBefore: number;
  readonly supplyAfter: number;
  readonly dateBefore: string | null;
  readonly dateAfter: string | null;
};

export type ClassTotal = {
  readonly className: string;
  readonly lines: number;
  readonly asked: number;
  readonly stockBefore: number;
  readonly stockAfter: number;
  readonly supplyBefore: number;
  readonly supplyAfter: number;
  /** Lines that get more from stock, and that get less. */
  readonly gain: number;
  readonly lose: number;
  /** Lines of which the day moves. */
  readonly earlier: number;
  readonly later: number;
};

/** What lines have and would get, class by class, in the order in which the classes come. */
export const totalsOf = (lines: readonly TotalledLine[]): ClassTotal[] =>
  [...groupBy(lines, ({ className }) => className)].map(([className, own]) => ({
    className,
    lines: own.length,
    asked: sum(own.map(({ asked }) => asked)),
    stockBefore: sum(own.map(({ stockBefore }) => stockBefore)),
    stockAfter: sum(own.map(({ stockAfter }) => stockAfter)),
    supplyBefore: sum(own.map(({ supplyBefore }) => supplyBefore)),
    supplyAfter: sum(own.map(({ supplyAfter }) => supplyAfter)),
    gain: own.filter((line) => line.stockAfter > line.stockBefore).length,
    lose: own.filter((line) => line.stockAfter < line.stockBefore).length,
    earlier: own.filter(isEarlier).length,
    later: own.filter(isLater).length,
  }));

export const isEarlier = ({ dateBefore, dateAfter }: TotalledLine): boolean =>
  dateBefore !== null && dateAfter !== null && dateAfter < dateBefore;

export const isLater = ({ dateBefore, dateAfter }: TotalledLine): boolean =>
  dateBefore !== null && dateAfter !== null && dateAfter > dateBefore;
