import { groupBy } from "../kernel/groups";
import { addDays, type LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { classesOf, classOf } from "../scarcity/decide-classes";
import type { AllocationPolicy } from "../scarcity/types";
import { decideAllocation, type SlotOf } from "./decide-allocation";
import { inClassOrder } from "./decide-turns";
import { whyWords } from "./decide-why";
import type { Contest, ContestLine, GivenLine, GivenPart } from "./types";

/** What a run needs to know of a line beyond what its share is decided by. */
export type RunFacts = {
  readonly promise: LocalDate | null;
  readonly undated: number;
  readonly leadTimeDays: number;
  readonly fixedDate: LocalDate | null;
};

/** One line of a run: what it holds, and what it gets. */
export type RunLine = {
  readonly lineId: string;
  readonly orderId: string;
  readonly skuId: string;
  /** Place in the order of the policy, from 1. */
  readonly rank: number;
  readonly className: string;
  readonly asked: number;
  readonly stockBefore: number;
  readonly stockAfter: number;
  readonly supplyBefore: number;
  readonly supplyAfter: number;
  readonly dateBefore: LocalDate | null;
  readonly dateAfter: LocalDate | null;
  readonly why: string;
  readonly parts: readonly GivenPart[];
};

/** When so many units of a supply would leave for a line, taking the room for them. */
export type TakeSlot = (...ask: [...Parameters<SlotOf>, units: number]) => ReturnType<SlotOf>;

export type RunAsk = {
  readonly policy: AllocationPolicy;
  readonly contests: readonly Contest[];
  readonly facts: ReadonlyMap<string, RunFacts>;
  readonly slotOf: SlotOf;
  /** Takes room on the day of the node: the dates of what is new. */
  readonly takeSlot: TakeSlot;
  readonly today: LocalDate;
  readonly edits: ReadonlyMap<string, number>;
};

/**
 * Decide many SKUs at once and say for each line what it has and what it would get, with the days.
 * What a line keeps stays on its days; what is new to it takes the room that the nodes' days have
 * left. Units that no supply covers are dated by lead time, as when an order is placed.
 */
export function decideRun(ask: RunAsk): RunLine[] {
  return ask.contests.flatMap((contest) => {
    const given = decideAllocation({ ...ask, contest });
    const answers = new Map(given.map((each) => [each.lineId, each]));
    return rankLines(ask.policy, contest.lines, ask.today).flatMap((line, index) => {
      const answer = answers.get(line.lineId);
      const facts = ask.facts.get(line.lineId);
      return answer === undefined || facts === undefined
        ? []
        : [lineOf(ask, contest, line, facts, answer, index + 1)];
    });
  });
}

/** Lines as the policy asks them: class by class. */
export function rankLines(
  policy: AllocationPolicy,
  lines: readonly ContestLine[],
  today: LocalDate,
): ContestLine[] {
  const classes = classesOf(policy);
  const byClass = groupBy(lines, (line) => classOf(classes, line, today));
  return classes.flatMap((each, index) => inClassOrder(each, byClass.get(index) ?? []));
}

function lineOf(
  ask: RunAsk,
  contest: Contest,
  line: ContestLine,
  facts: RunFacts,
  answer: GivenLine,
  rank: number,
): RunLine {
  const parts = answer.parts.map((part): GivenPart => {
    const supply = contest.supplies.find(({ id }) => id === part.supplyId);
    const more = part.units - heldOf(line, part.supplyId);
    const slot = more > 0 && supply !== undefined ? ask.takeSlot(line, supply, more) : null;
    return { ...part, ...slot };
  });
  const heldOn = (kind: "stock" | "inbound") =>
    sum(
      line.held
        .filter(({ supplyId }) =>
          contest.supplies.some((s) => s.id === supplyId && s.kind === kind),
        )
        .map(({ units }) => units),
    );
  const givenOn = (kind: "stock" | "inbound") =>
    sum(parts.filter((part) => part.kind === kind).map(({ units }) => units));
  return {
    lineId: line.lineId,
    orderId: line.orderId,
    skuId: contest.skuId,
    rank,
    className: answer.why.className,
    asked: line.asked,
    stockBefore: heldOn("stock"),
    stockAfter: givenOn("stock"),
    supplyBefore: heldOn("inbound"),
    supplyAfter: givenOn("inbound"),
    dateBefore: facts.promise,
    dateAfter: dateAfter(ask, line, facts, parts),
    why: whyWords(answer),
    parts,
  };
}

export const heldOf = ({ held }: Pick<ContestLine, "held">, supplyId: string): number =>
  held.find((hold) => hold.supplyId === supplyId)?.units ?? 0;

/** The day on which a line has all its units, as the order would say it after the run. */
function dateAfter(
  { today }: RunAsk,
  line: ContestLine,
  facts: RunFacts,
  parts: readonly GivenPart[],
): LocalDate | null {
  const undated = line.asked - sum(parts.map(({ units }) => units));
  const kept = line.held
    .filter((hold) => parts.some((part) => part.supplyId === hold.supplyId))
    .map(({ deliveryDate }) => deliveryDate);
  const dates = [
    ...kept,
    ...parts.map(({ deliveryDate }) => deliveryDate),
    ...(facts.fixedDate === null ? [] : [facts.fixedDate]),
    ...(undated > 0 ? [leadDate(facts, today)] : []),
  ];
  return dates.toSorted().at(-1) ?? null;
}

/** What waits without a supply keeps the day it was told; what is new to that is dated by lead time. */
export const leadDate = (
  { undated, promise, leadTimeDays }: RunFacts,
  today: LocalDate,
): LocalDate => (undated > 0 && promise !== null ? promise : addDays(today, leadTimeDays));

/** Does a run give a line other units than another did? Days alone are no difference. */
export function differs(a: readonly GivenPart[], b: readonly GivenPart[]): boolean {
  const keyOf = (parts: readonly GivenPart[]) =>
    parts
      .map(({ supplyId, units }) => `${supplyId} ${units}`)
      .toSorted()
      .join(", ");
  return keyOf(a) !== keyOf(b);
}
