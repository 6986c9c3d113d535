import { companyTiers } from "../customers/types";
import { nodeKinds } from "../network/types";
import {
  type Domain,
  intersect,
  isEmpty,
  isWithin,
  prefixes,
  range,
  wordSet,
} from "./decide-domains";
import { folded, foldedPostcode } from "./decide-strategy";
import {
  type Condition,
  type ConditionTree,
  type Constraint,
  orderTypes,
  type ProfileFinding,
  type SourcingProfile,
  type Strategy,
} from "./types-profile";

/** One way in which a condition can hold: each fact within its domain. */
type Conjunct = {
  readonly order: ReadonlyMap<string, Domain>;
  /** Of every line. */
  readonly all: ReadonlyMap<string, Domain>;
  /** Of some line each. */
  readonly any: readonly (readonly [fact: string, domain: Domain])[];
};

const EVERYTHING: Conjunct = { order: new Map(), all: new Map(), any: [] };
/** Conditions that can hold in more ways are not compared. */
const WAYS_MAX = 512;

const closedWords: Readonly<Record<string, readonly string[]>> = {
  customer_tier: companyTiers,
  order_type: orderTypes,
};

/**
 * What the writer of a profile should know before it is published: strategies that are never
 * reached, conditions that cannot hold, constraints that leave no node, and what changes nothing.
 *
 * Whatever it finds is so. It does not find everything: a strategy that several others cover only
 * together, piece by piece of one condition, is not told.
 */
export function analyseProfile({
  strategies,
}: Pick<SourcingProfile, "strategies">): ProfileFinding[] {
  const ways = strategies.map(({ when }) => waysOf(when));
  return strategies.flatMap((strategy, index) => [
    ...findReach(strategies, ways, index),
    ...findExcluding(strategy, ways[index] ?? null, index),
    ...findIdle(strategy, index),
  ]);
}

/** Never reached, or never met. */
function findReach(
  strategies: readonly Strategy[],
  ways: readonly (readonly Conjunct[] | null)[],
  index: number,
): ProfileFinding[] {
  const own = ways[index] ?? null;
  const name = strategies[index]?.name ?? "";
  if (own === null) {
    return [];
  }
  if (own.length === 0) {
    const sentence = `"${name}" matches no order: its conditions exclude each other.`;
    return [{ kind: "contradiction", strategy: index, other: null, sentence }];
  }
  const earlier = strategies.slice(0, index).flatMap((strategy, other) => {
    const isTaking = strategy.afterAction.do !== "next_strategy";
    return isTaking ? (ways[other] ?? []).map((way) => ({ way, other })) : [];
  });
  const covers = own.map((way) => earlier.find((taken) => implies(way, taken.way))?.other);
  const [first] = covers;
  if (first === undefined || covers.some((other) => other === undefined)) {
    return [];
  }
  const takers = [...new Set(covers)].map((other) => `"${strategies[other ?? 0]?.name}"`);
  const verb = takers.length === 1 ? "takes" : "take";
  const sentence = `"${name}" is never reached: ${takers.join(" and ")} ${verb} every order that it matches.`;
  return [{ kind: "shadowed", strategy: index, other: first, sentence }];
}

/** The ways in which a condition can hold, without those that cannot; null when there are too many. */
function waysOf(when: ConditionTree | null): readonly Conjunct[] | null {
  if (when === null) {
    return [EVERYTHING];
  }
  if ("any" in when) {
    const ways = when.any.map(waysOf);
    const found = ways.flatMap((each) => each ?? []);
    return ways.includes(null) || found.length > WAYS_MAX ? null : found;
  }
  if ("all" in when) {
    let found: readonly Conjunct[] = [EVERYTHING];
    for (const part of when.all) {
      const ways = waysOf(part);
      if (ways === null || found.length * ways.length > WAYS_MAX) {
        return null;
      }
      found = found.flatMap((one) => ways.map((other) => both(one, other))).filter(canHold);
    }
    return found;
  }
  return [wayOf(when)].filter(canHold);
}

function wayOf(condition: Condition): Conjunct {
  const domain = domainOf(condition);
  if (!("lines" in condition)) {
    return { ...EVERYTHING, order: new Map([[condition.fact, domain]]) };
  }
  return condition.lines === "all"
    ? { ...EVERYTHING, all: new Map([[condition.fact, domain]]) }
    : { ...EVERYTHING, any: [[condition.fact, domain]] };
}

function domainOf(condition: Condition): Domain {
  switch (condition.fact) {
    case "ship_to_postcode":
      return prefixes(condition.values.map(foldedPostcode), condition.is === "starts_with");
    case "order_value_minor":
    case "order_weight_grams":
    case "sku_weight_grams":
      // No amount is negative: "less than 1" is "0".
      return range(Math.max(0, condition.from ?? 0), condition.below);
    case "hazmat":
      return condition.is ? range(1, 2) : range(0, 1);
    case "requested_within_days":
      return range(null, condition.days + 1);
    default:
      return wordSet(
        condition.values.map(folded),
        condition.is === "in",
        closedWords[condition.fact] ?? null,
      );
  }
}

function both(a: Conjunct, b: Conjunct): Conjunct {
  return { order: met(a.order, b.order), all: met(a.all, b.all), any: [...a.any, ...b.any] };
}

