import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SkuId } from "@/server/oms/kernel/ids";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import { isReplayed, packDecision, replayDecision } from "@/server/oms/sourcing/decide-replay";
import type { PlanKey, SourcingDecision } from "@/server/oms/sourcing/types";
import { type Case, sourcingCase, unitsOf } from "./arbitraries";
import { bestOverSets, bruteForce, judge } from "./brute-force";

const decide = ({ order, nodes, parameters }: Case): SourcingDecision =>
  decideSourcing(order, nodes, parameters);

const numbers = ({ unfilledUnits, lateUnitDays, costMicro }: PlanKey) => [
  unfilledUnits,
  lateUnitDays,
  costMicro,
];

const isWorse = (a: PlanKey, b: PlanKey): boolean =>
  (a.unfilledUnits - b.unfilledUnits ||
    a.lateUnitDays - b.lateUnitDays ||
    a.costMicro - b.costMicro) > 0;

const tinySize = { lines: 3, nodes: 3, units: 5, skus: 3, scarceRoom: true };
const crowdedSize = { lines: 3, nodes: 4, units: 4, skus: 1, scarceRoom: true };
const tiny = sourcingCase(tinySize);
const crowded = sourcingCase(crowdedSize);
const large = sourcingCase({ lines: 6, nodes: 9, units: 30, skus: 5, scarceRoom: true });

