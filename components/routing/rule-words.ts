import type {
  AfterActionCode,
  Condition,
  ConditionFact,
  Constraint,
  ConstraintCode,
  CriterionCode,
} from "@/server/oms/sourcing/types-profile";

/** What a condition is about, as a menu says it. */
export const FACT_WORDS: Readonly<Record<ConditionFact, string>> = {
  customer_tier: "Customer tier",
  channel: "Channel",
  company: "Customer",
  ship_to_country: "Country it goes to",
  ship_to_region: "State or region it goes to",
  ship_to_postcode: "Postcode it goes to",
  service: "Service",
  order_type: "When it may leave",
  preferred_node: "Preferred node",
  order_value_minor: "Value of the order",
  order_weight_grams: "Weight of the order",
  sku_category: "Category of a line",
  hazmat: "Hazardous goods",
  sku_weight_grams: "Weight of a piece",
  requested_within_days: "Wanted within days",
};

/** A condition to begin with: it names something, so that it can be read at once. */
export function firstCondition(fact: ConditionFact): Condition {
  switch (fact) {
    case "ship_to_postcode":
      return { fact, is: "starts_with", values: ["9"] };
    case "order_value_minor":
    case "order_weight_grams":
      return { fact, from: 100_000, below: null };
    case "sku_category":
      return { fact, lines: "any", is: "in", values: [] };
    case "hazmat":
      return { fact, lines: "any", is: true };
    case "sku_weight_grams":
      return { fact, lines: "any", from: 10_000, below: null };
    case "requested_within_days":
      return { fact, lines: "any", days: 3 };
    default:
      return { fact, is: "in", values: FIRST_VALUES[fact] ?? [] };
  }
}

const FIRST_VALUES: Partial<Record<ConditionFact, readonly string[]>> = {
  customer_tier: ["gold"],
  ship_to_country: ["US"],
  order_type: ["immediate"],
};

export const CRITERION_WORDS: Readonly<Record<CriterionCode, string>> = {
  landed_cost: "Lowest landed cost",
  delivery_date: "Earliest promise",
  transit_days: "Shortest transit",
  distance: "Shortest distance",
  shipments: "Fewest shipments",
  order_coverage: "Has the whole order",
  line_coverage: "Has the most lines",
  unit_coverage: "Has the most units",
  node_priority: "Highest priority",
  capacity_left: "Most capacity left",
  backlog_hours: "Shortest backlog",
  stock_balance: "Stock that is least drained",
  preferred_node: "The customer's preferred node",
};

/** In what a band is counted; criteria that are not named know no band. */
export const BAND_UNITS: Partial<Record<CriterionCode, string>> = {
  landed_cost: "cents",
  delivery_date: "days",
  transit_days: "days",
  distance: "miles",
  line_coverage: "lines",
  unit_coverage: "units",
  node_priority: "steps",
  capacity_left: "percent",
  backlog_hours: "hours",
  stock_balance: "percent",
};

export const CONSTRAINT_WORDS: Readonly<Record<ConstraintCode, string>> = {
  ship_complete: "Ships complete",
  line_complete: "Each line whole",
  max_shipments: "At most so many shipments",
  min_split_value: "No part of a split worth less than",
  min_split_quantity: "No part of a split smaller than",
  max_distance: "No farther than",
  respect_cut_off: "Only before today's cut-off",
  max_lines_per_day: "So many lines a node and day",
  grouped_items: "Kept together",
  same_market: "From the ship-to's own market",
  fence: "From countries or regions",
  node_kinds: "From kinds of node",
  nodes: "From named nodes",
};

export function firstConstraint(rule: ConstraintCode): Constraint {
  switch (rule) {
    case "max_shipments":
      return { rule, shipments: 2, hard: true };
    case "min_split_value":
      return { rule, valueMinor: 5_000, hard: true };
    case "min_split_quantity":
      return { rule, units: 2, hard: true };
    case "max_distance":
      return { rule, miles: 1_000, hard: true };
    case "max_lines_per_day":
      return { rule, lines: 500, hard: true };
    case "grouped_items":
      return { rule, by: "kit", hard: true };
    case "same_market":
      return { rule, market: "country", hard: true };
    case "fence":
      return { rule, of: "country", is: "in", values: ["US"], hard: true };
    case "node_kinds":
      return { rule, is: "in", values: ["warehouse"], hard: true };
    case "nodes":
      return { rule, is: "in", values: [], hard: true };
    default:
      return { rule, hard: true };
  }
}

export const AFTER_WORDS: Readonly<Record<AfterActionCode, string>> = {
  next_strategy: "Try the next strategy that matches",
  split: "Split it",
  backorder: "Ship what is there, the rest waits with a date",
  drop_ship: "Ask drop-ship suppliers for the rest",
  raise_exception: "As backorder, and tell a person",
  cancel_remainder: "Ship what is there, cancel the rest",
};
