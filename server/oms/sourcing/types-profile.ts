import type { CompanyTier } from "../customers/types";
import type { LocalDate } from "../kernel/local-date";
import type { NodeKind } from "../network/types";
import type { SourcingParameters } from "./types";

/** Form of the document, for those who keep it in files. */
export const PROFILE_FORMAT = 1;

/**
 * How orders are routed: strategies in the order in which they are tried, and the parameters that
 * hold for all. The last strategy takes every order, so that none is left without a route.
 */
export type SourcingProfile = {
  readonly format: typeof PROFILE_FORMAT;
  readonly strategies: readonly Strategy[];
  readonly parameters: SourcingParameters;
};

/** One rule: whose orders, where their units come from, and what becomes of those that find none. */
export type Strategy = {
  /** Unique within the profile; people and decisions call it by this name. */
  readonly name: string;
  /** null: every order. */
  readonly when: ConditionTree | null;
  /** The first decides, the next breaks its ties. None: nodes by priority, then code. */
  readonly criteria: readonly Criterion[];
  readonly constraints: readonly Constraint[];
  /** What follows when no plan that keeps the hard constraints fills the order. */
  readonly afterAction: AfterAction;
};

/** `all` holds when each part does, `any` when one does. */
export type ConditionTree =
  | { readonly all: readonly ConditionTree[] }
  | { readonly any: readonly ConditionTree[] }
  | Condition;

/** Of an order's lines, how many have to be so. */
export const lineScopes = ["any", "all"] as const;
export type LineScope = (typeof lineScopes)[number];

/** `immediate`: may leave at once. `scheduled`: the customer named a first day to leave. */
export const orderTypes = ["immediate", "scheduled"] as const;
export type OrderType = (typeof orderTypes)[number];

/** Facts of an order that are words; compared without regard to case. */
export const wordFacts = [
  "channel",
  "customer_tier",
  "company",
  "ship_to_country",
  "ship_to_region",
  "service",
  "order_type",
  "preferred_node",
] as const;
export type WordFact = (typeof wordFacts)[number];

/** Whole amounts of an order: its value in minor units of its currency, and its weight. */
export const amountFacts = ["order_value_minor", "order_weight_grams"] as const;
export type AmountFact = (typeof amountFacts)[number];

export type Condition =
  | {
      readonly fact: WordFact;
      readonly is: "in" | "not_in";
      readonly values: readonly string[];
      /** What people call these values together: "the western states". */
      readonly label?: string | undefined;
    }
  /** By the beginning of the code, without regard to case and blanks. */
  | {
      readonly fact: "ship_to_postcode";
      readonly is: "starts_with" | "not_starts_with";
      readonly values: readonly string[];
    }
  /** `from` and `below`: half-open, so that two ranges can meet without an overlap. */
  | {
      readonly fact: AmountFact;
      readonly from: number | null;
      readonly below: number | null;
    }
  | {
      readonly fact: "sku_category";
      readonly lines: LineScope;
      readonly is: "in" | "not_in";
      readonly values: readonly string[];
    }
  | { readonly fact: "hazmat"; readonly lines: LineScope; readonly is: boolean }
  /** Weight of one unit of the SKU. */
  | {
      readonly fact: "sku_weight_grams";
      readonly lines: LineScope;
      readonly from: number | null;
      readonly below: number | null;
    }
  /** Wanted on a day at most so many days after today; a line without a day is not. */
  | {
      readonly fact: "requested_within_days";
      readonly lines: LineScope;
      readonly days: number;
    };

export type ConditionFact = Condition["fact"];

/** What a strategy is chosen by, as the order stands when it is routed. */
export type OrderFacts = {
  readonly channelCode: string;
  readonly companyCode: string;
  readonly tier: CompanyTier;
  readonly shipTo: {
    readonly country: string;
    readonly region: string;
    readonly postalCode: string;
  };
  readonly serviceCode: string;
  readonly orderType: OrderType;
  /** Code of the node that the customer prefers; null = none. */
  readonly preferredNodeCode: string | null;
  /** Minor units of the order's currency. */
  readonly valueMinor: number;
  readonly today: LocalDate;
  /** At least one. */
  readonly lines: readonly LineFacts[];
};

export type LineFacts = {
  readonly category: string;
  readonly isHazmat: boolean;
  readonly gramsPerUnit: number;
  readonly quantity: number;
  readonly requestedDate: LocalDate | null;
};

/**
 * What plans are compared by once they fill as much and keep the dates as well as each other.
 *
 * Each but the landed cost is a number of the node, less is better, that counts once per unit
 * shipped from there; `shipments` counts once per shipment.
 */
export const criterionCodes = [
  /** Freight, handling and split penalties. Band: minor units above the cheapest that count as equal. */
  "landed_cost",
  /** Days from today to delivery. Band: days. */
  "delivery_date",
  /** Days from leaving to delivery. Band: days. */
  "transit_days",
  /** Miles to the ship-to; an unknown distance is the farthest. Band: miles. */
  "distance",
  /** Shipments of the order. No band. */
  "shipments",
  /** Nodes that have the whole order before those that do not. No band. */
  "order_coverage",
  /** Lines that the node cannot fill whole. Band: lines. */
  "line_coverage",
  /** Units of the order that the node does not have. Band: units. */
  "unit_coverage",
  /** The node's priority. Band: steps of priority. */
  "node_priority",
  /** Order lines that the node can no longer take on its ship date, in percent. Band: percent. */
  "capacity_left",
  /** Hours of work that wait at the node. Band: hours. */
  "backlog_hours",
  /** Percent of the node's stock of the order's SKUs that the order would take. Band: percent. */
  "stock_balance",
  /** The customer's preferred node before all others. No band. */
  "preferred_node",
] as const;
export type CriterionCode = (typeof criterionCodes)[number];

