/**
 * Small orders are planned shipment by shipment, larger ones by sets of nodes. Either way must come to
 * the same, and what is left out on the way must not be missed.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localDate } from "@/server/oms/kernel/local-date";
import { Assignment } from "@/server/oms/sourcing/decide-assignment";
import { searchConstrained } from "@/server/oms/sourcing/decide-constrained";
import { contentsOf, holds, packsAt } from "@/server/oms/sourcing/decide-contents";
import { searchPartition } from "@/server/oms/sourcing/decide-partition";
import { type Problem, readProblem } from "@/server/oms/sourcing/decide-problem";
import { planAlone, searchPlan } from "@/server/oms/sourcing/decide-search";
import {
  planOf,
  planOfNode,
  type Shipments,
  shipmentsOf,
} from "@/server/oms/sourcing/decide-shipments";
import { keepsSplits, type SplitRules, splitRulesOf } from "@/server/oms/sourcing/decide-splits";
import { type Case, sourcingCase } from "./arbitraries";
import { judge, splits } from "./brute-force";

const STEPS_MAX = 1_000_000;
const stepCount = (max = STEPS_MAX) => ({ taken: 0, max });

const tiny = { lines: 3, nodes: 3, units: 5, skus: 3, scarceRoom: true, weightBreaks: true };
const wide = { lines: 5, nodes: 6, units: 2, skus: 4, scarceRoom: true, weightBreaks: true };
const crowded = { lines: 3, nodes: 4, units: 4, skus: 1, scarceRoom: true, weightBreaks: true };

const read = ({ order, nodes, parameters }: Case): Problem => readProblem(order, nodes, parameters);
const all = ({ nodeCount }: Problem) => Array.from({ length: nodeCount }, (_, node) => node);

function written(problem: Problem, rules: SplitRules | null = null): Shipments {
  const shipments = shipmentsOf(problem, rules);
  if (shipments === null) {
    throw new Error("small orders can be written down");
  }
  return shipments;
}

function bySets(problem: Problem) {
  const steps = stepCount();
  const assignment = new Assignment(problem, steps);
  const alone = all(problem).map((node) => planAlone(problem, node, assignment, steps).score);
  return { alone, found: searchPlan(problem, all(problem), alone, assignment, steps) };
}

describe("the two searches", { timeout: 120_000 }, () => {
  test.each([
    ["several SKUs", tiny],
    ["more nodes, fewer units", wide],
    ["one SKU", crowded],
  ])("find plans that are equally good, ties included: %s", (_, size) => {
    fc.assert(
      fc.property(sourcingCase(size), (given) => {
        const problem = read(given);
        const { alone, found } = bySets(problem);
        const shipments = written(problem);
        const plan = searchPartition(problem, shipments, all(problem), stepCount());

        expect(found.exact).toBe(true);
        expect(plan?.score).toEqual(found.score);
        expect(all(problem).map((node) => planOfNode(problem, shipments, node).score)).toEqual(
          alone,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("find plans that are equally good under rules of splitting", () => {
    const rules = {
      ...{ criteria: [{ by: "landed_cost" as const, band: 0 }], dropShipLast: false },
      ...{ today: localDate("2026-03-01"), preferredNodeCode: null, minSplitValueMinor: 0 },
    };
    const kits = fc.array(fc.constantFrom(null, "K1"), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(sourcingCase(tiny), kits, fc.constantFrom(0, 2, 3), (given, kit, least) => {
        const lines = given.order.lines.map((line, index) => ({
          ...line,
          about: { category: "Bikes", kit: kit[index] ?? null, unitValueMinor: 1 },
        }));
        const order = { ...given.order, lines };
        const splitting = splitRulesOf(order, {
          ...rules,
          ...{ minSplitUnits: least, groupedBy: ["kit"] },
        });
        if (splitting === null) {
          throw new Error("lines that stay together are a rule");
        }
        const problem = read({ ...given, order });
        const found = searchConstrained(problem, all(problem), splitting, stepCount());
        const plan = searchPartition(
          problem,
          written(problem, splitting),
          all(problem),
          stepCount(),
        );

        expect(found.exact).toBe(true);
        expect(plan?.score).toEqual(found.score);
        expect(
          plan !== null && keepsSplits(problem, plan.nodes.length, plan.units, splitting),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("the one by shipments does not begin what its steps would not finish", () => {
    fc.assert(
      fc.property(sourcingCase(tiny), (given) => {
        const problem = read(given);
        const steps = stepCount(1);
        expect(searchPartition(problem, written(problem), all(problem), steps)).toBeNull();
        expect(steps.taken).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the shipments of a small order", { timeout: 60_000 }, () => {
  test("are all that stock, packs and room allow, each once and at its price", () => {
    fc.assert(
      fc.property(sourcingCase(tiny), (given) => {
        const { order, nodes, parameters } = given;
        const problem = read(given);
        const shipments = written(problem);
        for (const node of all(problem)) {
          const place = problem.source[node] as number;
          const judged = (units: readonly number[]) =>
            judge(
              order,
              nodes,
              units.map((own) => nodes.map((_, index) => (index === place ? own : 0))),
              parameters.splitPenaltyMinor,
            );
          const possible = waysToLoad(given).filter((units) => judged(units) !== null);
          const found = shipments.ofNode(node).map((index) => planOf(problem, shipments, [index]));

          expect(found.map(({ units }) => units.join()).sort()).toEqual(
            possible.map((units) => units.join()).sort(),
          );
          for (const { units, score } of found) {
            const key = judged(units);
            expect([score.unfilled, score.late, score.cost]).toEqual(key?.slice(0, 3));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("hold one another digit by digit", () => {
    fc.assert(
      fc.property(sourcingCase(wide), fc.nat(), fc.nat(), (given, one, two) => {
        const problem = read(given);
        const contents = contentsOf(problem, 10_000);
        if (contents === null) {
          throw new Error("small orders have few contents");
        }
        const { lines, packs } = contents;
        const [a, b] = [one % contents.count, two % contents.count];
        const packsIn = (content: number) =>
          lines.map((_, place) => packsAt(contents, content, place));
        const isWithin = packsIn(b).every((own, place) => own <= (packsIn(a)[place] ?? 0));

        expect(holds(contents.free, contents.packed[a] ?? 0, contents.packed[b] ?? 0)).toBe(
          isWithin,
        );
        expect(contents.units[a]).toBe(
          packsIn(a).reduce(
            (sum, own, place) => sum + own * (problem.multiple[lines[place] ?? 0] ?? 0),
            0,
          ),
        );
        expect(packsIn(contents.count - 1)).toEqual(packs);
      }),
    );
  });
});

/** By line so many units in whole packs, not all nothing. */
const waysToLoad = ({ order }: Case): number[][] =>
  order.lines
    .reduce<number[][]>(
      (ways, { quantity, packMultiple }) =>
        ways.flatMap((way) =>
          splits(quantity, quantity % packMultiple === 0 ? packMultiple : 1, [quantity]).map(
            ([units = 0]) => [...way, units],
          ),
        ),
      [[]],
    )
    .filter((way) => way.some((units) => units > 0));
