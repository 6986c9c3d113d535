import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { classesOf, classOf, isKept } from "../scarcity/decide-classes";
import { QuotaBook } from "../scarcity/decide-quotas";
import type { AllocationPolicy } from "../scarcity/types";
import { PlaceBook, tranchesOf } from "./decide-places";
import { type Claim, decideTranche, type Reserve } from "./decide-tranche";
import type { Contest, ContestLine, ContestSlot, ContestSupply, GivenLine } from "./types";

/** When a supply's units would leave for a line and reach it; null: it cannot serve that line. */
export type SlotOf = (line: ContestLine, supply: ContestSupply) => ContestSlot | null;

export type AllocationAsk = {
  readonly policy: AllocationPolicy;
  readonly contest: Contest;
  readonly slotOf: SlotOf;
  readonly today: LocalDate;
  /** Units from stock that a person gave to a line, by its id: they come before every class. */
  readonly edits?: ReadonlyMap<string, number>;
};

/**
 * Give the units of one SKU to the lines that ask for them, as the policy says: what is there first,
 * then what comes, day by day; within each, class by class. A line that holds units keeps those very
 * ones as far as it gets any.
 *
 * Where the policy lets nobody lose, or only who keeps their date, lines that would are found and
 * left with what they hold, and the rest is decided again, until none is.
 *
 * @returns one answer per line, in the order of the contest's lines; what is in no part of it waits
 *   without a supply. Deterministic: equal input gives equal output
 */
export function decideAllocation(ask: AllocationAsk): GivenLine[] {
  const { policy, contest } = ask;
  const pinned = new Set<string>();
  if (policy.borrow === "never") {
    pinAll(pinned, contest.lines, ask.edits);
  }
  for (;;) {
    const given = decideOnce(ask, pinned);
    const losers =
      policy.borrow === "when_date_is_kept"
        ? contest.lines.filter((line, index) => {
            const isFree = !pinned.has(line.lineId) && ask.edits?.has(line.lineId) !== true;
            return isFree && missesDate(line, given[index]);
          })
        : [];
    if (losers.length === 0) {
      return given;
    }
    pinAll(pinned, losers, ask.edits);
  }
}

function pinAll(
  pinned: Set<string>,
  lines: readonly ContestLine[],
  edits: ReadonlyMap<string, number> | undefined,
): void {
  for (const { lineId, held } of lines) {
    if (held.length > 0 && edits?.has(lineId) !== true) {
      pinned.add(lineId);
    }
  }
}

/** Would fewer of the units that a line holds reach it by its date? */
export function missesDate(line: ContestLine, given: GivenLine | undefined): boolean {
  const holds = sum(line.held.map(({ units }) => units));
  if (holds === 0) {
    return false;
  }
  const dates = [
    ...line.held.map(({ deliveryDate }) => deliveryDate),
    line.wanted ?? "",
  ].toSorted();
  const due = dates.at(-1) ?? "";
  const inTime = given?.parts.filter(({ deliveryDate }) => deliveryDate <= due) ?? [];
  return sum(inTime.map(({ units }) => units)) < holds;
}

function decideOnce(ask: AllocationAsk, pinned: ReadonlySet<string>): GivenLine[] {
  const { policy, contest, slotOf, today, edits = new Map<string, number>() } = ask;
  const classes = classesOf(policy);
  const quotas = new QuotaBook(policy, contest);
  const places = new PlaceBook(contest.supplies, slotOf);
  const claims = contest.lines.map(
    (line): Claim => ({
      line,
      classIndex: classOf(classes, line, today),
      open: line.asked,
      sharePercent: null,
      heldTo: null,
      keptFor: null,
    }),
  );
  for (const claim of claims.filter(({ line }) => pinned.has(line.lineId))) {
    const units = places.keepAll(claim.line);
    quotas.take(claim.line, units);
    claim.open -= units;
  }
  const reserves = classes.flatMap((each, classIndex): Reserve[] => {
    if (each.pool === null || !isKept(each, today)) {
      return [];
    }
    const there = sum(contest.supplies.map(({ units }) => units));
    const { measure, amount } = each.pool;
    return [
      { classIndex, units: measure === "units" ? amount : Math.floor((there * amount) / 100) },
    ];
  });
  for (const supplies of tranchesOf(contest.supplies)) {
    const isStock = supplies.every(({ kind }) => kind === "stock");
    const edited = isStock ? claims.filter(({ line }) => edits.has(line.lineId)) : [];
    for (const claim of edited) {
      const wanted = Math.min(claim.open, edits.get(claim.line.lineId) ?? 0);
      const units = places.place([{ claim, units: wanted }], supplies).get(claim) ?? 0;
      quotas.take(claim.line, units);
      claim.open -= units;
    }
    const others = claims.filter((claim) => !edited.includes(claim));
    giveTranche(supplies, { classes, claims: others, reserves, quotas, places });
  }
  return claims.map(({ line, classIndex, sharePercent, heldTo, keptFor, open }) => ({
    lineId: line.lineId,
    asked: line.asked,
    parts: places.partsOf(line),
    why: {
      className: classes[classIndex]?.name ?? "",
      classesBefore: classes.slice(0, classIndex).map(({ name }) => name),
      share: classes[classIndex]?.share ?? "first_come",
      sharePercent,
      heldTo: open > 0 ? heldTo : null,
      keptFor: open > 0 ? keptFor : null,
      isProtected: pinned.has(line.lineId),
      isEdited: edits.has(line.lineId),
    },
  }));
}

type Round = {
  readonly classes: ReturnType<typeof classesOf>;
  readonly claims: readonly Claim[];
  readonly reserves: Reserve[];
  readonly quotas: QuotaBook;
  readonly places: PlaceBook;
};

/**
 * Give out one tranche. A line that no node of it can serve leaves its units to the others, so the
 * rest is shared once more without it.
 */
function giveTranche(supplies: readonly ContestSupply[], round: Round): void {
  const { classes, claims, reserves, quotas, places } = round;
  const stuck = new Set<Claim>();
  for (;;) {
    const free = places.freeOf(supplies);
    const asking = claims.filter((claim) => claim.open > 0 && !stuck.has(claim));
    if (free === 0 || asking.length === 0) {
      break;
    }
    const shares = asking.map((claim) => claim.sharePercent);
    const gifts = decideTranche(free, classes, asking, reserves, quotas);
    // A share is told of the supply that ran out first, not of what came later.
    for (const [index, claim] of asking.entries()) {
      claim.sharePercent = shares[index] ?? claim.sharePercent;
    }
    const placed = places.place(gifts, supplies);
    let isStuck = false;
    for (const { claim, units } of gifts) {
      const got = placed.get(claim) ?? 0;
      claim.open -= got;
      if (got < units) {
        quotas.take(claim.line, got - units);
        restore(reserves, claim.classIndex, units - got);
        stuck.add(claim);
        isStuck = true;
      }
    }
    if (!isStuck) {
      break;
    }
  }
  // What is left of the tranche backs what is kept for a class, so that later supply need not.
  let backing = places.freeOf(supplies);
  for (const reserve of reserves) {
    const units = Math.min(reserve.units, backing);
    reserve.units -= units;
    backing -= units;
  }
}

function restore(reserves: readonly Reserve[], classIndex: number, units: number): void {
  const reserve = reserves.find((each) => each.classIndex === classIndex);
  if (reserve !== undefined) {
    reserve.units += units;
  }
}
