import { addDays, type LocalDate } from "../kernel/local-date";
import type { AllocationPolicy, Claimant, ClassMatch, PriorityClass } from "./types";

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

/** Place of the first class that a claimant belongs to. */
export const classOf = (
  classes: readonly PriorityClass[],
  line: Claimant,
  today: LocalDate,
): number => classes.findIndex(({ match }) => isMatched(match, line, today));

function isMatched(match: ClassMatch, line: Claimant, today: LocalDate): boolean {
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

/** Is a pool still kept for its class? */
export const isKept = ({ pool }: PriorityClass, today: LocalDate): boolean =>
  pool !== null && today < addDays(pool.until as LocalDate, -pool.backDaysBefore);
