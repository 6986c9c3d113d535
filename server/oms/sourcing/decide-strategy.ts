import { InvariantViolation } from "../kernel/assert";
import { addDays } from "../kernel/local-date";
import { conditionPhrase } from "./decide-condition-phrases";
import type {
  Condition,
  ConditionTree,
  LineFacts,
  OrderFacts,
  ProfileNames,
  SourcingProfile,
  Strategy,
  StrategyStep,
  WordFact,
} from "./types-profile";

/** A code as it is compared: `CA` and `ca ` are one. */
export const folded = (text: string): string => text.trim().toLowerCase();

/** A postal code as it is compared: `M4B 1V7` and `m4b1v7` are one. */
export const foldedPostcode = (text: string): string => text.replace(/[\s-]/g, "").toLowerCase();

/** Does the order meet the condition? A strategy without conditions takes every order. */
export const matches = (when: ConditionTree | null, facts: OrderFacts): boolean =>
  firstUnmet(when, facts) === null;

/**
 * The condition that keeps an order from a strategy; null when none does. Of several that would
 * each do, the first.
 */
export function firstUnmet(when: ConditionTree | null, facts: OrderFacts): ConditionTree | null {
  if (when === null) {
    return null;
  }
  if ("all" in when) {
    for (const part of when.all) {
      const unmet = firstUnmet(part, facts);
      if (unmet !== null) {
        return unmet;
      }
    }
    return null;
  }
  if ("any" in when) {
    return when.any.some((part) => firstUnmet(part, facts) === null) ? null : when;
  }
  return holds(when, facts) ? null : when;
}

function holds(condition: Condition, facts: OrderFacts): boolean {
  switch (condition.fact) {
    case "ship_to_postcode": {
      const code = foldedPostcode(facts.shipTo.postalCode);
      const isListed = condition.values.some((value) => code.startsWith(foldedPostcode(value)));
      return isListed === (condition.is === "starts_with");
    }
    case "order_value_minor":
      return isWithin(facts.valueMinor, condition);
    case "order_weight_grams":
      return isWithin(weightOf(facts), condition);
    case "sku_category":
      return ofLines(facts, condition.lines, (line) =>
        isListed(line.category, condition.values, condition.is),
      );
    case "hazmat":
      return ofLines(facts, condition.lines, (line) => line.isHazmat === condition.is);
    case "sku_weight_grams":
      return ofLines(facts, condition.lines, (line) => isWithin(line.gramsPerUnit, condition));
    case "requested_within_days": {
      const last = addDays(facts.today, condition.days);
      return ofLines(
        facts,
        condition.lines,
        ({ requestedDate }) => requestedDate !== null && requestedDate <= last,
      );
    }
    default:
      return isListed(wordOf(condition.fact, facts), condition.values, condition.is);
  }
}

const isListed = (text: string, values: readonly string[], is: "in" | "not_in"): boolean =>
  values.some((value) => folded(value) === folded(text)) === (is === "in");

const isWithin = (
  amount: number,
  { from, below }: { readonly from: number | null; readonly below: number | null },
): boolean => (from === null || amount >= from) && (below === null || amount < below);

const ofLines = (
  { lines }: OrderFacts,
  scope: "any" | "all",
  test: (line: LineFacts) => boolean,
): boolean => (scope === "any" ? lines.some(test) : lines.every(test));

const weightOf = ({ lines }: OrderFacts): number =>
  lines.reduce((sum, line) => sum + line.gramsPerUnit * line.quantity, 0);

/** An order whose customer prefers no node has the empty word. */
function wordOf(fact: WordFact, facts: OrderFacts): string {
  switch (fact) {
    case "channel":
      return facts.channelCode;
    case "customer_tier":
      return facts.tier;
    case "company":
      return facts.companyCode;
    case "ship_to_country":
      return facts.shipTo.country;
    case "ship_to_region":
      return facts.shipTo.region;
    case "service":
      return facts.serviceCode;
    case "order_type":
      return facts.orderType;
    case "preferred_node":
      return facts.preferredNodeCode ?? "";
  }
}

/** What a strategy came to for one order. */
export type Attempt<P> = {
  readonly plan: P;
  /** Fills the order and keeps the hard constraints. */
  readonly isWhole: boolean;
  /** Why not, for the trail: "12 units found no node". */
  readonly because: string;
};

export type ChosenStrategy<P> = {
  readonly strategy: Strategy;
  readonly index: number;
  readonly plan: P;
  /** The chosen strategy fills the order; else its after-action says what follows. */
  readonly isWhole: boolean;
  /** What became of each strategy up to the chosen one. */
  readonly trail: readonly StrategyStep[];
};

/**
 * Choose the strategy of an order: the first whose conditions match and whose plan is whole. One
 * that finds no whole plan is chosen all the same unless its after-action hands the order on.
 *
 * @param attempt plans the order by a strategy; asked for strategies that match only, in sequence
 * @returns the strategy with its plan. There is always one: the last strategy of a profile takes
 *   every order and does not hand it on
 */
export function decideStrategy<P>(
  { strategies }: Pick<SourcingProfile, "strategies">,
  facts: OrderFacts,
  attempt: (strategy: Strategy, index: number) => Attempt<P>,
  names: ProfileNames = {},
): ChosenStrategy<P> {
  const trail: StrategyStep[] = [];
  for (const [index, strategy] of strategies.entries()) {
    const { name } = strategy;
    const unmet = firstUnmet(strategy.when, facts);
    if (unmet !== null) {
      trail.push({ name, outcome: "not_matched", because: `not ${conditionPhrase(unmet, names)}` });
      continue;
    }
    const { plan, isWhole, because } = attempt(strategy, index);
    const isHandedOn = strategy.afterAction.do === "next_strategy";
    if (isWhole || !isHandedOn) {
      trail.push({ name, outcome: "used", because: isWhole ? "" : because });
      return { strategy, index, plan, isWhole, trail };
    }
    trail.push({ name, outcome: "no_plan", because });
  }
  throw new InvariantViolation("the last strategy takes every order and does not hand it on");
}

/** Index of the strategy that an order is tried by first; what "share of orders matched" counts. */
export const firstMatch = (
  { strategies }: Pick<SourcingProfile, "strategies">,
  facts: OrderFacts,
): number => strategies.findIndex(({ when }) => matches(when, facts));