describe("decideSourcing", { timeout: 120_000 }, () => {
  test.each([
    ["several SKUs", tiny, 1_000],
    ["lines that all share one SKU", crowded, 500],
    ["several SKUs by weight", sourcingCase({ ...tinySize, weightBreaks: true }), 1_500],
    ["one SKU by weight", sourcingCase({ ...crowdedSize, weightBreaks: true }), 500],
  ])("is as good as counting out all splits, ties included: %s", (_, cases, numRuns) => {
    fc.assert(
      fc.property(cases, (problem) => {
        const { order, nodes, parameters } = problem;
        const { plan, exact } = decide(problem);
        const units = unitsOf(problem, plan.assignments);

        const key = judge(order, nodes, units, parameters.splitPenaltyMinor);
        expect(key).toEqual(bruteForce(order, nodes, parameters.splitPenaltyMinor));
        expect(key?.slice(0, 3)).toEqual(numbers(plan.key));
        expect(exact).toBe(true);
      }),
      { numRuns },
    );
  });

  test("is as good as trying all sets of ten nodes for six lines", () => {
    const cases = sourcingCase({ lines: 6, nodes: 10, units: 8, skus: 6, scarceRoom: false });
    fc.assert(
      fc.property(cases, (problem) => {
        const { nodes, parameters } = problem;
        const order = {
          ...problem.order,
          lines: problem.order.lines.map((line, index) => ({
            ...line,
            skuId: `sku-${index}` as SkuId,
          })),
        };

        const { plan } = decideSourcing(order, nodes, parameters);
        expect(numbers(plan.key)).toEqual(bestOverSets(order, nodes, parameters.splitPenaltyMinor));
      }),
      { numRuns: 150 },
    );
  });

  test("neither loses nor invents units", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const { plan, unfilled } = decide(problem);
        problem.order.lines.forEach((line, index) => {
          const given = plan.assignments
            .filter((part) => part.lineId === line.lineId)
            .map((part) => part.units);
          expect(given.every((units) => Number.isInteger(units) && units > 0)).toBe(true);
          expect(given.reduce((sum, units) => sum + units, 0) + (unfilled[index] ?? 0)).toBe(
            line.quantity,
          );
        });
      }),
    );
  });

  test("takes no more than stock, room, packs and shipments allow, and nothing that is barred", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const { plan } = decide(problem);
        const units = unitsOf(problem, plan.assignments);
        const { order, nodes, parameters } = problem;

        expect(judge(order, nodes, units, parameters.splitPenaltyMinor)).not.toBeNull();
        for (const [index, line] of order.lines.entries()) {
          if (line.quantity % line.packMultiple === 0) {
            expect(units[index]?.every((part) => part % line.packMultiple === 0)).toBe(true);
          }
        }
      }),
    );
  });

  test("names a cost that is the sum of its parts, each shipment rounded once", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const { plan } = decide(problem);
        const sum = (part: "freightMinor" | "handlingMinor") =>
          plan.shipments.reduce((total, shipment) => total + shipment[part], 0);

        expect(plan.freightMinor).toBe(sum("freightMinor"));
        expect(plan.handlingMinor).toBe(sum("handlingMinor"));
        expect(plan.costMinor).toBe(
          plan.freightMinor + plan.handlingMinor + plan.splitPenaltyMinor,
        );
        const roundedAway = Math.abs(plan.costMinor * 1_000_000 - plan.key.costMicro);
        expect(roundedAway).toBeLessThanOrEqual(500_000 * plan.shipments.length);
      }),
    );
  });

  test("gets no worse when a node has more", () => {
    fc.assert(
      fc.property(large, fc.nat(), fc.nat(), (problem, which, sku) => {
        const skuId = `sku-${sku % 5}` as SkuId;
        const richer = problem.nodes.map((node, index) => {
          const kept = node.stock[skuId] ?? { available: 0, heldBack: 0 };
          const more = { ...kept, available: kept.available + 7 };
          return index === which % problem.nodes.length
            ? { ...node, stock: { ...node.stock, [skuId]: more } }
            : node;
        });

        const before = decide(problem).plan.key;
        const after = decide({ ...problem, nodes: richer }).plan.key;
        expect(isWorse(after, before)).toBe(false);
      }),
    );
  });

  test("has a runner-up that is another set of nodes and no better", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const { plan, runnerUp } = decide(problem);
        if (runnerUp !== null) {
          const nodesOf = (of: typeof plan) => of.shipments.map(({ nodeId }) => nodeId).join();
          expect(nodesOf(runnerUp.plan)).not.toBe(nodesOf(plan));
          expect(isWorse(plan.key, runnerUp.plan.key)).toBe(false);
        }
      }),
    );
  });

  test("ships complete or not at all", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const asAvailable = decide(problem);
        const complete = decide({
          ...problem,
          order: { ...problem.order, shipPolicy: "complete" },
        });

        const isFull = asAvailable.plan.key.unfilledUnits === 0;
        expect(complete.plan.assignments).toEqual(isFull ? asAvailable.plan.assignments : []);
        expect(complete.withheld?.assignments ?? []).toEqual(
          isFull ? [] : asAvailable.plan.assignments,
        );
      }),
    );
  });

  test("does not depend on the order in which the nodes come", () => {
    fc.assert(
      fc.property(tiny, (problem) => {
        const turned = { ...problem, nodes: [...problem.nodes].reverse() };
        expect(decide(turned).plan).toEqual(decide(problem).plan);
      }),
    );
  });

  test("makes a stored decision again, to the last part", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const decision = decide(problem);
        const stored = packDecision(
          problem.order,
          { nodes: problem.nodes, decision },
          problem.parameters,
        );
        const kept: typeof stored = JSON.parse(JSON.stringify(stored));

        expect(kept).toEqual(stored);
        expect(replayDecision(kept)).toEqual(decision);
        expect(isReplayed(kept)).toBe(true);
      }),
    );
  });

  test("with few steps still answers with a plan that holds, and how far off it may be", () => {
    fc.assert(
      fc.property(large, (problem) => {
        const best = decide(problem);
        const hasty = decide({ ...problem, parameters: { ...problem.parameters, stepsMax: 3 } });
        const units = unitsOf(problem, hasty.plan.assignments);
        const { order, nodes, parameters } = problem;

        expect(judge(order, nodes, units, parameters.splitPenaltyMinor)).not.toBeNull();
        expect(isWorse(best.plan.key, hasty.plan.key)).toBe(false);
        if (hasty.exact) {
          expect(hasty.plan.key).toEqual(best.plan.key);
        } else {
          const off = hasty.plan.key.unfilledUnits - best.plan.key.unfilledUnits;
          expect(off).toBeLessThanOrEqual(hasty.gap.unfilledUnits);
          expect(Number.isFinite(hasty.gap.costMinor)).toBe(true);
        }
      }),
    );
  });
});
