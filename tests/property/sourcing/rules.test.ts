import fc from "fast-check";
import { expect, test } from "vitest";
import { localDate } from "@/server/oms/kernel/local-date";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import { isReplayed, packDecision } from "@/server/oms/sourcing/decide-replay";
import { planBy } from "@/server/oms/sourcing/decide-shape";
import type { Constraint, CriterionCode } from "@/server/oms/sourcing/types-profile";
import type { PlanRules } from "@/server/oms/sourcing/types-route";
import { type Case, sourcingCase, unitsOf } from "./arbitraries";
import { bruteByRules, judgeByRules } from "./brute-rules";

/** `LONG=1` runs as many as a release is measured by. */
const RUNS = { numRuns: process.env.LONG === "1" ? 10_000 : 600 };

const small = { lines: 3, nodes: 4, units: 3, skus: 3, scarceRoom: true, weightBreaks: true };

const criteria: readonly CriterionCode[] = [
  "landed_cost",
  "delivery_date",
  "transit_days",
  "distance",
  "shipments",
  "order_coverage",
  "unit_coverage",
  "node_priority",
  "capacity_left",
  "backlog_hours",
  "preferred_node",
];

const noRules: PlanRules = {
  criteria: [{ by: "landed_cost", band: 0 }],
  today: localDate("2026-03-01"),
  preferredNodeCode: null,
  dropShipLast: false,
  minSplitUnits: 0,
  minSplitValueMinor: 0,
  groupedBy: [],
};

/** The same problems as without rules, with what rules ask of nodes and lines. */
const told = (splitting: boolean): fc.Arbitrary<Case> =>
  fc
    .tuple(
      sourcingCase(small),
      fc.array(
        fc.record({ miles: fc.constantFrom(null, 40, 180, 900), used: fc.nat({ max: 3 }) }),
        { minLength: 4, maxLength: 4 },
      ),
      fc.array(
        fc.record({
          category: fc.constantFrom("Bikes", "Parts"),
          kit: fc.constantFrom(null, null, "K1"),
          unitValueMinor: fc.constantFrom(0, 5, 10),
        }),
        { minLength: 3, maxLength: 3 },
      ),
    )
    .map(([{ order, nodes, parameters }, facts, lines]) => ({
      parameters,
      order: {
        ...order,
        lines: order.lines.map((line, index) => {
          const about = lines[index];
          return splitting && about !== undefined ? { ...line, about } : line;
        }),
      },
      nodes: nodes.map((node, index) => ({
        ...node,
        distanceMiles: facts[index]?.miles ?? null,
        about: {
          kind: "warehouse" as const,
          country: "US",
          region: "NV",
          missesCutOff: false,
          linesPlanned: 0,
          percentUsed: facts[index]?.used ?? 0,
          backlogHours: 3 - (facts[index]?.used ?? 0),
        },
      })),
    }));

const sequence = fc
  .uniqueArray(fc.constantFrom(...criteria), { minLength: 0, maxLength: 3 })
  .chain((codes) =>
    fc.tuple(
      ...codes.map((by) =>
        fc.record({
          by: fc.constant(by),
          band: by === "distance" ? fc.constantFrom(0, 100, 500) : fc.constant(0),
        }),
      ),
    ),
  );

function planOf({ order, nodes, parameters }: Case, rules: PlanRules) {
  const decision = decideSourcing(order, nodes, parameters, rules);
  const units = unitsOf({ order, nodes, parameters }, decision.plan.assignments);
  const key = judgeByRules(order, nodes, units, parameters.splitPenaltyMinor, rules);
  return { decision, key };
}

test("criteria decide in sequence: the plan is the best of all possible ones", () => {
  fc.assert(
    fc.property(told(false), sequence, (given, criteriaOf) => {
      const rules = { ...noRules, criteria: criteriaOf, preferredNodeCode: "N1" };
      const { decision, key } = planOf(given, rules);
      expect(decision.exact).toBe(true);
      const { best } = bruteByRules(
        given.order,
        given.nodes,
        given.parameters.splitPenaltyMinor,
        rules,
      );
      expect(key).toEqual(best);
    }),
    RUNS,
  );
}, 600_000);

test("the rules of splitting are kept, at the best price that is left", () => {
  fc.assert(
    fc.property(
      told(true),
      fc.record({
        minSplitUnits: fc.constantFrom(0, 2),
        minSplitValueMinor: fc.constantFrom(0, 15),
        groupedBy: fc.subarray(["kit", "category"] as const),
        criteria: fc.constantFrom(noRules.criteria, [
          { by: "distance" as const, band: 100 },
          ...noRules.criteria,
        ]),
      }),
      (given, over) => {
        const rules = { ...noRules, ...over };
        const { decision, key } = planOf(given, rules);
        const { best } = bruteByRules(
          given.order,
          given.nodes,
          given.parameters.splitPenaltyMinor,
          rules,
        );
        expect(decision.exact).toBe(true);
        expect(key).toEqual(best);
      },
    ),
    RUNS,
  );
}, 600_000);

test("near-equal costs tie, and what stands behind the landed cost decides between them", () => {
  fc.assert(
    fc.property(told(false), fc.constantFrom(1, 5, 20), (given, band) => {
      const rules: PlanRules = {
        ...noRules,
        criteria: [
          { by: "landed_cost", band },
          { by: "shipments", band: 0 },
        ],
      };
      const { key } = planOf(given, rules);
      const { best, bySet } = bruteByRules(
        given.order,
        given.nodes,
        given.parameters.splitPenaltyMinor,
        rules,
      );
      const [unfilled = 0, late = 0, cost = 0] = best;
      const near = [...bySet.values()].filter(
        (each) =>
          each[0] === unfilled && each[1] === late && (each[2] ?? 0) <= cost + band * 1_000_000,
      );
      const fewest = Math.min(...near.map((each) => each[3] ?? 0));
      const cheapest = Math.min(
        ...near.filter((each) => each[3] === fewest).map((each) => each[2] ?? 0),
      );
      expect(key).toEqual([unfilled, late, cheapest, fewest]);
    }),
    RUNS,
  );
}, 600_000);

test("a decision under rules is made again from what is kept of it", () => {
  fc.assert(
    fc.property(told(true), sequence, fc.constantFrom(0, 2), (given, criteriaOf, minSplitUnits) => {
      const constraints: Constraint[] =
        minSplitUnits === 0
          ? [{ rule: "line_complete", hard: true }]
          : [{ rule: "min_split_quantity", units: minSplitUnits, hard: true }];
      const applied = {
        ...{ criteria: criteriaOf, constraints, dropShipLast: false, preferredNodeCode: "N1" },
        today: noRules.today,
        shipTo: { country: "US", region: "NV" },
      };
      const decision = planBy(given.order, given.nodes, given.parameters, applied);
      const route = { strategy: "A", of: 1, trail: [], after: null, dropped: [] };
      const stored = packDecision(
        given.order,
        {
          nodes: given.nodes,
          decision,
          routed: { shipPolicy: given.order.shipPolicy, applied, route },
        },
        given.parameters,
      );
      expect(isReplayed(JSON.parse(JSON.stringify(stored)))).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("rules that ask for the landed cost alone change nothing", () => {
  fc.assert(
    fc.property(told(false), (given) => {
      const { order, nodes, parameters } = given;
      expect(decideSourcing(order, nodes, parameters, noRules)).toEqual(
        decideSourcing(order, nodes, parameters),
      );
    }),
    { numRuns: 300 },
  );
});
