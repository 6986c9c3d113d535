import fc from "fast-check";
import { localDate } from "@/server/oms/kernel/local-date";
import {
  type Condition,
  type ConditionTree,
  criterionCodes,
  lineScopes,
  type OrderFacts,
  PROFILE_FORMAT,
  type SourcingProfile,
  type Strategy,
} from "@/server/oms/sourcing/types-profile";

/** Small worlds, so that random orders meet random conditions often. */
const codes = {
  channel: ["portal", "edi", "phone"],
  company: ["ACME", "Bolt"],
  ship_to_country: ["US", "CA"],
  ship_to_region: ["NV", "WA", "TX"],
  service: ["ground", "air"],
  preferred_node: ["RNO", "DAL"],
  customer_tier: ["gold", "silver", "bronze"],
  order_type: ["immediate", "scheduled"],
} as const;
const categories = ["Bikes", "Parts"];
const postcodes = ["8", "89", "895", "98"];

const isOrNot = fc.constantFrom("in" as const, "not_in" as const);
const scope = fc.constantFrom(...lineScopes);
const some = <T>(values: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const ends = fc
  .tuple(fc.option(fc.nat({ max: 4 })), fc.option(fc.integer({ min: 1, max: 4 })))
  .filter(([from, below]) => (from ?? below) !== null && (from ?? -1) < (below ?? 9))
  .map(([from, below]) => ({ from, below }));

export const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .constantFrom(...(Object.keys(codes) as (keyof typeof codes)[]))
    .chain((fact) =>
      fc.record({ fact: fc.constant(fact), is: isOrNot, values: some<string>(codes[fact]) }),
    ),
  fc.record({
    fact: fc.constant("ship_to_postcode" as const),
    is: fc.constantFrom("starts_with" as const, "not_starts_with" as const),
    values: some(postcodes),
  }),
  fc
    .tuple(fc.constantFrom("order_value_minor" as const, "order_weight_grams" as const), ends)
    .map(([fact, range]) => ({ fact, ...range })),
  fc.record({
    fact: fc.constant("sku_category" as const),
    lines: scope,
    is: isOrNot,
    values: some(categories),
  }),
  fc.record({ fact: fc.constant("hazmat" as const), lines: scope, is: fc.boolean() }),
  fc
    .tuple(scope, ends)
    .map(([lines, range]) => ({ fact: "sku_weight_grams" as const, lines, ...range })),
  fc.record({
    fact: fc.constant("requested_within_days" as const),
    lines: scope,
    days: fc.nat({ max: 3 }),
  }),
);

export const conditionTree: fc.Arbitrary<ConditionTree> = fc.letrec<{ tree: ConditionTree }>(
  (tie) => ({
    tree: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      condition,
      fc.record({ all: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    ),
  }),
).tree;

const strategy = fc.record({
  when: conditionTree,
  by: fc.constantFrom(...criterionCodes),
  isHandedOn: fc.nat({ max: 4 }).map((n) => n === 0),
});

/** Some strategies with conditions and one that takes the rest. */
export const profile: fc.Arbitrary<SourcingProfile> = fc
  .array(strategy, { minLength: 1, maxLength: 5 })
  .map((drawn) => ({
    format: PROFILE_FORMAT,
    strategies: [
      ...drawn.map(
        ({ when, by, isHandedOn }, index): Strategy => ({
          name: `Strategy ${index}`,
          when,
          criteria: [{ by, band: 0 }],
          constraints: [],
          afterAction: { do: isHandedOn ? "next_strategy" : "backorder" },
        }),
      ),
      {
        name: "All others",
        when: null,
        criteria: [{ by: "landed_cost", band: 0 }],
        constraints: [],
        afterAction: { do: "backorder" },
      },
    ],
    parameters: {
      splitPenaltyMinor: 500,
      inboundConfidenceMinPercent: 60,
      stepsMax: 20_000,
      allocationHorizonDays: 45,
    },
  }));

const day = (date: number) => localDate(`2026-11-${String(date).padStart(2, "0")}`);

export const orderFacts: fc.Arbitrary<OrderFacts> = fc.record({
  channelCode: fc.constantFrom(...codes.channel, "api"),
  companyCode: fc.constantFrom("acme", "Bolt", "Cogs"),
  tier: fc.constantFrom(...codes.customer_tier),
  shipTo: fc.record({
    country: fc.constantFrom(...codes.ship_to_country, "CH"),
    region: fc.constantFrom(...codes.ship_to_region, ""),
    postalCode: fc.constantFrom("89501", "8 9701", "98104", "75201", "81"),
  }),
  serviceCode: fc.constantFrom(...codes.service),
  orderType: fc.constantFrom(...codes.order_type),
  preferredNodeCode: fc.constantFrom(null, "RNO", "DAL", "CMH"),
  valueMinor: fc.nat({ max: 5 }),
  today: fc.constant(day(10)),
  lines: fc.array(
    fc.record({
      category: fc.constantFrom(...categories, "Tools"),
      isHazmat: fc.boolean(),
      gramsPerUnit: fc.nat({ max: 4 }),
      quantity: fc.integer({ min: 1, max: 2 }),
      requestedDate: fc.constantFrom(null, day(9), day(11), day(20)),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
