import { z } from "zod";
import { companyTiers } from "../customers/types";
import type { Fault } from "../kernel/errors";
import { err, ok, type Result } from "../kernel/result";
import { nodeKinds } from "../network/types";
import {
  type ConditionTree,
  criterionCodes,
  groupings,
  lineScopes,
  orderTypes,
  PROFILE_FORMAT,
  type SourcingProfile,
  wordFacts,
} from "./types-profile";

export const STRATEGIES_MAX = 50;
const VALUES_MAX = 500;
const DEPTH_MAX = 6;
const AMOUNT_MAX = 1_000_000_000_000;

const word = z.string("Write a word").trim().min(1, "Name a value").max(80, "Too long for a code");
const words = z.array(word).min(1, "Name at least one value").max(VALUES_MAX);
const isOrNot = z.enum(["in", "not_in"], "Write in or not_in");
const lines = z.enum(lineScopes, "Write any or all");

const whole = (least: number, most: number, what: string) =>
  z
    .int(`${what} is a whole number`)
    .min(least, `${what} is at least ${least}`)
    .max(most, `${what} is at most ${most}`);

const bounds = {
  from: whole(0, AMOUNT_MAX, "The lower end").nullable(),
  below: whole(1, AMOUNT_MAX, "The upper end").nullable(),
};
const isRange = ({ from, below }: { from: number | null; below: number | null }) =>
  (from !== null || below !== null) && (from === null || below === null || from < below);
const NO_RANGE = "A range has an end, and its lower end lies under the upper one";

/** Facts with a closed set of values take no others: a misspelled tier would match nobody. */
const closedSets: Readonly<Record<string, readonly string[]>> = {
  customer_tier: companyTiers,
  order_type: orderTypes,
};

const condition = z.discriminatedUnion(
  "fact",
  [
    z
      .strictObject({
        fact: z.enum(wordFacts),
        is: isOrNot,
        values: words,
        label: z.string().trim().min(1).max(60, "A label has at most 60 letters").optional(),
      })
      .superRefine(({ fact, values }, ctx) => {
        const known = closedSets[fact];
        values.forEach((value, index) => {
          if (known !== undefined && !known.includes(value)) {
            ctx.addIssue({
              code: "custom",
              path: ["values", index],
              message: `There is no ${value} here; write ${known.join(", ")}`,
            });
          }
        });
      }),
    z.strictObject({
      fact: z.literal("ship_to_postcode"),
      is: z.enum(["starts_with", "not_starts_with"], "Write starts_with or not_starts_with"),
      values: words,
    }),
    z
      .strictObject({ fact: z.enum(["order_value_minor", "order_weight_grams"]), ...bounds })
      .refine(isRange, NO_RANGE),
    z.strictObject({ fact: z.literal("sku_category"), lines, is: isOrNot, values: words }),
    z.strictObject({
      fact: z.literal("hazmat"),
      lines,
      is: z.boolean("Write true or false"),
    }),
    z
      .strictObject({ fact: z.literal("sku_weight_grams"), lines, ...bounds })
      .refine(isRange, NO_RANGE),
    z.strictObject({
      fact: z.literal("requested_within_days"),
      lines,
      days: whole(0, 3650, "The number of days"),
    }),
  ],
  "There is no such fact of an order",
);

const part: z.ZodType<ConditionTree> = z.lazy(() => conditionTree);
const parts = z
  .array(part, "List the conditions")
  .min(1, "A group has at least one condition")
  .max(50, "A group has at most 50 conditions");
export const conditionTree: z.ZodType<ConditionTree> = z.union([
  z.strictObject({ all: parts }),
  z.strictObject({ any: parts }),
  condition,
]);

const criterion = z.strictObject({
  by: z.enum(criterionCodes, "There is no such criterion"),
  band: whole(0, AMOUNT_MAX, "The band").default(0),
});

const hard = z.boolean("Say whether the constraint is hard").default(true);

