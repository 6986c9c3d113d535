/** The planner against an independent program, on orders that no counting out ends on. */
import { DEMO_SERVICES } from "@/db/seed/carriers";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { laneRate } from "@/server/oms/network/decide-freight";
import type { ZoneRate } from "@/server/oms/network/types";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import type { ProgramSolver } from "@/server/oms/sourcing/decide-window-program";
import type { NodeStock, PlanNode } from "@/server/oms/sourcing/types";
import { boundOf } from "./sourcing-bound";
import { type Instance, nodesWith, randomFrom, stockKey } from "./sourcing-instance";

const DAY = localDate("2026-03-02");
const LINES = 12;
const NODES = 50;

/** A node keeps a third of the SKUs, often fewer units than are asked for; freight is the demo's. */
function judgedInstance(seed: number): Instance {
  const random = randomFrom(seed * 104_729);
  const below = (limit: number) => Math.floor(random() * limit);
  const lines = Array.from({ length: LINES }, (_, line) => ({
    lineId: `line-${line}` as OrderLineId,
    skuId: `sku-${line}` as SkuId,
    quantity: 1 + below(3),
    packMultiple: 1,
    gramsPerUnit: 50 + below(random() < 0.3 ? 12_000 : 2_000),
    requestedDate: null,
  }));
  const stock = new Map<string, number>();
  const tariff = DEMO_SERVICES[below(2)]?.tariff;
  if (tariff === undefined) {
    throw new Error("the demo has two services by weight");
  }
  const nodes = Array.from({ length: NODES }, (_, node): PlanNode => {
    const nodeId = `node-${node}` as NodeId;
    for (const { skuId, quantity } of lines) {
      if (random() < 0.33) {
        stock.set(stockKey(nodeId, skuId), 1 + below(quantity + 1));
      }
    }
    const zone = tariff.within[below(tariff.within.length)] as ZoneRate;
    return {
      ...{ nodeId, code: `N${node}`, name: `Node ${node}`, serviceCode: "ground" },
      stock: {} as Record<SkuId, NodeStock>,
      ...{ shipDate: DAY, deliveryDate: DAY, distanceMiles: null },
      rate: laneRate(tariff, zone, { country: "US" }),
      handlingPerOrderMinor: 100 + below(100),
      handlingPerLineMinor: below(60),
      handlingPerUnitMinor: below(20),
      ...{ priority: 1, capacityLeftLines: null, excluded: null },
    };
  });
  const order = { orderId: `order-${seed}`, lines, nodes };
  return { name: `judged ${seed}`, orders: [order], stock, splitPenaltyMinor: 200 };
}

/** Of so many orders of twelve lines over fifty nodes: plans that are exact and cost what the program says. */
export async function countJudged(cases: number, judge: ProgramSolver): Promise<number> {
  let equal = 0;
  for (let seed = 1; seed <= cases; seed += 1) {
    const instance = judgedInstance(seed);
    const [order] = instance.orders;
    if (order === undefined) {
      continue;
    }
    const { plan, exact } = decideSourcing(
      { lines: order.lines, shipPolicy: "as_available", shipmentsMax: null },
      nodesWith(order, instance.stock),
      { splitPenaltyMinor: instance.splitPenaltyMinor, stepsMax: 5_000_000 },
    );
    const bound = await boundOf(instance, judge, { seconds: 120, gap: 0 });
    const apart = Math.abs(plan.key.costMicro - bound.costMicro);
    // A ten-thousandth of a minor unit is what the program's own arithmetic leaves open.
    equal += exact && bound.isProven && plan.key.unfilledUnits === 0 && apart < 10_000 ? 1 : 0;
  }
  return equal;
}
