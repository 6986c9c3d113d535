import { present } from "../kernel/assert";
import type { NodeId } from "../kernel/ids";
import { daysBetween, type LocalDate } from "../kernel/local-date";
import type { Delay } from "../network/decide-delays";
import type { DecidedOrder } from "./decide-replay";
import type {
  Assignment,
  BackorderPart,
  BeyondHorizon,
  Candidate,
  Exclusion,
  Plan,
  PlanNode,
  RunnerUp,
} from "./types";
import type { CriterionCode } from "./types-profile";

/** How amounts and days are written; the reader's language and currency are the caller's. */
export type Words = {
  readonly money: (minor: number) => string;
  readonly date: (date: LocalDate) => string;
  readonly units: (units: number) => string;
};

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const monthAt = (date: LocalDate): number => (Number(date.slice(5, 7)) - 1) * 3;
const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ",");

/** US dollars, "2 Dec", and thousands with a comma. */
export const plainWords: Words = {
  money: (minor) => `$${grouped(Math.floor(minor / 100))}.${String(minor % 100).padStart(2, "0")}`,
  date: (date) => `${Number(date.slice(8))} ${MONTHS.slice(monthAt(date), monthAt(date) + 3)}`,
  units: grouped,
};

/** "missed the cut-off at 16:30", "closed 28 Nov to 30 Nov": what made a node's dates later. */
export function delayPhrase({ rule, from, until, note }: Delay, { date }: Words): string {
  const days = from === until ? `on ${date(from)}` : `${date(from)} to ${date(until)}`;
  const because = note === null ? "" : `: ${note}`;
  switch (rule) {
    case "wanted_later":
      return `not wanted before ${date(from)}`;
    case "cut_off_missed":
      return `missed the cut-off at ${note ?? ""} ${days}`;
    case "node_closed":
      return `closed ${days}`;
    case "capacity_full":
      return `full ${days}`;
    case "disrupted":
      return `stopped ${days}${because}`;
    case "delayed":
      return `delayed to ${date(until)}${because}`;
    case "carrier_closed":
      return `no carrier ${days}`;
  }
}

const criterionWords: Readonly<Record<CriterionCode, string>> = {
  landed_cost: "landed cost",
  delivery_date: "the day of delivery",
  transit_days: "days in transit",
  distance: "distance",
  shipments: "the number of shipments",
  order_coverage: "having the whole order",
  line_coverage: "lines in stock",
  unit_coverage: "units in stock",
  node_priority: "priority",
  capacity_left: "capacity left",
  backlog_hours: "backlog",
  stock_balance: "what its stock would lose",
  preferred_node: "the customer's preference",
};

/** What a criterion is called where it decided. */
export const criterionWord = (by: CriterionCode | undefined): string =>
  criterionWords[by ?? "node_priority"];

/** More than these are counted, not named. */
const NAMED_MAX = 3;

/** "a", "a and b", "a, b and c". */
export const joined = (parts: readonly string[]): string =>
  parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** The clauses from which a decision's sentence is put together. */
export class Phrases {
  readonly #order: DecidedOrder;
  readonly #nodes: ReadonlyMap<NodeId, PlanNode>;
  readonly words: Words;

  constructor(order: DecidedOrder, nodes: readonly PlanNode[], words: Words) {
    this.#order = order;
    this.#nodes = new Map(nodes.map((node) => [node.nodeId, node]));
    this.words = words;
  }

  name(nodeId: NodeId): string {
    return this.#node(nodeId).name;
  }

  /** Who ships how much of what is wanted, and what waits. */
  who(
    assignments: readonly Assignment[],
    wanted: number,
    waiting: readonly BackorderPart[],
    isWithheld: boolean,
  ): string {
    const { units } = this.words;
    const rest = this.#rest(assignments, wanted, waiting);
    const unitsBy = new Map<NodeId, number>();
    for (const part of assignments) {
      unitsBy.set(part.nodeId, (unitsBy.get(part.nodeId) ?? 0) + part.units);
    }
    const [first, ...others] = [...unitsBy].sort((a, b) => b[1] - a[1]);
    if (first === undefined) {
      return rest.join(" and ");
    }
    const isWhole = others.length === 0 && rest.length === 0;
    const share = isWhole ? `all ${units(wanted)}` : `${units(first[1])} of ${units(wanted)}`;
    const verb = isWithheld ? "holds" : "ships";
    const lead = `${this.name(first[0])} ${verb} ${isWhole && wanted === 1 ? "it" : share}`;
    const named =
      others.length < NAMED_MAX
        ? others.map(([nodeId, given]) => `${this.name(nodeId)} ${units(given)}`)
        : [
            `${others.length} other nodes ${units(others.reduce((sum, [, given]) => sum + given, 0))}`,
          ];
    const until = isWithheld ? " until the order is complete" : "";
    const shipped = `${joined([lead, ...named])}${until}`;
    const link = named.length > 0 ? ", and " : " and ";
    return rest.length === 0 ? shipped : `${shipped}${link}${rest.join(" and ")}`;
  }

