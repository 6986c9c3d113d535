import { z } from "zod";
import { moneyText, unitPriceText } from "../kernel/money";
import type { HoldTypeRow } from "./types";

/** What a rule can ask of an order, by the kind of its value. */
export const holdFacts = {
  /** Minor units that the exposure is over the limit; below 0 while it is within. */
  credit_over: "number",
  /** Whole days that the oldest open receivable is overdue. */
  overdue_days: "number",
  duplicate_po: "flag",
  /** What is wrong with the ship-to. */
  address_faults: "number",
  /** Percent that the price a customer names and ours are apart, either way, at the worst line. */
  price_variance: "number",
  /** Percent of the sales price that is left after cost, at the worst line. */
  margin: "number",
  fraud_score: "number",
  /** Minor units. */
  order_value: "number",
  missing: "word",
  channel: "word",
  tier: "word",
  country: "word",
} as const;
export type HoldFact = keyof typeof holdFacts;

export const holdOperators = ["above", "at_least", "below", "is", "is_not"] as const;
export type HoldOperator = (typeof holdOperators)[number];

export const holdSeverities = ["block", "warn"] as const;
export type HoldSeverity = (typeof holdSeverities)[number];

/** What of an order can be missing. */
export const missingFields = ["contact", "customer_po", "requested_date"] as const;

const factNames = Object.keys(holdFacts) as [HoldFact, ...HoldFact[]];

export const holdCondition = z
  .object({
    fact: z.enum(factNames),
    operator: z.enum(holdOperators),
    value: z.union([z.number(), z.string().trim().min(1).max(60), z.boolean()]),
  })
  .refine(({ fact, operator, value }) => {
    const isOrder = operator !== "is" && operator !== "is_not";
    switch (holdFacts[fact]) {
      case "number":
        return isOrder && typeof value === "number" && Number.isFinite(value);
      case "flag":
        return !isOrder && typeof value === "boolean";
      case "word":
        return !isOrder && typeof value === "string";
      default:
        return false;
    }
  }, "This cannot be asked of that");
export type HoldCondition = z.output<typeof holdCondition>;

export type HoldRule = {
  readonly ruleId: string;
  readonly name: string;
  readonly type: string;
  readonly severity: HoldSeverity;
  /** All must hold. */
  readonly conditions: readonly HoldCondition[];
};

/** A line as rules see it; amounts in ten-thousandths of the major unit, for one unit. */
export type LineFacts = {
  readonly lineId: string;
  readonly lineNumber: number;
  readonly unitPriceE4: number;
  /** What the customer thinks it costs; null: they did not say. */
  readonly expectedUnitPriceE4: number | null;
  /** 0: nobody knows. */
  readonly costE4: number;
};

/** What was agreed with a customer, in percent; null: what the rule says. */
export type Tolerance = {
  /** That a named price may be off ours, either way. */
  readonly priceVariance: number | null;
  /** Of the sales price that must be left after cost. */
  readonly margin: number | null;
};

/** What is known of an order at one moment; amounts in minor units of its currency. */
export type OrderFacts = {
  readonly currency: string;
  readonly value: number;
  readonly channel: string;
  readonly tier: string;
  readonly country: string;
  readonly credit: {
    /** Null: no limit is set. */
    readonly limit: number | null;
    /** With this order. */
    readonly exposure: number;
    readonly overdue: number;
    readonly overdueDays: number;
  };
  /** Another order that carries its PO number. */
  readonly duplicateOf: string | null;
  readonly addressFaults: readonly string[];
  readonly fraudScore: number | null;
  /** The customer's own bounds go before those of the rules. */
  readonly tolerance: Tolerance;
  readonly missing: readonly string[];
  readonly lines: readonly LineFacts[];
};

/** What a rule found: a hold to set, or a word of warning. */
export type RuleFinding = {
  readonly ruleId: string;
  readonly type: string;
  readonly severity: HoldSeverity;
  readonly reason: string;
  /** The lines it is about; none when it is about the order. */
  readonly lineIds: readonly string[];
};

/** Every rule that holds for an order, in the order of the rules. */
export function decideFindings(rules: readonly HoldRule[], facts: OrderFacts): RuleFinding[] {
  return rules.flatMap((rule) => {
    const answers = rule.conditions.map((condition) => ask(condition, facts));
    const whole = answers.filter((answer) => answer !== null);
    if (whole.length === 0 || whole.length < answers.length) {
      return [];
    }
    const { ruleId, type, severity } = rule;
    const told = whole.filter(({ isContext }) => !isContext);
    const reason = (told.length === 0 ? whole : told).map(({ sentence }) => sentence).join("; ");
    return [{ ruleId, type, severity, reason, lineIds: whole.flatMap(({ lineIds }) => lineIds) }];
  });
}

