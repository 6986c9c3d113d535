import { andList, conditionPhrase, orList } from "./decide-condition-phrases";
import { joined, plainWords } from "./decide-phrases";
import type {
  AfterAction,
  ConditionTree,
  Constraint,
  ConstraintRule,
  Criterion,
  CriterionCode,
  ProfileNames,
  SourcingProfile,
  Strategy,
} from "./types-profile";

const small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const numberWord = (n: number): string => small[n] ?? String(n);
const counted = (n: number, one: string, many: string): string =>
  n === 1 ? `one ${one}` : `${numberWord(n)} ${many}`;

/** A profile as people read it: one sentence per strategy, in the order in which they are tried. */
export const profileSentences = (
  { strategies }: Pick<SourcingProfile, "strategies">,
  names: ProfileNames = {},
): string[] => strategies.map((strategy, index) => strategySentence(strategy, index, names));

/**
 * One strategy as a sentence: whose orders, where they ship from, and what else.
 *
 * @param index its place in the profile: one without conditions takes "all orders" if it is the
 *   first and "all other orders" behind others
 */
export function strategySentence(
  { when, criteria, constraints, afterAction }: Strategy,
  index: number,
  names: ProfileNames = {},
): string {
  const who =
    when === null ? (index === 0 ? "All orders" : "All other orders") : ordersOf(when, names);
  const isFromOne = constraints.some(
    (row) => row.hard && row.rule === "max_shipments" && row.shipments === 1,
  );
  const isComplete = constraints.some((row) => row.hard && row.rule === "ship_complete");
  const rest = constraints.filter(
    (row) =>
      !row.hard ||
      (row.rule !== "ship_complete" && !(row.rule === "max_shipments" && row.shipments === 1)),
  );
  const said = rest.map((row) => constraintPhrase(row, names));
  const source = sourcePhrase(criteria, isFromOne);
  const rules = said.length === 0 ? "" : `, ${andList(said)}`;
  return `${who} ship${isComplete ? " complete" : ""} ${source}${rules}${afterPhrase(afterAction)}.`;
}

/** Whose orders: "Orders of Gold customers in the western states". */
export function ordersOf(when: ConditionTree, names: ProfileNames = {}): string {
  return `Orders ${conditionPhrase(when, names)}`;
}

function sourcePhrase(criteria: readonly Criterion[], isFromOne: boolean): string {
  const node = isFromOne ? "the node" : "the nodes";
  if (criteria.length === 0) {
    return `from ${node} with the highest priority`;
  }
  return `from ${node} with ${criteria.map(criterionPhrase).join(", then ")}`;
}

const criterionNouns: Readonly<Record<CriterionCode, string>> = {
  landed_cost: "the lowest landed cost",
  delivery_date: "the earliest promise",
  transit_days: "the shortest transit",
  distance: "the shortest distance",
  shipments: "the fewest shipments",
  order_coverage: "the whole order in stock",
  line_coverage: "the most lines in stock",
  unit_coverage: "the most units in stock",
  node_priority: "the highest priority",
  capacity_left: "the most capacity left",
  backlog_hours: "the shortest backlog",
  stock_balance: "the least effect on its stock",
  preferred_node: "the customer's preference",
};

/** Band units, singular and plural; a criterion that is not named takes no band. */
const bandUnits: Readonly<Partial<Record<CriterionCode, readonly [string, string]>>> = {
  delivery_date: ["day", "days"],
  transit_days: ["day", "days"],
  distance: ["mile", "miles"],
  line_coverage: ["line", "lines"],
  unit_coverage: ["unit", "units"],
  node_priority: ["step", "steps"],
  capacity_left: ["percent", "percent"],
  backlog_hours: ["hour", "hours"],
  stock_balance: ["percent", "percent"],
};

/** What a criterion asks for: "the earliest promise (in steps of 2 days)". */
export function criterionPhrase({ by, band }: Criterion): string {
  const noun = criterionNouns[by];
  if (by === "landed_cost") {
    return band === 0 ? noun : `${noun} (within ${plainWords.money(band)} is equal)`;
  }
  const unit = bandUnits[by];
  return band < 2 || unit === undefined
    ? noun
    : `${noun} (in steps of ${band} ${band === 1 ? unit[0] : unit[1]})`;
}

/** What a constraint asks for; a soft one says so. */
export function constraintPhrase(constraint: Constraint, names: ProfileNames = {}): string {
  const phrase = rulePhrase(constraint, names);
  return constraint.hard ? phrase : `${phrase} if possible`;
}

