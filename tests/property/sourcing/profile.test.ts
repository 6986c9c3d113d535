import fc from "fast-check";
import { expect, test } from "vitest";
import { conditionPhrase } from "@/server/oms/sourcing/decide-condition-phrases";
import { analyseProfile } from "@/server/oms/sourcing/decide-conflicts";
import { profileDifference, profileSentences } from "@/server/oms/sourcing/decide-sentences";
import { decideStrategy, firstUnmet, matches } from "@/server/oms/sourcing/decide-strategy";
import { readProfile } from "@/server/oms/sourcing/schema-profile";
import type { Condition } from "@/server/oms/sourcing/types-profile";
import { condition, conditionTree, orderFacts, profile } from "./profile-arbitraries";

const RUNS = { numRuns: 1_000 };

/** The same fact asked the other way round, of the other half of the lines. */
function opposite(leaf: Condition): Condition | null {
  const lines = "lines" in leaf && leaf.lines === "any" ? "all" : "any";
  switch (leaf.fact) {
    case "ship_to_postcode":
      return { ...leaf, is: leaf.is === "starts_with" ? "not_starts_with" : "starts_with" };
    case "sku_category":
      return { ...leaf, lines, is: leaf.is === "in" ? "not_in" : "in" };
    case "hazmat":
      return { ...leaf, lines, is: !leaf.is };
    case "order_value_minor":
    case "order_weight_grams":
    case "sku_weight_grams":
    case "requested_within_days":
      return null;
    default:
      return { ...leaf, is: leaf.is === "in" ? "not_in" : "in" };
  }
}

test("a condition or its opposite holds, never both", () => {
  fc.assert(
    fc.property(condition, orderFacts, (leaf, facts) => {
      const other = opposite(leaf);
      fc.pre(other !== null);
      expect(matches(leaf, facts)).toBe(!matches(other, facts));
    }),
    RUNS,
  );
});

test("a range is the meeting of its two halves", () => {
  fc.assert(
    fc.property(condition, orderFacts, (leaf, facts) => {
      fc.pre("from" in leaf && leaf.from !== null && leaf.below !== null);
      if ("from" in leaf && (!("lines" in leaf) || leaf.lines === "all")) {
        const halves = {
          all: [
            { ...leaf, below: null },
            { ...leaf, from: null },
          ],
        };
        expect(matches(leaf, facts)).toBe(matches(halves, facts));
      }
    }),
    RUNS,
  );
});

test("groups mean what they say, and the part that is named as unmet is unmet", () => {
  fc.assert(
    fc.property(
      fc.array(conditionTree, { minLength: 1, maxLength: 3 }),
      orderFacts,
      (parts, facts) => {
        const each = parts.map((part) => matches(part, facts));
        expect(matches({ all: parts }, facts)).toBe(each.every(Boolean));
        expect(matches({ any: parts }, facts)).toBe(each.some(Boolean));
        const unmet = firstUnmet({ all: parts }, facts);
        expect(unmet === null || !matches(unmet, facts)).toBe(true);
        expect(conditionPhrase({ all: parts })).not.toMatch(/undefined|\s{2}/);
      },
    ),
    RUNS,
  );
});

test("what is called shadowed is never reached, what is called a contradiction never met", () => {
  let told = 0;
  fc.assert(
    fc.property(
      profile,
      fc.array(orderFacts, { minLength: 20, maxLength: 20 }),
      (given, orders) => {
        for (const { kind, strategy, other } of analyseProfile(given)) {
          const when = given.strategies[strategy]?.when ?? null;
          const met = orders.filter((facts) => matches(when, facts));
          if (kind === "contradiction") {
            told += 1;
            expect(met).toEqual([]);
          }
          if (kind === "shadowed") {
            told += 1;
            expect(other).not.toBeNull();
            for (const facts of met) {
              const chosen = decideStrategy(given, facts, () => ({
                plan: null,
                isWhole: false,
                because: "",
              }));
              expect(chosen.index).toBeLessThan(strategy);
            }
          }
        }
      },
    ),
    RUNS,
  );
  expect(told).toBeGreaterThan(50);
});

test("the last strategy behind one for all orders is told as shadowed, whatever stands before", () => {
  fc.assert(
    fc.property(profile, (given) => {
      const last = given.strategies.at(-1);
      fc.pre(last !== undefined);
      const doubled = last === undefined ? [] : [...given.strategies, { ...last, name: "Behind" }];
      const findings = analyseProfile({ strategies: doubled });
      expect(findings).toContainEqual(
        expect.objectContaining({ kind: "shadowed", strategy: doubled.length - 1 }),
      );
    }),
    { numRuns: 200 },
  );
});

test("exactly one strategy is used, the last of the trail, and none before it matched and took", () => {
  fc.assert(
    fc.property(profile, orderFacts, fc.infiniteStream(fc.boolean()), (given, facts, luck) => {
      const isWhole = given.strategies.map(() => luck.next().value === true);
      const chosen = decideStrategy(given, facts, (_, index) => ({
        plan: index,
        isWhole: isWhole[index] === true,
        because: "2 units found no node",
      }));
      expect(chosen.plan).toBe(chosen.index);
      expect(chosen.trail.map(({ outcome }) => outcome).lastIndexOf("used")).toBe(chosen.index);
      expect(chosen.trail.filter(({ outcome }) => outcome === "used")).toHaveLength(1);
      chosen.trail.slice(0, -1).forEach(({ outcome }, index) => {
        const strategy = given.strategies[index];
        expect(outcome === "not_matched").toBe(!matches(strategy?.when ?? null, facts));
        expect(outcome !== "no_plan" || strategy?.afterAction.do === "next_strategy").toBe(true);
      });
    }),
    RUNS,
  );
});

test("a profile survives being written and read, and differs from itself in nothing", () => {
  fc.assert(
    fc.property(profile, (given) => {
      const last = given.strategies.at(-1);
      fc.pre(last !== undefined);
      const read = readProfile(JSON.parse(JSON.stringify(given)));
      expect(read).toEqual({ ok: true, value: given });
      expect(profileDifference(given, given)).toEqual([]);
      expect(profileSentences(given)).toHaveLength(given.strategies.length);
    }),
    { numRuns: 300 },
  );
});