export type Criterion = {
  readonly by: CriterionCode;
  /** Values in one band tie: 100 with miles makes 0–99 equal, 100–199 equal. 0 = exact. */
  readonly band: number;
};

export const groupings = ["kit", "category"] as const;
export type Grouping = (typeof groupings)[number];

/** What a plan has to keep. Nodes that break a rule about nodes are out, with the rule as reason. */
export type ConstraintRule =
  /** One shipment date for all: nothing leaves before everything is there, or can be filled. */
  | { readonly rule: "ship_complete" }
  /** Each line whole or not at all. */
  | { readonly rule: "line_complete" }
  | { readonly rule: "max_shipments"; readonly shipments: number }
  /** Where a line is split, each part and the rest are worth at least this, in minor units. */
  | { readonly rule: "min_split_value"; readonly valueMinor: number }
  /** Where a line is split, each part and the rest have at least so many units. */
  | { readonly rule: "min_split_quantity"; readonly units: number }
  | { readonly rule: "max_distance"; readonly miles: number }
  /** A node whose cut-off of today has passed is left out instead of shipping later. */
  | { readonly rule: "respect_cut_off" }
  /** Order lines that a node takes on a day, from all orders together. */
  | { readonly rule: "max_lines_per_day"; readonly lines: number }
  /** Lines of one kit, or one category, leave from one node or not at all. */
  | { readonly rule: "grouped_items"; readonly by: Grouping }
  /** The node stands in the ship-to's country or region. */
  | { readonly rule: "same_market"; readonly market: "country" | "region" }
  | {
      readonly rule: "fence";
      readonly of: "country" | "region";
      readonly is: "in" | "not_in";
      readonly values: readonly string[];
    }
  | {
      readonly rule: "node_kinds";
      readonly is: "in" | "not_in";
      readonly values: readonly NodeKind[];
    }
  | { readonly rule: "nodes"; readonly is: "in" | "not_in"; readonly values: readonly string[] };

export type ConstraintCode = ConstraintRule["rule"];

/**
 * A hard constraint is never broken. Soft ones are kept while a plan that fills as much exists;
 * where none does, they are dropped from the last to the first until one is found.
 */
export type Constraint = ConstraintRule & { readonly hard: boolean };

/** What becomes of an order that no plan of the strategy fills. */
export type AfterAction =
  /** The next strategy that matches is asked for the whole order. */
  | { readonly do: "next_strategy" }
  /** Ship complete and line complete are given up, and so is the most shipments but for this. */
  | { readonly do: "split"; readonly shipmentsMax: number | null }
  /** What is there ships, the rest waits with a dated promise. */
  | { readonly do: "backorder" }
  /** The rest is asked of drop-ship suppliers; what they lack waits with a dated promise. */
  | { readonly do: "drop_ship" }
  /** As `backorder`, and a person is told. */
  | { readonly do: "raise_exception" }
  /** What is there ships, the rest is cancelled. */
  | { readonly do: "cancel_remainder" };

export type AfterActionCode = AfterAction["do"];

/** What became of a strategy when an order was routed. */
export type StrategyOutcome = "not_matched" | "no_plan" | "used";

export type StrategyStep = {
  readonly name: string;
  readonly outcome: StrategyOutcome;
  /** The condition that did not hold, or why there was no plan; "" where it was used. */
  readonly because: string;
};

/** How codes are called where people read; a code without a name stands for itself. */
export type ProfileNames = {
  readonly channels?: Readonly<Record<string, string>>;
  readonly companies?: Readonly<Record<string, string>>;
  readonly services?: Readonly<Record<string, string>>;
  readonly nodes?: Readonly<Record<string, string>>;
  /** Amount of minor units in the currency of the house. */
  readonly money?: (minor: number) => string;
};

export const findingKinds = [
  /** An earlier strategy takes every order that this one matches. */
  "shadowed",
  /** The conditions can never hold together. */
  "contradiction",
  /** Hard constraints leave no node, or no plan. */
  "excluding_constraints",
  /** Something that changes nothing: a criterion after one that decides all, a rule said twice. */
  "no_effect",
  /** A code that nobody knows: misspelled, or not made yet. */
  "unknown_code",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Something about a profile that its writer should know before it is published. */
export type ProfileFinding = {
  readonly kind: FindingKind;
  /** Index of the strategy. */
  readonly strategy: number;
  /** Index of the strategy that stands in its way, where one does. */
  readonly other: number | null;
  readonly sentence: string;
};

/** Regions that people name together, by ISO country and the codes on a ship-to. */
export const regionGroups = [
  {
    label: "the western states",
    country: "US",
    values: ["AK", "AZ", "CA", "CO", "HI", "ID", "MT", "NM", "NV", "OR", "UT", "WA", "WY"],
  },
  {
    label: "the midwestern states",
    country: "US",
    values: ["IA", "IL", "IN", "KS", "MI", "MN", "MO", "ND", "NE", "OH", "SD", "WI"],
  },
  {
    label: "the southern states",
    country: "US",
    values: [
      ...["AL", "AR", "DC", "DE", "FL", "GA", "KY", "LA", "MD"],
      ...["MS", "NC", "OK", "SC", "TN", "TX", "VA", "WV"],
    ],
  },
  {
    label: "the northeastern states",
    country: "US",
    values: ["CT", "MA", "ME", "NH", "NJ", "NY", "PA", "RI", "VT"],
  },
] as const;
