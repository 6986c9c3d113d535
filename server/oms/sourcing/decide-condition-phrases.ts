import { plainWords } from "./decide-phrases";
import type { Condition, ConditionTree, ProfileNames, WordFact } from "./types-profile";

/** "a", "a or b", "a, b or c". */
export const orList = (parts: readonly string[]): string => listed(parts, "or");
export const andList = (parts: readonly string[]): string => listed(parts, "and");

const listed = (parts: readonly string[], word: string): string =>
  parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} ${word} ${parts[parts.length - 1]}`;

/** In which sequence conditions are said, whatever that in which they were written. */
const sequence: readonly Condition["fact"][] = [
  "order_type",
  "customer_tier",
  "company",
  "channel",
  "ship_to_region",
  "ship_to_country",
  "ship_to_postcode",
  "service",
  "preferred_node",
  "order_value_minor",
  "order_weight_grams",
  "requested_within_days",
  "sku_category",
  "hazmat",
  "sku_weight_grams",
];

/**
 * What a condition says of an order, to follow the word "orders": "of Gold customers in the western
 * states".
 */
export function conditionPhrase(tree: ConditionTree, names: ProfileNames = {}): string {
  if ("any" in tree) {
    const parts = tree.any.map((part) => conditionPhrase(part, names));
    return parts.length === 1 ? (parts[0] ?? "") : `either ${orList(parts)}`;
  }
  if ("all" in tree) {
    return together(tree.all, names);
  }
  return leafPhrase(tree, names);
}

function together(parts: readonly ConditionTree[], names: ProfileNames): string {
  const rank = (part: ConditionTree) =>
    "fact" in part ? sequence.indexOf(part.fact) : sequence.length;
  const phrases = [...parts]
    .sort((a, b) => rank(a) - rank(b))
    .map((part) => conditionPhrase(part, names));
  return phrases
    .map((phrase, index) => {
      const before = phrases[index - 1];
      const link =
        before === undefined ? "" : firstWord(before) === firstWord(phrase) ? " and " : " ";
      return `${link}${phrase}`;
    })
    .join("");
}

const firstWord = (phrase: string): string => phrase.split(" ", 1)[0] ?? "";

function leafPhrase(leaf: Condition, names: ProfileNames): string {
  switch (leaf.fact) {
    case "ship_to_postcode": {
      const not = leaf.is === "starts_with" ? "" : "not ";
      return `to postal codes that do ${not}begin with ${orList(leaf.values)}`.replace(
        "do begin",
        "begin",
      );
    }
    case "order_value_minor":
      return `worth ${range(leaf, names.money ?? plainWords.money)}`;
    case "order_weight_grams":
      return `weighing ${range(leaf, kilograms)}`;
    case "sku_category": {
      const values = orList(leaf.values);
      return leaf.lines === "any"
        ? `with a line ${leaf.is === "in" ? "of" : "other than"} ${values}`
        : `with ${leaf.is === "in" ? "nothing but" : "no line of"} ${values}`;
    }
    case "hazmat":
      return leaf.lines === "any"
        ? `with goods that are ${leaf.is ? "" : "not "}hazardous`
        : `with ${leaf.is ? "nothing but" : "no"} hazardous goods`;
    case "sku_weight_grams":
      return leaf.lines === "any"
        ? `with a piece of ${range(leaf, kilograms)}`
        : `with each piece of ${range(leaf, kilograms)}`;
    case "requested_within_days": {
      const days = `${leaf.days} ${leaf.days === 1 ? "day" : "days"}`;
      return leaf.lines === "any"
        ? `with a line wanted within ${days}`
        : `with all lines wanted within ${days}`;
    }
    default:
      return wordPhrase(leaf, names);
  }
}

type WordCondition = Extract<Condition, { readonly fact: WordFact }>;

function wordPhrase({ is, values, label, ...leaf }: WordCondition, names: ProfileNames): string {
  const fact: WordFact = leaf.fact;
  const isNot = is === "not_in";
  const said = (of: Readonly<Record<string, string>> = {}) =>
    label ?? orList(values.map((value) => of[value] ?? value));
  switch (fact) {
    case "channel":
      return `${isNot ? "not " : ""}from ${said(names.channels)}`;
    case "customer_tier":
      return isNot
        ? `of customers who are not ${label ?? orList(values.map(capital))}`
        : `of ${label ?? orList(values.map(capital))} customers`;
    case "company":
      return isNot
        ? `of customers other than ${said(names.companies)}`
        : `of ${said(names.companies)}`;
    case "ship_to_country":
    case "ship_to_region":
      return `${isNot ? "outside" : "in"} ${said()}`;
    case "service":
      return `${isNot ? "not " : ""}by ${said(names.services)}`;
    case "order_type": {
      const isScheduled = values.includes("scheduled") !== isNot;
      const isImmediate = values.includes("immediate") !== isNot;
      return isScheduled === isImmediate
        ? `${isScheduled ? "whenever they" : "that never"} may leave`
        : isScheduled
          ? "with a first day to leave"
          : "that may leave at once";
    }
    case "preferred_node":
      return isNot
        ? `whose customer does not prefer ${said(names.nodes)}`
        : `whose customer prefers ${said(names.nodes)}`;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const kilograms = (grams: number): string =>
  grams < 1_000 ? `${grams} g` : `${Math.round(grams / 10) / 100} kg`;

function range(
  { from, below }: { readonly from: number | null; readonly below: number | null },
  write: (amount: number) => string,
): string {
  if (below === null) {
    return `${write(from ?? 0)} or more`;
  }
  return from === null
    ? `less than ${write(below)}`
    : `${write(from)} or more but less than ${write(below)}`;
}