/** The rules that ask for what changes between placement and release without the order changing. */
export const creditRules = (rules: readonly HoldRule[]): HoldRule[] =>
  rules.filter(({ conditions }) =>
    conditions.some(({ fact }) => fact === "credit_over" || fact === "overdue_days"),
  );

/**
 * The holds that findings set: on the order, or one on each line where the type is for lines.
 * A type that is set no more sets none.
 */
export function decideRuleHolds(
  findings: readonly RuleFinding[],
  types: ReadonlyMap<string, HoldTypeRow>,
): {
  readonly type: string;
  readonly ruleId: string;
  readonly reason: string;
  readonly orderLineId: string | null;
}[] {
  return findings.flatMap(({ severity, type, ruleId, reason, lineIds }) => {
    const known = types.get(type);
    if (severity !== "block" || known?.isActive !== true) {
      return [];
    }
    const places = known.level === "line" && lineIds.length > 0 ? [...new Set(lineIds)] : [null];
    return places.map((orderLineId) => ({ type, ruleId, reason, orderLineId }));
  });
}

/** A hold that a rule set, and that its type lets lift itself. */
export type FoundHold = {
  readonly id: string;
  readonly type: string;
  readonly ruleId: string;
  readonly orderLineId: string | null;
};

/** Of an order's holds, those whose rules no longer find what they were set for, each with why. */
export function decideCleared(
  holds: readonly FoundHold[],
  rules: readonly HoldRule[],
  facts: OrderFacts,
): (FoundHold & { readonly reason: string })[] {
  return holds.flatMap((hold) => {
    const rule = rules.find(({ ruleId }) => ruleId === hold.ruleId);
    const [finding] = rule === undefined ? [] : decideFindings([rule], facts);
    const stands =
      finding?.severity === "block" &&
      (hold.orderLineId === null || finding.lineIds.includes(hold.orderLineId));
    return stands ? [] : [{ ...hold, reason: clearedSentence(rule, facts) }];
  });
}

function clearedSentence(rule: HoldRule | undefined, facts: OrderFacts): string {
  if (rule === undefined) {
    return "Its rule is no longer in force";
  }
  const { credit, currency } = facts;
  const failed = rule.conditions.find((condition) => ask(condition, facts) === null);
  switch (failed?.fact) {
    case "credit_over":
      return credit.limit === null
        ? "No credit limit is set any more"
        : `Exposure ${moneyText(credit.exposure, currency)} is within the limit of ${moneyText(credit.limit, currency)}`;
    case "overdue_days":
      return credit.overdue <= 0
        ? "Nothing is overdue any more"
        : `The oldest open amount is overdue for ${credit.overdueDays} days, which is allowed`;
    case "duplicate_po":
      return "No other order carries this PO number any more";
    case "address_faults":
      return "The ship-to is complete and plausible";
    case "price_variance":
      return "The prices agree";
    default:
      return `“${rule.name}” finds nothing any more`;
  }
}

type Answer = {
  readonly sentence: string;
  readonly lineIds: readonly string[];
  /** It says where a rule applies, not what is wrong. */
  readonly isContext: boolean;
};

function ask(condition: HoldCondition, facts: OrderFacts): Answer | null {
  switch (condition.fact) {
    case "price_variance":
    case "margin":
      return askLines(condition.fact, condition, facts);
    case "credit_over":
      return facts.credit.limit === null
        ? null
        : askNumber(condition, facts.credit.exposure - facts.credit.limit, facts);
    case "overdue_days":
      return facts.credit.overdue <= 0
        ? null
        : askNumber(condition, facts.credit.overdueDays, facts);
    case "address_faults":
      return askNumber(condition, facts.addressFaults.length, facts);
    case "fraud_score":
      return facts.fraudScore === null ? null : askNumber(condition, facts.fraudScore, facts);
    case "order_value":
      return askNumber(condition, facts.value, facts);
    default:
      return askWord(condition, facts);
  }
}

const meets = (operator: HoldOperator, value: number, bound: number): boolean =>
  operator === "above" ? value > bound : operator === "at_least" ? value >= bound : value < bound;

