import { describe, expect, test } from "vitest";
import { analyseProfile } from "@/server/oms/sourcing/decide-conflicts";
import {
  parameterSentences,
  profileDifference,
  profileSentences,
} from "@/server/oms/sourcing/decide-sentences";
import { readProfile } from "@/server/oms/sourcing/schema-profile";
import {
  type ConditionTree,
  regionGroups,
  type SourcingProfile,
  type Strategy,
} from "@/server/oms/sourcing/types-profile";

const west = regionGroups[0];
const GOLD: ConditionTree = { fact: "customer_tier", is: "in", values: ["gold"] };
const WEST: ConditionTree = {
  fact: "ship_to_region",
  is: "in",
  values: west.values,
  label: west.label,
};

const goldWest: Strategy = {
  name: "Gold in the west",
  when: { all: [WEST, GOLD] },
  criteria: [{ by: "delivery_date", band: 0 }],
  constraints: [
    { rule: "ship_complete", hard: true },
    { rule: "max_shipments", shipments: 1, hard: true },
  ],
  afterAction: { do: "split", shipmentsMax: 2 },
};

const others: Strategy = {
  name: "All others",
  when: null,
  criteria: [{ by: "landed_cost", band: 0 }],
  constraints: [],
  afterAction: { do: "backorder" },
};

const profileOf = (...strategies: Strategy[]): SourcingProfile => ({
  format: 1,
  strategies,
  parameters: {
    splitPenaltyMinor: 900,
    inboundConfidenceMinPercent: 60,
    stepsMax: 200_000,
    allocationHorizonDays: 45,
  },
});

describe("as sentences", () => {
  test("a strategy reads as it would be said", () => {
    expect(profileSentences(profileOf(goldWest, others))).toEqual([
      "Orders of Gold customers in the western states ship complete from the node with the earliest promise, else split over at most two.",
      "All other orders ship from the nodes with the lowest landed cost; what is missing waits with a dated promise.",
    ]);
  });

  test("every condition, criterion and constraint has its words", () => {
    const strategy: Strategy = {
      name: "Much",
      when: {
        all: [
          { any: [GOLD, { fact: "company", is: "in", values: ["AW1"] }] },
          { fact: "channel", is: "not_in", values: ["edi"] },
          { fact: "ship_to_postcode", is: "starts_with", values: ["89", "90"] },
          { fact: "order_value_minor", from: 50_000, below: null },
          { fact: "requested_within_days", lines: "any", days: 3 },
          { fact: "hazmat", lines: "all", is: false },
          { fact: "sku_category", lines: "any", is: "in", values: ["Bikes"] },
        ],
      },
      criteria: [
        { by: "distance", band: 100 },
        { by: "landed_cost", band: 250 },
        { by: "preferred_node", band: 0 },
      ],
      constraints: [
        { rule: "max_shipments", shipments: 3, hard: false },
        { rule: "node_kinds", is: "not_in", values: ["store"], hard: true },
        { rule: "min_split_value", valueMinor: 2_000, hard: true },
      ],
      afterAction: { do: "raise_exception" },
    };
    expect(profileSentences(profileOf(strategy), { companies: { AW1: "A Bike Store" } })[0]).toBe(
      "Orders not from edi to postal codes that begin with 89 or 90 worth $500.00 or more " +
        "with a line wanted within 3 days and with a line of Bikes and with no hazardous goods " +
        "either of Gold customers or of A Bike Store " +
        "ship from the nodes with the shortest distance (in steps of 100 miles), then " +
        "the lowest landed cost (within $2.50 is equal), then the customer's preference, " +
        "in at most three shipments if possible, not from stores and " +
        "with no part of a split line worth less than $20.00; what is missing waits, and a person is told.",
    );
  });

  test("the difference of two versions is told strategy by strategy", () => {
    const before = profileOf(goldWest, others);
    const cheaper: Strategy = { ...others, criteria: [{ by: "distance", band: 0 }] };
    const after: SourcingProfile = {
      ...profileOf({ ...others, name: "Canada", when: WEST }, cheaper),
      parameters: { ...before.parameters, splitPenaltyMinor: 1_200 },
    };
    expect(profileDifference(before, after)).toEqual([
      '"Gold in the west" was taken out.',
      '"Canada" was put in: Orders in the western states ship from the nodes with the lowest landed cost; what is missing waits with a dated promise.',
      '"All others" said: All other orders ship from the nodes with the lowest landed cost; what is missing waits with a dated promise. It says: All other orders ship from the nodes with the shortest distance; what is missing waits with a dated promise.',
      "Each shipment after the first is charged $12.00. Before: Each shipment after the first is charged $9.00.",
    ]);
    expect(parameterSentences(before)).toHaveLength(4);
  });
});