const constraint = z.discriminatedUnion(
  "rule",
  [
    z.strictObject({ rule: z.literal("ship_complete"), hard }),
    z.strictObject({ rule: z.literal("line_complete"), hard }),
    z.strictObject({
      rule: z.literal("max_shipments"),
      shipments: whole(1, 50, "The most shipments"),
      hard,
    }),
    z.strictObject({
      rule: z.literal("min_split_value"),
      valueMinor: whole(1, AMOUNT_MAX, "The least value"),
      hard,
    }),
    z.strictObject({
      rule: z.literal("min_split_quantity"),
      units: whole(2, 1_000_000, "The least quantity"),
      hard,
    }),
    z.strictObject({
      rule: z.literal("max_distance"),
      miles: whole(1, 13_000, "The farthest distance"),
      hard,
    }),
    z.strictObject({ rule: z.literal("respect_cut_off"), hard }),
    z.strictObject({
      rule: z.literal("max_lines_per_day"),
      lines: whole(1, 1_000_000, "The most lines"),
      hard,
    }),
    z.strictObject({ rule: z.literal("grouped_items"), by: z.enum(groupings), hard }),
    z.strictObject({
      rule: z.literal("same_market"),
      market: z.enum(["country", "region"], "Write country or region"),
      hard,
    }),
    z.strictObject({
      rule: z.literal("fence"),
      of: z.enum(["country", "region"], "Write country or region"),
      is: isOrNot,
      values: words,
      hard,
    }),
    z.strictObject({
      rule: z.literal("node_kinds"),
      is: isOrNot,
      values: z.array(z.enum(nodeKinds, "There is no such kind of node")).min(1, "Name a kind"),
      hard,
    }),
    z.strictObject({ rule: z.literal("nodes"), is: isOrNot, values: words, hard }),
  ],
  "There is no such constraint",
);

const afterAction = z.discriminatedUnion(
  "do",
  [
    z.strictObject({ do: z.literal("next_strategy") }),
    z.strictObject({
      do: z.literal("split"),
      shipmentsMax: whole(1, 50, "The most shipments").nullable(),
    }),
    z.strictObject({ do: z.literal("backorder") }),
    z.strictObject({ do: z.literal("drop_ship") }),
    z.strictObject({ do: z.literal("raise_exception") }),
    z.strictObject({ do: z.literal("cancel_remainder") }),
  ],
  "There is no such action for what is left",
);

const strategy = z.strictObject({
  name: z.string("Name the strategy").trim().min(1, "Name the strategy").max(60, "Name it shorter"),
  when: conditionTree.nullable(),
  criteria: z.array(criterion).max(criterionCodes.length),
  constraints: z.array(constraint).max(30),
  afterAction,
});

export const sourcingParameters = z.strictObject({
  splitPenaltyMinor: whole(0, 1_000_000, "The split penalty"),
  inboundConfidenceMinPercent: whole(0, 100, "The least confidence"),
  stepsMax: whole(100, 5_000_000, "The most steps of the search"),
  allocationHorizonDays: whole(0, 3650, "The horizon"),
});

type Writing = z.output<typeof strategy>;
type Complain = (path: (string | number)[], message: string) => void;

/** The document of a profile. `readProfile` says what is wrong with one in words. */
export const sourcingProfile = z
  .strictObject({
    format: z.literal(PROFILE_FORMAT, `This reads documents of format ${PROFILE_FORMAT}`),
    strategies: z
      .array(strategy)
      .min(1, "A profile has at least one strategy")
      .max(STRATEGIES_MAX, `A profile has at most ${STRATEGIES_MAX} strategies`),
    parameters: sourcingParameters,
  })
  .superRefine(({ strategies }, ctx) => {
    const complain: Complain = (path, message) => ctx.addIssue({ code: "custom", path, message });
    checkNames(strategies, complain);
    checkEnd(strategies, complain);
    strategies.forEach((each, index) => {
      checkStrategy(each, index, complain);
    });
  });

function checkNames(strategies: readonly Writing[], complain: Complain): void {
  const met = new Set<string>();
  strategies.forEach(({ name }, index) => {
    if (met.has(name.toLowerCase())) {
      complain(["strategies", index, "name"], "Another strategy has this name");
    }
    met.add(name.toLowerCase());
  });
}

