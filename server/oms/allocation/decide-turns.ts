import type { PriorityClass } from "../scarcity/types";
import type { ContestLine } from "./types";

/** Who placed first; of one moment, the lower number. */
export const byTime = (a: ContestLine, b: ContestLine): number =>
  a.placedAt.getTime() - b.placedAt.getTime() ||
  compare(a.orderNumber, b.orderNumber) ||
  compare(a.lineId, b.lineId);

/** Who wants it first; lines without a date come last. */
export const byWanted = (a: ContestLine, b: ContestLine): number =>
  compare(a.wanted ?? "9999-12-31", b.wanted ?? "9999-12-31") || byTime(a, b);

export const inClassOrder = (
  { share }: PriorityClass,
  lines: readonly ContestLine[],
): ContestLine[] => lines.toSorted(share === "priority" ? byWanted : byTime);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