  /** What no node ships: backordered with its dates, or not supplied. */
  #rest(
    assignments: readonly Assignment[],
    wanted: number,
    waiting: readonly BackorderPart[],
  ): string[] {
    const { units } = this.words;
    const sum = (parts: readonly { readonly units: number }[]) =>
      parts.reduce((total, part) => total + part.units, 0);
    const backordered = sum(waiting);
    const open = wanted - sum(assignments);
    const clauses: string[] = [];
    if (backordered > 0) {
      const whole = backordered === wanted && wanted > 1 ? "all " : "";
      const verb = backordered === 1 ? "is" : "are";
      clauses.push(`${whole}${units(backordered)} ${verb} backordered${this.#dates(waiting)}`);
    }
    if (open > backordered) {
      const whole = open === wanted && wanted > 1 ? "all " : "";
      const verb = open - backordered === 1 ? "is" : "are";
      clauses.push(`${whole}${units(open - backordered)} ${verb} not supplied`);
    }
    return clauses;
  }

  /** Wanted so late that no stock is kept for it yet. */
  promised(horizon: BeyondHorizon, waiting: readonly BackorderPart[]): string {
    const { wantedFrom, allocateFrom, heldFor } = horizon;
    const { date } = this.words;
    if (heldFor !== undefined) {
      return `On hold (${heldFor}): promised${this.#dates(waiting, " for ")}, stock is taken for it when the hold is lifted.`;
    }
    const wanted = `Wanted from ${date(wantedFrom)} on: promised${this.#dates(waiting, " for ")}`;
    return `${wanted}, stock is taken for it from ${date(allocateFrom)} on.`;
  }

  /** What is not out yet: nothing of it is taken from stock, and it leaves from its day on. */
  preordered(waiting: readonly BackorderPart[]): string {
    const { units, date } = this.words;
    const total = waiting.reduce((sum, part) => sum + part.units, 0);
    const days = [...new Set(waiting.flatMap(({ comesOutOn }) => comesOutOn ?? []))].sort();
    const verb = total === 1 ? "is" : "are";
    const they = total === 1 ? "it comes" : "they come";
    return `${units(total)} ${verb} pre-ordered${this.#dates(waiting, " for ")}: ${they} out on ${joined(days.map(date))}.`;
  }

  #dates(waiting: readonly BackorderPart[], link = " to "): string {
    const dates = [...new Set(waiting.map((part) => part.deliveryDate))];
    const known = dates.filter((date) => date !== null).sort();
    const last = known.at(-1);
    if (last === undefined) {
      return " without a date";
    }
    const undated = dates.length > known.length ? ", some without a date" : "";
    return known.length < NAMED_MAX
      ? `${link}${joined(known.map(this.words.date))}${undated}`
      : ` until ${this.words.date(last)}${undated}`;
  }

  /** Why a node may not ship the order. */
  exclusion(nodeId: NodeId, { code, note }: Exclusion): string {
    const name = this.name(nodeId);
    const why = note === null ? "" : ` (${note})`;
    switch (code) {
      case "rejected":
        return `${name} rejected it${why}`;
      case "switched_off":
        return `${name} is switched off${why}`;
      case "disrupted":
        return `${name} is stopped${why}`;
      case "service_not_offered":
        return `${name} does not offer the service`;
      case "service_refuses":
        return `${name} may not send it${why}`;
      case "lane_not_served":
        return `the service does not go there from ${name}`;
      case "no_working_slot":
        return `${name} has no free working day`;
      case "not_in_pool":
        return `${name} does not sell to this channel`;
      case "manual":
        return `${name} was left out${why}`;
      case "rule":
        return `${name} is left out by a rule${why}`;
    }
  }

  /** Nodes that have units of the order (or of one line) and may not or cannot give them. */
  barred(rows: readonly Candidate[], line: number | null, namesRejected: boolean): string[] {
    const clauses = rows.flatMap(({ nodeId, excluded, verdict, couldFill }) => {
      const has = line === null ? couldFill.some((units) => units > 0) : (couldFill[line] ?? 0) > 0;
      if (has && verdict === "no_capacity") {
        return [`${this.name(nodeId)} is full on ${this.words.date(this.#node(nodeId).shipDate)}`];
      }
      const isSaid = excluded?.code === "rejected" && !namesRejected;
      return !has || excluded === null || isSaid ? [] : [this.exclusion(nodeId, excluded)];
    });
    const unnamed = clauses.length - NAMED_MAX;
    return unnamed > 0
      ? [
          ...clauses.slice(0, NAMED_MAX),
          `${count(unnamed, "more node is", "more nodes are")} barred`,
        ]
      : clauses;
  }

  /** By how much a node alone missed the order. */
  lacked(row: Candidate, plan: Plan): string {
    const missing = (row.alone?.unfilledUnits ?? 0) - plan.key.unfilledUnits;
    const { stock } = this.#node(row.nodeId);
    const short = this.#order.lines.filter((line, l) => (row.couldFill[l] ?? 0) < line.quantity);
    const skuIds = new Set(short.map((line) => line.skuId));
    const heldBack = [...skuIds].reduce((sum, id) => sum + (stock[id]?.heldBack ?? 0), 0);
    const buffer = heldBack > 0 ? ` after its ${this.words.units(heldBack)}-unit buffer` : "";
    return `${this.name(row.nodeId)} lacked ${this.words.units(missing)}${buffer}`;
  }

  /** What came second and on what it lost; nothing when there was nothing else. */
  runnerUp(runnerUp: RunnerUp | null, winner: Plan, candidates: readonly Candidate[]): string[] {
    if (runnerUp === null) {
      return [];
    }
    const { plan, lostOn, difference } = runnerUp;
    const isSplit = plan.shipments.length > 1;
    const isNewSplit = isSplit && winner.shipments.length === 1;
    const who = isNewSplit ? `splitting over ${this.#planName(plan)}` : this.#planName(plan);
    switch (lostOn) {
      case "fill":
        return [this.#lostOnFill(runnerUp, winner, candidates)];
      case "lateness":
        return [`${who} would have been ${this.#later(plan, winner)}`];
      case "criterion":
        return [`${who} stood behind by ${criterionWord(runnerUp.criterion)}`];
      case "cost": {
        const more =
          difference.costMinor === 0 ? "a fraction more" : this.words.money(difference.costMinor);
        const cost = isNewSplit ? `added ${more}` : `cost ${more}`;
        const unit = isNewSplit || difference.costMinor === 0 ? "" : " more";
        return [`${who} would have ${cost}${unit}${this.#speed(plan, winner, isNewSplit)}`];
      }
      case "priority":
        return [this.#lostOnPriority(plan, winner, who)];
    }
  }

  #lostOnFill({ plan, difference }: RunnerUp, winner: Plan, candidates: readonly Candidate[]) {
    const missing = this.words.units(difference.unfilledUnits);
    if (winner.key.unfilledUnits > 0) {
      return `${this.#planName(plan)} instead would have left ${missing} more open`;
    }
    const row = candidates.find(({ nodeId }) => nodeId === plan.shipments[0]?.nodeId);
    return plan.shipments.length === 1 && row !== undefined
      ? this.lacked(row, winner)
      : `${this.#planName(plan)} together lacked ${missing}`;
  }

  #lostOnPriority(plan: Plan, winner: Plan, who: string): string {
    if (plan.shipments.length > winner.shipments.length) {
      return `${who} would have gained nothing`;
    }
    const chief = (of: Plan) => this.#node(present(of.shipments[0], "a plan that ships").nodeId);
    const rank = chief(plan).priority === chief(winner).priority ? "code" : "priority";
    return `${who} would have cost the same and stands behind by ${rank}`;
  }

  #later(plan: Plan, winner: Plan): string {
    const late = this.daysLate(plan);
    const ours = this.daysLate(winner);
    const days = count(late, "day", "days");
    if (ours === 0) {
      return `${days} late`;
    }
    return late > ours ? `${days} late, not ${ours}` : "late with more units";
  }

  /** Most days by which a plan misses a requested date. */
  daysLate(plan: Plan): number {
    return plan.assignments.reduce((most, { lineId, nodeId }) => {
      const line = this.#order.lines.find((candidate) => candidate.lineId === lineId);
      const requested = line?.requestedDate ?? null;
      return requested === null
        ? most
        : Math.max(most, daysBetween(requested, this.#node(nodeId).deliveryDate));
    }, 0);
  }

  /** Most days by which a node alone would miss a requested date. */
  daysLateAlone(row: Candidate): number {
    return this.#order.lines.reduce(
      (most, { requestedDate }, line) =>
        requestedDate === null || (row.couldFill[line] ?? 0) === 0
          ? most
          : Math.max(most, daysBetween(requestedDate, this.#node(row.nodeId).deliveryDate)),
      0,
    );
  }

  #speed(plan: Plan, winner: Plan, isNewSplit: boolean): string {
    const gained = daysBetween(this.#lastDay(plan), this.#lastDay(winner));
    if (gained > 0) {
      return ` to arrive ${count(gained, "day", "days")} sooner`;
    }
    return isNewSplit
      ? " and no speed"
      : gained < 0
        ? ` and arrived ${count(-gained, "day", "days")} later`
        : "";
  }

  #lastDay(plan: Plan): LocalDate {
    const days = plan.shipments.map(({ nodeId }) => this.#node(nodeId).deliveryDate).sort();
    return present(days.at(-1), "a plan that ships");
  }

  #planName(plan: Plan): string {
    return plan.shipments.length > NAMED_MAX
      ? `${plan.shipments.length} nodes`
      : joined(plan.shipments.map(({ nodeId }) => this.name(nodeId)));
  }

  #node(nodeId: NodeId): PlanNode {
    return present(this.#nodes.get(nodeId), "a decision names nodes it was given");
  }
}
