import { addDays, type LocalDate } from "../kernel/local-date";
import type { AllocationPolicy, ClassMatch, ContestLine, PriorityClass } from "./types";

/** Whoever no class of the policy matches. */
export const EVERYONE: PriorityClass = {
  name: "Everyone else",
  match: {
    tiers: [],
    channels: [],
    orderTypes: [],
    companies: [],
    wantedWithinDays: null,
    placedFrom: null,
    placedTo: null,
  },
  share: "first_come",
  pool: null,
};

/** The classes of a policy in their order, the one for all others last. */
export const classesOf = (policy: AllocationPolicy): readonly PriorityClass[] =>
  policy.classes.length === 0 ? [{ ...EVERYONE, name: "Everyone" }] : [...policy.classes, EVERYONE];

/** Place of the first class that a line belongs to. */
export const classOf = (
  classes: readonly PriorityClass[],
  line: ContestLine,
  today: LocalDate,
): number => classes.findIndex(({ match }) => isMatched(match, line, today));

function isMatched(match: ClassMatch, line: ContestLine, today: LocalDate): boolean {
  const placed = line.placedAt.toISOString().slice(0, 10);
  return (
    names(match.tiers, line.tier) &&
    names(match.channels, line.channel) &&
    names(match.orderTypes, line.orderType) &&
    names(match.companies, line.company) &&
    (match.wantedWithinDays === null ||
      (line.wanted !== null && line.wanted <= addDays(today, match.wantedWithinDays))) &&
    (match.placedFrom === null || placed >= match.placedFrom) &&
    (match.placedTo === null || placed <= match.placedTo)
  );
}

const names = (words: readonly string[], word: string) =>
  words.length === 0 || words.includes(word);

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

/** Is a pool still kept for its class? */
export const isKept = ({ pool }: PriorityClass, today: LocalDate): boolean =>
  pool !== null && today < addDays(pool.until as LocalDate, -pool.backDaysBefore);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