describe("what its writer should know", () => {
  const kindsOf = (...strategies: Strategy[]) =>
    analyseProfile(profileOf(...strategies)).map(({ kind, strategy, other }) => [
      kind,
      strategy,
      other,
    ]);

  test("a narrower strategy behind a wider one is never reached", () => {
    const gold: Strategy = { ...goldWest, name: "Gold", when: GOLD };
    expect(kindsOf(gold, goldWest, others)).toEqual([["shadowed", 1, 0]]);
    expect(analyseProfile(profileOf(gold, goldWest, others))[0]?.sentence).toBe(
      '"Gold in the west" is never reached: "Gold" takes every order that it matches.',
    );
    expect(kindsOf(goldWest, gold, others)).toEqual([]);
  });

  test("one that hands on what it cannot fill stands in nobody's way", () => {
    const gold: Strategy = { ...goldWest, when: GOLD, afterAction: { do: "next_strategy" } };
    expect(kindsOf({ ...gold, name: "Gold" }, goldWest, others)).toEqual([]);
  });

  test("two that together take every tier shadow a third", () => {
    const tier = (name: string, values: string[]): Strategy => ({
      ...others,
      name,
      when: { fact: "customer_tier", is: "in", values },
    });
    const third: Strategy = {
      ...others,
      name: "Either",
      when: { any: [GOLD, { fact: "customer_tier", is: "in", values: ["bronze"] }] },
    };
    expect(kindsOf(tier("A", ["gold"]), tier("B", ["silver", "bronze"]), third, others)).toEqual([
      ["shadowed", 2, 0],
    ]);
  });

  test("conditions that exclude each other are told", () => {
    const never: ConditionTree = {
      all: [GOLD, { fact: "customer_tier", is: "not_in", values: ["gold", "silver"] }],
    };
    const noLine: ConditionTree = {
      all: [
        { fact: "hazmat", lines: "all", is: false },
        { fact: "hazmat", lines: "any", is: true },
      ],
    };
    expect(kindsOf({ ...others, name: "Never", when: never }, others)).toEqual([
      ["contradiction", 0, null],
    ]);
    expect(kindsOf({ ...others, name: "No line", when: noLine }, others)).toEqual([
      ["contradiction", 0, null],
    ]);
  });

  test("constraints that leave no node are told, and so is what changes nothing", () => {
    const nowhere: Strategy = {
      ...others,
      constraints: [
        { rule: "nodes", is: "in", values: ["RNO"], hard: true },
        { rule: "nodes", is: "not_in", values: ["rno"], hard: true },
      ],
    };
    expect(kindsOf(nowhere)).toEqual([["excluding_constraints", 0, null]]);
    const abroad: Strategy = {
      ...others,
      name: "Abroad",
      when: { fact: "ship_to_country", is: "in", values: ["CA"] },
      constraints: [
        { rule: "same_market", market: "country", hard: true },
        { rule: "fence", of: "country", is: "in", values: ["US"], hard: true },
      ],
    };
    expect(kindsOf(abroad, others)).toEqual([["excluding_constraints", 0, null]]);
    const idle: Strategy = {
      ...others,
      constraints: [
        { rule: "max_shipments", shipments: 1, hard: true },
        { rule: "min_split_quantity", units: 3, hard: true },
      ],
    };
    expect(kindsOf(idle)).toEqual([["no_effect", 0, null]]);
    expect(kindsOf({ ...others, afterAction: { do: "split", shipmentsMax: 2 } })).toEqual([
      ["no_effect", 0, null],
    ]);
  });
});

describe("a document that cannot be read", () => {
  const faultsOf = (document: unknown) => {
    const read = readProfile(document);
    return read.ok ? [] : read.error.map(({ field, message }) => [field, message]);
  };
  const good = profileOf(goldWest, others);

  test("says where and why, in words", () => {
    const document = {
      ...good,
      strategies: [
        {
          ...goldWest,
          when: { all: [{ fact: "customer_tier", is: "in", values: ["platinum"] }] },
          criteria: [{ by: "cheapest" }],
          constraints: [{ rule: "max_shipments", shipments: 0, hard: true }],
        },
        others,
      ],
    };
    expect(faultsOf(document)).toEqual([
      [
        "strategies.0.when.all.0.values.0",
        'Strategy 1 "Gold in the west", its conditions, condition 1, value 1: There is no platinum here; write gold, silver, bronze',
      ],
      [
        "strategies.0.criteria.0.by",
        'Strategy 1 "Gold in the west", criterion 1: There is no such criterion',
      ],
      [
        "strategies.0.constraints.0.shipments",
        'Strategy 1 "Gold in the west", constraint 1: The most shipments is at least 1',
      ],
    ]);
  });

  test("is refused when an order could be left without a route", () => {
    expect(faultsOf({ ...good, strategies: [goldWest] })).toEqual([
      [
        "strategies.0.when",
        'Strategy 1 "Gold in the west", its conditions: The last strategy takes every order, so that none is left without a route',
      ],
    ]);
    const handed = { ...others, afterAction: { do: "next_strategy" } };
    expect(faultsOf({ ...good, strategies: [handed] }).map(([field]) => field)).toEqual([
      "strategies.0.afterAction.do",
    ]);
  });

  test("names what it does not know, a name that stands twice, and an unknown format", () => {
    expect(faultsOf({ ...good, colour: "red" })).toEqual([["", "There is no colour here"]]);
    expect(faultsOf({ ...good, strategies: [others, others] }).map(([field]) => field)).toEqual([
      "strategies.1.name",
    ]);
    expect(faultsOf({ ...good, format: 9 })).toEqual([
      ["format", "This reads documents of format 1"],
    ]);
    expect(faultsOf("nothing").length).toBe(1);
  });
});
