/**
 * The planner against all possible plans: random orders over ten nodes with up to six lines, half of the
 * nodes with freight by weight breaks.
 */
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { laneRate, plainRate } from "@/server/oms/network/decide-freight";
import type { FreightTariff, ZoneRate } from "@/server/oms/network/types";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import type { NodeStock, PlanNode, PlanOrder } from "@/server/oms/sourcing/types";
import { bruteForce, judge } from "../property/sourcing/brute-force";
import { randomFrom } from "./sourcing-instance";

const NODES = 10;
const LINES_MAX = 6;
/** Plans that are counted out for one order; a larger one is drawn again. */
const PLANS_MAX = 30_000;

type Case = {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
  readonly splitPenaltyMinor: number;
};

/** How many of so many random orders the planner answers as well as the best of all plans. */
export function countEqual(cases: number, seed: number): number {
  const random = randomFrom(seed);
  let equal = 0;
  for (let drawn = 0; drawn < cases; drawn += 1) {
    let given = drawCase(random);
    while (plansOf(given) > PLANS_MAX) {
      given = drawCase(random);
    }
    equal += isEqual(given) ? 1 : 0;
  }
  return equal;
}

function isEqual({ order, nodes, splitPenaltyMinor }: Case): boolean {
  const { plan, exact } = decideSourcing(order, nodes, { splitPenaltyMinor, stepsMax: 1_000_000 });
  const units = order.lines.map(({ lineId }) =>
    nodes.map(({ nodeId }) =>
      plan.assignments
        .filter((part) => part.lineId === lineId && part.nodeId === nodeId)
        .reduce((sum, part) => sum + part.units, 0),
    ),
  );
  const own = judge(order, nodes, units, splitPenaltyMinor);
  const best = bruteForce(order, nodes, splitPenaltyMinor);
  return exact && own !== null && own.slice(0, 3).join() === best.slice(0, 3).join();
}

/** Ways to give out the lines, roughly as many as the judge will try. */
function plansOf({ order, nodes }: Case): number {
  return order.lines.reduce((all, { skuId, quantity }) => {
    const keepers = nodes.filter((node) => (node.stock[skuId]?.available ?? 0) > 0).length;
    return all * (quantity === 1 ? 1 + keepers : ((keepers + 1) * (keepers + 2)) / 2);
  }, 1);
}

/** Two to four weight breaks, some with steps, a minimum or a base that falls, some charged as the next. */
function brokenRate(below: (limit: number) => number, oneOf: <T>(values: readonly T[]) => T) {
  const ends = Array.from({ length: 1 + below(3) }, () => 300 + below(7_000)).sort((a, b) => a - b);
  const zone: ZoneRate = {
    code: "1",
    upToMiles: null,
    transitDays: 1,
    breaks: [...new Set(ends), null].map((upToGrams) => ({
      upToGrams,
      baseMinor: below(1_200),
      perKgMilliMinor: below(250_000),
      minimumMinor: oneOf([0, 0, 700]),
      stepGrams: oneOf([1, 1, 100, 500]),
    })),
  };
  const tariff: FreightTariff = {
    currency: "USD",
    countryGroups: [],
    within: [],
    across: [zone],
    minimumMinor: oneOf([0, 450]),
    takesNextBreak: oneOf([false, true]),
    surcharges: [
      {
        ...{ code: "fuel", name: "Fuel", zones: null, areas: null },
        ...{ flatMinor: 0, perKgMilliMinor: 0, basisPoints: oneOf([0, 850]) },
      },
    ],
  };
  return laneRate(tariff, zone, { country: "US" });
}

export function drawCase(random: () => number, nodeCount = NODES): Case {
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const lineCount = 1 + below(LINES_MAX);
  const lines = Array.from({ length: lineCount }, (_, line) => ({
    lineId: `line-${line}` as OrderLineId,
    skuId: `sku-${below(lineCount + 2)}` as SkuId,
    quantity: random() < 0.7 ? 1 : 2,
    packMultiple: random() < 0.9 ? 1 : 2,
    gramsPerUnit: 50 + below(2_000),
    requestedDate: oneOf([null, localDate("2026-03-03"), localDate("2026-03-05")]),
  }));
  const nodes = Array.from({ length: nodeCount }, (_, node): PlanNode => {
    const stock: Record<SkuId, NodeStock> = {};
    for (const { skuId } of lines) {
      if (random() < 0.25) {
        const [onHand, safety] = [1 + below(4), below(3)];
        stock[skuId] = { available: onHand - safety, heldBack: safety };
      }
    }
    // Who misses the cut-off leaves, and delivers, a day later.
    const missed = random() < 0.3 ? 1 : 0;
    return {
      nodeId: `node-${node}` as NodeId,
      code: `N${node}`,
      name: `Node ${node}`,
      stock,
      shipDate: localDate(`2026-03-0${1 + missed}`),
      deliveryDate: localDate(`2026-03-0${oneOf([2, 3, 5]) + missed}`),
      serviceCode: "ground",
      rate:
        random() < 0.5
          ? plainRate("1", 1_000_000 * (400 + below(800)), 10_000 + below(200_000))
          : brokenRate(below, oneOf),
      handlingPerOrderMinor: below(100),
      handlingPerLineMinor: below(60),
      handlingPerUnitMinor: below(30),
      priority: 1 + below(3),
      capacityLeftLines: oneOf([null, null, null, 1, 2, 0]),
      excluded: random() < 0.08 ? { code: "rejected", note: null } : null,
      distanceMiles: below(2_000),
    };
  });
  const shipmentsMax = oneOf([null, null, 1, 2, 3]);
  return {
    order: { lines, shipPolicy: "as_available", shipmentsMax },
    nodes,
    splitPenaltyMinor: oneOf([0, 300]),
  };
}