function checkEnd(strategies: readonly Writing[], complain: Complain): void {
  const index = strategies.length - 1;
  const last = strategies[index];
  if (last !== undefined && last.when !== null) {
    complain(
      ["strategies", index, "when"],
      "The last strategy takes every order, so that none is left without a route",
    );
  }
  if (last?.afterAction.do === "next_strategy") {
    complain(
      ["strategies", index, "afterAction", "do"],
      "No strategy follows the last one; say what becomes of what it cannot fill",
    );
  }
}

function checkStrategy(each: Writing, index: number, complain: Complain): void {
  const at = ["strategies", index];
  if (each.when !== null && depthOf(each.when) > DEPTH_MAX) {
    complain([...at, "when"], `Conditions may be nested ${DEPTH_MAX} deep`);
  }
  const criteria = each.criteria.map(({ by }) => by);
  criteria.forEach((by, place) => {
    if (criteria.indexOf(by) < place) {
      complain([...at, "criteria", place, "by"], "This criterion stands before already");
    }
  });
  const rules = each.constraints.map((row) => JSON.stringify(row));
  rules.forEach((rule, place) => {
    if (rules.indexOf(rule) < place) {
      complain([...at, "constraints", place], "This constraint stands before already");
    }
  });
}

const depthOf = (tree: ConditionTree): number =>
  "fact" in tree ? 1 : 1 + Math.max(...("all" in tree ? tree.all : tree.any).map(depthOf));

/**
 * Read a profile that somebody wrote: a document, or what a screen sends.
 *
 * @fails with each fault at its path and in words that begin with the place: 'Strategy 2 "Gold",
 *   criterion 1: There is no such criterion'
 */
export function readProfile(document: unknown): Result<SourcingProfile, readonly Fault[]> {
  const read = sourcingProfile.safeParse(document);
  return read.success ? ok(read.data) : err(read.error.issues.map(faultOf(document)));
}

type Issue = z.core.$ZodIssue;

const faultOf =
  (document: unknown) =>
  (issue: Issue): Fault => {
    const { path, message } = deepest(issue);
    const place = placeOf(document, path);
    return {
      field: path.map(String).join("."),
      code: "invalid_profile",
      message: place === "" ? message : `${place}: ${message}`,
    };
  };

/** Of a union the branch that was meant: the one that knows the keys that are there. */
function deepest(issue: Issue): { readonly path: readonly PropertyKey[]; message: string } {
  if (issue.code === "unrecognized_keys") {
    return { path: issue.path, message: `There is no ${issue.keys.join(", ")} here` };
  }
  if (issue.code !== "invalid_union" || issue.errors.length === 0) {
    return issue;
  }
  const strangeness = (branch: readonly Issue[]) =>
    branch.reduce((sum, each) => sum + (each.code === "unrecognized_keys" ? 10 : 1), 0);
  const [meant] = [...issue.errors].sort((a, b) => strangeness(a) - strangeness(b));
  const first = meant?.[0];
  if (first === undefined) {
    return issue;
  }
  const inner = deepest(first);
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

const nouns: Readonly<Record<string, string>> = {
  criteria: "criterion",
  constraints: "constraint",
  values: "value",
  all: "condition",
  any: "condition",
};
const asides: Readonly<Record<string, string>> = {
  when: "its conditions",
  afterAction: "what follows",
  parameters: "Parameters",
};

/** Where a path leads, as a person would say it. */
function placeOf(document: unknown, path: readonly PropertyKey[]): string {
  const steps: string[] = [];
  path.forEach((key, index) => {
    const next = path[index + 1];
    if (key === "strategies" && typeof next === "number") {
      const name = nameOf(document, next);
      steps.push(`Strategy ${next + 1}${name === "" ? "" : ` "${name}"`}`);
    } else if (typeof key === "string" && typeof next === "number" && key in nouns) {
      steps.push(`${nouns[key]} ${next + 1}`);
    } else if (typeof key === "string" && key in asides) {
      steps.push(asides[key] ?? "");
    }
  });
  return steps.join(", ");
}

function nameOf(document: unknown, index: number): string {
  const found = z
    .object({ strategies: z.array(z.unknown()) })
    .transform(({ strategies }) => strategies[index])
    .pipe(z.object({ name: z.string() }))
    .safeParse(document);
  return found.success ? found.data.name : "";
}