function met(
  a: ReadonlyMap<string, Domain>,
  b: ReadonlyMap<string, Domain>,
): ReadonlyMap<string, Domain> {
  const found = new Map(a);
  for (const [fact, domain] of b) {
    const before = found.get(fact);
    found.set(fact, before === undefined ? domain : intersect(before, domain));
  }
  return found;
}

function canHold({ order, all, any }: Conjunct): boolean {
  return (
    ![...order.values(), ...all.values()].some(isEmpty) &&
    any.every(([fact, domain]) => !isEmpty(narrowed(fact, domain, all)))
  );
}

/** A line that there has to be is also one of all lines. */
const narrowed = (fact: string, domain: Domain, all: ReadonlyMap<string, Domain>): Domain => {
  const each = all.get(fact);
  return each === undefined ? domain : intersect(domain, each);
};

/** Does every order that `a` matches also meet `b`? */
function implies(a: Conjunct, b: Conjunct): boolean {
  const isKept = (own: ReadonlyMap<string, Domain>, asked: ReadonlyMap<string, Domain>) =>
    [...asked].every(([fact, domain]) => {
      const ours = own.get(fact);
      return ours !== undefined && isWithin(ours, domain);
    });
  const hasLine = ([fact, domain]: readonly [string, Domain]) => {
    const each = a.all.get(fact);
    return (
      (each !== undefined && isWithin(each, domain)) ||
      a.any.some(([other, own]) => other === fact && isWithin(narrowed(fact, own, a.all), domain))
    );
  };
  return isKept(a.order, b.order) && isKept(a.all, b.all) && b.any.every(hasLine);
}

/** Hard constraints that together leave no node. */
function findExcluding(
  { name, constraints }: Strategy,
  ways: readonly Conjunct[] | null,
  index: number,
): ProfileFinding[] {
  const allowed = new Map<string, Domain>();
  for (const row of constraints.filter(({ hard }) => hard)) {
    const limit = nodeDomain(row);
    if (limit !== null) {
      const before = allowed.get(limit.fact);
      allowed.set(
        limit.fact,
        before === undefined ? limit.domain : intersect(before, limit.domain),
      );
    }
  }
  const nouns: Readonly<Record<string, string>> = {
    kind: "kind of node",
    node: "node",
    country: "country",
    region: "region",
  };
  const empty = [...allowed].flatMap(([fact, domain]) => (isEmpty(domain) ? [fact] : []));
  const finding = (sentence: string): ProfileFinding => ({
    kind: "excluding_constraints",
    strategy: index,
    other: null,
    sentence,
  });
  if (empty.length > 0) {
    return empty.map((fact) =>
      finding(`"${name}" leaves no ${nouns[fact]}: its constraints exclude each other.`),
    );
  }
  return constraints.flatMap((row) => {
    if (row.rule !== "same_market" || !row.hard || ways === null || ways.length === 0) {
      return [];
    }
    const fence = allowed.get(row.market);
    const isOut = ways.every((way) => {
      const shipTo = way.order.get(`ship_to_${row.market}`);
      return fence !== undefined && shipTo !== undefined && isEmpty(intersect(shipTo, fence));
    });
    return isOut
      ? [finding(`"${name}" leaves no node: its fence holds no ship-to of its own orders.`)]
      : [];
  });
}

function nodeDomain(row: Constraint): { readonly fact: string; readonly domain: Domain } | null {
  switch (row.rule) {
    case "node_kinds":
      return { fact: "kind", domain: wordSet(row.values, row.is === "in", nodeKinds) };
    case "nodes":
      return { fact: "node", domain: wordSet(row.values.map(folded), row.is === "in", null) };
    case "fence":
      return { fact: row.of, domain: wordSet(row.values.map(folded), row.is === "in", null) };
    default:
      return null;
  }
}

/** What changes nothing, so that its writer probably meant something else. */
function findIdle({ name, criteria, constraints, afterAction }: Strategy, index: number) {
  const found: ProfileFinding[] = [];
  const say = (sentence: string) =>
    found.push({ kind: "no_effect", strategy: index, other: null, sentence });
  const has = (rule: Constraint["rule"]) =>
    constraints.some((row) => row.hard && row.rule === rule);
  const limits = constraints.flatMap((row) =>
    row.rule === "max_shipments" && row.hard ? [row.shipments] : [],
  );
  const most = limits.length === 0 ? null : Math.min(...limits);
  const isWhole = has("ship_complete") || has("line_complete");
  const isSplitLess = most === 1 || has("line_complete");
  if (isSplitLess && constraints.some(({ rule }) => rule.startsWith("min_split_"))) {
    say(`"${name}" splits no line, so its least size of a part changes nothing.`);
  }
  if (limits.length > 1) {
    say(`"${name}" names two limits of shipments; the lower one holds.`);
  }
  if (afterAction.do === "split" && !isWhole) {
    const { shipmentsMax } = afterAction;
    if (most === null || (shipmentsMax !== null && shipmentsMax <= most)) {
      say(`"${name}" may be split from the start, so splitting what is left changes nothing.`);
    }
  }
  const place = criteria.findIndex(({ by, band }) => by === "landed_cost" && band === 0);
  if (place >= 0 && place < criteria.length - 1) {
    say(
      `"${name}" asks for the landed cost without a band, so what follows it decides only between plans that cost the same.`,
    );
  }
  return found;
}