function askNumber(condition: HoldCondition, value: number, facts: OrderFacts): Answer | null {
  if (!meets(condition.operator, value, Number(condition.value))) {
    return null;
  }
  const isContext = condition.fact === "order_value";
  return { sentence: numberSentence(condition, facts), lineIds: [], isContext };
}

function numberSentence({ fact, value }: HoldCondition, facts: OrderFacts): string {
  const { credit, currency } = facts;
  switch (fact) {
    case "credit_over":
      return `Exposure ${moneyText(credit.exposure, currency)} is over the limit of ${moneyText(credit.limit ?? 0, currency)}`;
    case "overdue_days":
      return `${moneyText(credit.overdue, currency)} are overdue, the oldest for ${credit.overdueDays} days; ${String(value)} are allowed`;
    case "address_faults":
      return facts.addressFaults.join("; ");
    case "fraud_score":
      return `The fraud score is ${String(facts.fraudScore)}; ${String(value)} is the bound`;
    default:
      return `The order is worth ${moneyText(facts.value, currency)}`;
  }
}

function askWord({ fact, operator, value }: HoldCondition, facts: OrderFacts): Answer | null {
  const answers: Record<string, { is: boolean; sentence: string; isContext: boolean }> = {
    duplicate_po: {
      is: (facts.duplicateOf !== null) === value,
      sentence: `${facts.duplicateOf ?? "No other order"} already carries this PO number`,
      isContext: false,
    },
    missing: {
      is: facts.missing.includes(String(value)),
      sentence: `There is no ${String(value).replaceAll("_", " ")}`,
      isContext: false,
    },
    channel: {
      is: facts.channel === value,
      sentence: `It came by ${facts.channel}`,
      isContext: true,
    },
    tier: { is: facts.tier === value, sentence: `The customer is ${facts.tier}`, isContext: true },
    country: {
      is: facts.country === value,
      sentence: `It goes to ${facts.country}`,
      isContext: true,
    },
  };
  const answer = answers[fact];
  if (answer === undefined || answer.is !== (operator === "is")) {
    return null;
  }
  return { sentence: answer.sentence, lineIds: [], isContext: answer.isContext };
}

function askLines(
  fact: "price_variance" | "margin",
  { operator, value }: HoldCondition,
  { lines, currency, tolerance }: OrderFacts,
): Answer | null {
  const percentOf = fact === "margin" ? marginOf : varianceOf;
  const agreed = fact === "margin" ? tolerance.margin : tolerance.priceVariance;
  const bound = agreed ?? Number(value);
  const met = lines.flatMap((line) => {
    const percent = percentOf(line);
    return percent !== null && meets(operator, percent, bound) ? [{ line, percent }] : [];
  });
  if (met.length === 0) {
    return null;
  }
  const sentences = met
    .slice(0, 3)
    .map(({ line, percent }) =>
      fact === "margin"
        ? `Line ${line.lineNumber} leaves a margin of ${tenths(percent)} %`
        : `Line ${line.lineNumber}: the customer names ${unitPriceText(line.expectedUnitPriceE4 ?? 0, currency)}, our price is ${unitPriceText(line.unitPriceE4, currency)}`,
    );
  const more = met.length > 3 ? [`and ${met.length - 3} more lines`] : [];
  return {
    sentence: [...sentences, ...more].join("; "),
    lineIds: met.map(({ line }) => line.lineId),
    isContext: false,
  };
}

/** Percent that the named price is away from ours; null when none is named. */
export function varianceOf({
  expectedUnitPriceE4,
  unitPriceE4,
}: Omit<LineFacts, "lineId" | "lineNumber" | "costE4">): number | null {
  if (expectedUnitPriceE4 === null || expectedUnitPriceE4 === unitPriceE4) {
    return expectedUnitPriceE4 === null ? null : 0;
  }
  return unitPriceE4 === 0
    ? 100
    : (Math.abs(expectedUnitPriceE4 - unitPriceE4) / unitPriceE4) * 100;
}

/** Percent of the price that is left after cost; null when the cost is not known. */
function marginOf({ unitPriceE4, costE4 }: LineFacts): number | null {
  if (costE4 === 0) {
    return null;
  }
  return unitPriceE4 === 0 ? -100 : ((unitPriceE4 - costE4) / unitPriceE4) * 100;
}

const tenths = (percent: number) => String(Math.round(percent * 10) / 10);
