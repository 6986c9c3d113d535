import { daysBetween, type LocalDate, laterDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { WaitingPart } from "../orders/decide-backorders";
import type { ConsentLine, ConsentRule, DelayCap } from "./types";

/** Of a line, what waits. */
export type WaitingGoods = {
  readonly lineId: string;
  /** The kit that it is a component of, which is cancelled whole or not at all; null: of none. */
  readonly kitGroup: number | null;
  readonly parts: readonly WaitingPart[];
  readonly firstPromised: LocalDate | null;
  /** Null: no cap of days holds for it. */
  readonly cap: DelayCap | null;
};

export type ConsentFacts = {
  /** Null: nobody is asked when a date moves, but where a cap says so. */
  readonly rule: ConsentRule | null;
  /** The date that the customer agreed to last: first promised, or accepted since. */
  readonly agreed: LocalDate | null;
  /** The date that the customer accepted since the order was placed, or chose by changing it. */
  readonly accepted: LocalDate | null;
  readonly promise: LocalDate | null;
  /** None: the order is over, or nothing of it waits. */
  readonly goods: readonly WaitingGoods[];
};

/** Units that are to end, and the last day on which they might have come. */
export type EndingUnits = {
  readonly lineId: string;
  readonly until: LocalDate;
  readonly units: number;
};

/** What a customer is to be asked. */
export type ConsentQuestion = {
  readonly agreed: LocalDate;
  readonly proposed: LocalDate;
  readonly lines: readonly ConsentLine[];
};

/** Units of goods that come after a day. */
export const unitsAfter = (parts: readonly WaitingPart[], until: LocalDate): number =>
  sum(partsAfter(parts, until).map(({ units }) => units));

const partsAfter = (parts: readonly WaitingPart[], until: LocalDate) =>
  parts.filter((part) => part.deliveryDate !== null && part.deliveryDate > until);

/** The last day for which a cap lets units wait: a later one that was accepted stands. */
const lastDayOf = ({ lastDay }: DelayCap, accepted: LocalDate | null): LocalDate =>
  accepted === null ? lastDay : laterDate(lastDay, accepted);

/** What is to end of an order: units of lines, and kits whole. */
export type Ending = {
  readonly units: readonly EndingUnits[];
  /** Kits by their groups: they leave together, so they come when the last of their components does. */
  readonly kits: readonly number[];
};

/**
 * What waits longer than its cap lets it, where the cap says that such units are cancelled. Units that
 * come in time stay; a kit ends whole when one of its components comes too late.
 */
export const decideEnding = ({ goods, accepted }: ConsentFacts): Ending =>
  endingOf(
    goods.flatMap(({ lineId, kitGroup, parts, cap }) => {
      const until = cap?.slip === "cancel" ? lastDayOf(cap, accepted) : null;
      return until === null ? [] : [{ lineId, kitGroup, until, units: unitsAfter(parts, until) }];
    }),
  );

/** Units of lines that come too late, as what of the order has to end for it. */
export function endingOf(
  late: readonly (EndingUnits & { readonly kitGroup: number | null })[],
): Ending {
  const some = late.filter(({ units }) => units > 0);
  return {
    units: some.flatMap(({ kitGroup, ...each }) => (kitGroup === null ? [each] : [])),
    kits: [...new Set(some.flatMap(({ kitGroup }) => kitGroup ?? []))],
  };
}

/**
 * What a customer has to be asked of the dates as they are: goods that come later than agreed by more
 * days than the rule bears, and goods that come after the last day of a cap that asks.
 *
 * @returns null when there is nothing to ask
 */
export function decideQuestion(facts: ConsentFacts): ConsentQuestion | null {
  const { rule, agreed, promise } = facts;
  const byRule =
    rule !== null &&
    agreed !== null &&
    promise !== null &&
    daysBetween(agreed, promise) > rule.afterDays
      ? agreed
      : null;
  const late = facts.goods.flatMap((each) => {
    const found = askedOf(each, byRule, facts.accepted);
    return found === null ? [] : [found];
  });
  const [first] = late;
  return first === undefined
    ? null
    : {
        agreed: late.reduce((day, each) => (each.agreed < day ? each.agreed : day), first.agreed),
        proposed: late.reduce((day, each) => laterDate(day, each.proposed), first.proposed),
        lines: late.map(({ lineId, until }) => ({ lineId, until })),
      };
}

/** What is to be asked of one line: the earliest of the days that its units have to keep. */
function askedOf(
  { lineId, parts, cap, firstPromised }: WaitingGoods,
  byRule: LocalDate | null,
  accepted: LocalDate | null,
) {
  const byCap = cap?.slip === "ask" ? lastDayOf(cap, accepted) : null;
  const days = [byRule, byCap].filter((day) => day !== null);
  const until = days.toSorted()[0];
  if (until === undefined) {
    return null;
  }
  const dates = partsAfter(parts, until).flatMap(({ deliveryDate }) => deliveryDate ?? []);
  const proposed = dates.toSorted().at(-1);
  if (proposed === undefined) {
    return null;
  }
  // A cap leaves room behind the day that was promised: that day is what the reader knows.
  const known = accepted ?? firstPromised;
  return { lineId, until, proposed, agreed: known !== null && known < until ? known : until };
}

/**
 * What becomes of the question to a customer: it is asked when there is one, it is asked anew when its
 * date moved again or it is about more lines, and it is withdrawn when there is no more reason to ask.
 */
export function decideConsent(
  open: (Pick<ConsentQuestion, "proposed"> & { readonly lineIds: readonly string[] }) | null,
  question: ConsentQuestion | null,
): "ask" | "renew" | "withdraw" | "leave" {
  if (question === null) {
    return open === null ? "leave" : "withdraw";
  }
  if (open === null) {
    return "ask";
  }
  return open.proposed === question.proposed &&
    question.lines.every(({ lineId }) => open.lineIds.includes(lineId))
    ? "leave"
    : "renew";
}