function rulePhrase(rule: ConstraintRule, names: ProfileNames): string {
  switch (rule.rule) {
    case "ship_complete":
      return "complete";
    case "line_complete":
      return "each line whole";
    case "max_shipments":
      return `in at most ${counted(rule.shipments, "shipment", "shipments")}`;
    case "min_split_value":
      return `with no part of a split line worth less than ${money(rule.valueMinor, names)}`;
    case "min_split_quantity":
      return `with no part of a split line under ${rule.units} units`;
    case "max_distance":
      return `from at most ${plainWords.units(rule.miles)} miles away`;
    case "respect_cut_off":
      return "only where today's cut-off is not missed";
    case "max_lines_per_day":
      return `with at most ${plainWords.units(rule.lines)} lines a day from one node`;
    case "grouped_items":
      return `with the lines of one ${rule.by} together`;
    case "same_market":
      return `only from the ship-to's own ${rule.market}`;
    case "fence":
      return `${rule.is === "in" ? "only" : "not"} from nodes in ${orList(rule.values)}`;
    case "node_kinds":
      return `${rule.is === "in" ? "only" : "not"} from ${orList(rule.values.map((kind) => kindNames[kind]))}`;
    case "nodes":
      return `${rule.is === "in" ? "only" : "not"} from ${orList(rule.values.map((code) => names.nodes?.[code] ?? code))}`;
  }
}

const kindNames = {
  warehouse: "warehouses",
  store: "stores",
  third_party: "third parties",
  dropship_supplier: "drop-ship suppliers",
} as const;

const money = (minor: number, names: ProfileNames): string =>
  (names.money ?? plainWords.money)(minor);

/** What follows when no plan fills the order: the end of the strategy's sentence. */
export function afterPhrase(action: AfterAction): string {
  switch (action.do) {
    case "next_strategy":
      return ", else by the next strategy";
    case "split":
      return action.shipmentsMax === null
        ? ", else split as needed"
        : `, else split over at most ${numberWord(action.shipmentsMax)}`;
    case "backorder":
      return "; what is missing waits with a dated promise";
    case "drop_ship":
      return "; what is missing is asked of drop-ship suppliers";
    case "raise_exception":
      return "; what is missing waits, and a person is told";
    case "cancel_remainder":
      return "; what is missing is cancelled";
  }
}

/** The parameters of a profile, one sentence each. */
export const parameterSentences = (
  { parameters }: Pick<SourcingProfile, "parameters">,
  names: ProfileNames = {},
): string[] => [
  `Each shipment after the first is charged ${money(parameters.splitPenaltyMinor, names)}.`,
  `Inbound supply is promised from ${parameters.inboundConfidenceMinPercent} % confidence on.`,
  `Stock is held for orders up to ${parameters.allocationHorizonDays} days ahead.`,
  `The search takes at most ${plainWords.units(parameters.stepsMax)} steps.`,
];

/**
 * What a profile says that another did not, and the other way round, as sentences.
 *
 * Strategies are known by their names; one that was renamed is one taken out and one put in.
 */
export function profileDifference(
  before: SourcingProfile,
  after: SourcingProfile,
  names: ProfileNames = {},
): string[] {
  const said: string[] = [];
  const placeOf = (profile: SourcingProfile, name: string) =>
    profile.strategies.findIndex((strategy) => strategy.name === name);
  before.strategies.forEach((strategy) => {
    if (placeOf(after, strategy.name) < 0) {
      said.push(`"${strategy.name}" was taken out.`);
    }
  });
  after.strategies.forEach((strategy, index) => {
    const old = placeOf(before, strategy.name);
    const now = strategySentence(strategy, index, names);
    if (old < 0) {
      said.push(`"${strategy.name}" was put in: ${now}`);
      return;
    }
    const then = strategySentence(before.strategies[old] as Strategy, old, names);
    if (then !== now) {
      said.push(`"${strategy.name}" said: ${then} It says: ${now}`);
    }
  });
  const kept = (profile: SourcingProfile, other: SourcingProfile) =>
    profile.strategies.map(({ name }) => name).filter((name) => placeOf(other, name) >= 0);
  const sequence = kept(after, before);
  if (kept(before, after).join("\n") !== sequence.join("\n")) {
    said.push(`They are tried in another order: ${joined(sequence.map((name) => `"${name}"`))}.`);
  }
  const old = parameterSentences(before, names);
  parameterSentences(after, names).forEach((sentence, index) => {
    if (sentence !== old[index]) {
      said.push(`${sentence} Before: ${old[index]}`);
    }
  });
  return said;
}
