import fc from "fast-check";
import { expect, test } from "vitest";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { plainRate } from "@/server/oms/network/decide-freight";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import type { PlanLine, PlanNode, PlanOrder } from "@/server/oms/sourcing/types";
import { bruteForce, judge } from "./brute-force";

const PARAMETERS = { splitPenaltyMinor: 500, inboundConfidenceMinPercent: 0, stepsMax: 1_000_000 };
const SKUS = ["s0", "s1"] as SkuId[];

const line = fc.record({
  skuId: fc.constantFrom(...SKUS),
  quantity: fc.integer({ min: 1, max: 4 }),
  packMultiple: fc.constantFrom(1, 1, 2),
  gramsPerUnit: fc.integer({ min: 0, max: 3_000 }),
  requestedDate: fc.constantFrom(null, "2026-11-12" as LocalDate),
});

const node = fc.record({
  stock: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })),
  day: fc.integer({ min: 10, max: 16 }),
  fixed: fc.integer({ min: 0, max: 2_000 }),
  perGram: fc.integer({ min: 0, max: 200_000 }),
  perLine: fc.integer({ min: 0, max: 200 }),
  perUnit: fc.integer({ min: 0, max: 80 }),
  priority: fc.integer({ min: 1, max: 3 }),
  capacity: fc.constantFrom(null, null, 1, 2),
  isExcluded: fc.constantFrom(false, false, false, true),
});

const problem = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  nodes: fc.array(node, { minLength: 1, maxLength: 3 }),
  shipmentsMax: fc.constantFrom(null, null, 1, 2),
});
type Problem = typeof problem extends fc.Arbitrary<infer T> ? T : never;

const ordered = ({ lines, shipmentsMax }: Problem): PlanOrder => ({
  lines: lines.map((each, index): PlanLine => ({ ...each, lineId: `l${index}` as OrderLineId })),
  shipPolicy: "as_available",
  shipmentsMax,
});

const placed = ({ nodes }: Problem): PlanNode[] =>
  nodes.map((each, index) => ({
    nodeId: `n${index}` as NodeId,
    code: `N${index}`,
    name: `Node ${index}`,
    stock: Object.fromEntries(
      SKUS.map((skuId, sku) => [skuId, { available: each.stock[sku] ?? 0, heldBack: 0 }]),
    ),
    shipDate: "2026-11-10" as LocalDate,
    deliveryDate: `2026-11-${each.day}` as LocalDate,
    serviceCode: "ground",
    rate: plainRate("z", each.fixed * 1_000_000, each.perGram),
    handlingPerOrderMinor: 0,
    handlingPerLineMinor: each.perLine,
    handlingPerUnitMinor: each.perUnit,
    priority: each.priority,
    capacityLeftLines: each.capacity,
    excluded: each.isExcluded ? { code: "manual", note: null } : null,
    distanceMiles: null,
  }));

test("the plan is as good as the best of all possible ones, and breaks no rule", () => {
  fc.assert(
    fc.property(problem, (given) => {
      const order = ordered(given);
      const nodes = placed(given);
      const { plan, exact } = decideSourcing(order, nodes, PARAMETERS);
      const units = order.lines.map(({ lineId }) =>
        nodes.map(({ nodeId }) =>
          plan.assignments
            .filter((part) => part.lineId === lineId && part.nodeId === nodeId)
            .reduce((sum, part) => sum + part.units, 0),
        ),
      );
      const key = judge(order, nodes, units, PARAMETERS.splitPenaltyMinor);
      expect(exact).toBe(true);
      expect(key?.slice(0, 3)).toEqual(
        bruteForce(order, nodes, PARAMETERS.splitPenaltyMinor).slice(0, 3),
      );
    }),
    { numRuns: 2_000 },
  );
}, 60_000);
