import type { StockBook } from "../inventory/decide-book";
import type { NodeId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { PlannedDates } from "../network/decide-disruption";
import type { LanePlace, Network } from "../network/types";
import type { ShipPolicy } from "../orders/types";
import { decideSourcing } from "../sourcing/decide";
import type { CandidateBook, Demand } from "../sourcing/decide-candidates";
import type { RoutedPlan } from "../sourcing/decide-replay";
import { decideRoute } from "../sourcing/decide-route";
import type {
  BeyondHorizon,
  Exclusion,
  PlanNode,
  SourcingDecision,
  SourcingParameters,
} from "../sourcing/types";
import type { OrderFacts, Strategy } from "../sourcing/types-profile";
import type { LineAbout } from "../sourcing/types-route";
import { claimantOf } from "./decide-claimant";

/** What is asked of the network: the open units of an order's lines, and how they may leave. */
export type DemandOrder = {
  readonly lines: readonly DemandLine[];
  readonly shipPolicy: ShipPolicy;
  readonly shipTo: LanePlace;
  readonly serviceCode: string;
  readonly channelCode: string;
  readonly shipAfter: LocalDate | null;
  /** Days that what has to wait may wait on for the next shipment; unset: it leaves by itself. */
  readonly remainderDays?: number | null;
  readonly excludedNodeIds: ReadonlyMap<string, Exclusion>;
  /** What strategies are chosen by: of the whole order, also where only some lines are open. */
  readonly facts: OrderFacts;
};

export type DemandLine = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  readonly quantity: number;
  readonly packMultiple: number;
  readonly gramsPerUnit: number;
  readonly requestedDate: LocalDate | null;
  /** Days until the SKU can be had anew, where no supply is known. */
  readonly leadTimeDays: number;
  readonly about: LineAbout;
};

export type PlannedPart = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  readonly nodeId: NodeId;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  /** The dates without the disruptions that moved them; unset: none did. */
  readonly undisrupted?: PlannedDates;
};

/** What leaves from stock, and what stays open per line. */
export type StockPlan = {
  readonly nodes: readonly PlanNode[];
  readonly decision: SourcingDecision;
  /** Set when no node was asked. */
  readonly horizon?: BeyondHorizon;
  /** By which strategy; unset when no node was asked. */
  readonly routed?: RoutedPlan;
  readonly parts: readonly PlannedPart[];
  readonly openUnits: readonly number[];
};

export type PlanWorld = {
  readonly network: Network;
  readonly candidates: CandidateBook;
  readonly stock: StockBook;
  readonly strategies: readonly Strategy[];
  readonly parameters: SourcingParameters;
};

/**
 * Plan an order on the stock that is there, without taking it yet.
 *
 * An order that ships complete and cannot holds what there is all the same: it is not given to
 * others, and nothing is released before the rest has come.
 *
 * Nodes that are off for a while are not asked, unless units stay open without them: those, and no
 * others, they ship when they are on again. So turning a node off moves dates, not quantities.
 */
export function planOnStock(demand: DemandOrder, world: PlanWorld): StockPlan {
  const { candidates } = world;
  const asked: Demand = {
    ...demand,
    skuIds: [...new Set(demand.lines.map((line) => line.skuId))],
    linesNeeded: demand.lines.length,
    unitsNeeded: sum(demand.lines.map((line) => line.quantity)),
    asker: claimantOf(demand, world),
  };
  const plan = planOnNodes(demand, candidates.nodesFor(asked), world);
  if (sum(plan.openUnits) === 0 || !candidates.hasPaused(demand)) {
    return plan;
  }
  const waiting = new Map<SkuId, number>();
  demand.lines.forEach(({ skuId }, index) => {
    waiting.set(skuId, (waiting.get(skuId) ?? 0) + (plan.openUnits[index] ?? 0));
  });
  const later = planOnNodes(demand, candidates.nodesFor({ ...asked, waiting }), world);
  return sum(later.openUnits) < sum(plan.openUnits) ? later : plan;
}

function planOnNodes(demand: DemandOrder, nodes: readonly PlanNode[], world: PlanWorld): StockPlan {
  const { decision, routed } = decideRoute({
    order: { lines: demand.lines, shipPolicy: demand.shipPolicy, shipmentsMax: null },
    nodes,
    facts: demand.facts,
    profile: world,
  });
  const { assignments } = decision.withheld ?? decision.plan;
  const nodeById = new Map(nodes.map((node) => [node.nodeId, node]));
  const lineById = new Map(demand.lines.map((line) => [line.lineId, line]));
  const parts = assignments.flatMap(({ lineId, nodeId, units }): PlannedPart[] => {
    const node = nodeById.get(nodeId);
    const line = lineById.get(lineId);
    return node === undefined || line === undefined
      ? []
      : [
          {
            lineId,
            skuId: line.skuId,
            nodeId,
            units,
            shipDate: node.shipDate,
            deliveryDate: node.deliveryDate,
            ...(node.undisrupted === undefined ? {} : { undisrupted: node.undisrupted }),
          },
        ];
  });
  const openUnits = demand.lines.map(
    (line) =>
      line.quantity -
      sum(parts.filter((part) => part.lineId === line.lineId).map((part) => part.units)),
  );
  return { nodes, decision, routed, parts, openUnits };
}

/**
 * The same, but no line takes more from stock than it was left: scarce units may be meant for others. A
 * pre-order takes nothing from stock, and no strategy is asked about it: its SKU is not out yet.
 *
 * @param most units from stock per line; a line that is not named may take all
 * @returns the plan, and the demand that it answers
 */
export function planWithin(
  demand: DemandOrder,
  world: PlanWorld,
  most: ReadonlyMap<string, number>,
): { readonly plan: StockPlan; readonly asked: DemandOrder } {
  const lines = demand.lines
    .map((line) => ({
      ...line,
      quantity: isPreorder(line, world)
        ? 0
        : Math.min(line.quantity, most.get(line.lineId) ?? line.quantity),
    }))
    .filter(({ quantity }) => quantity > 0);
  const asked = lines.length === 0 ? demand : { ...demand, lines };
  const plan = lines.length === 0 ? planNothing(demand, world) : planOnStock(asked, world);
  const openUnits = demand.lines.map(
    ({ lineId, quantity }) =>
      quantity - sum(plan.parts.filter((part) => part.lineId === lineId).map(({ units }) => units)),
  );
  return { plan: { ...plan, openUnits }, asked };
}

/** Whether units of a line are ordered before their SKU is out. */
export const isPreorder = (
  { skuId }: Pick<DemandLine, "skuId">,
  { network }: Pick<PlanWorld, "network">,
): boolean => network.comingOut.has(skuId);

/** No node is asked. */
function planNothing({ lines, shipPolicy }: DemandOrder, { parameters }: PlanWorld): StockPlan {
  const decision = decideSourcing({ lines, shipPolicy, shipmentsMax: null }, [], parameters);
  return { nodes: [], decision, parts: [], openUnits: lines.map((line) => line.quantity) };
}

/** The plan of an order beyond the horizon: no node is asked, and all of it stays open. */
export function planBeyond(
  demand: DemandOrder,
  horizon: BeyondHorizon,
  world: PlanWorld,
): StockPlan {
  return { ...planNothing(demand, world), horizon };
}

/** Take a plan's units and lines out of the books, so that the next order does not see them. */
export function takeParts(
  parts: readonly PlannedPart[],
  demand: Pick<DemandOrder, "channelCode" | "facts">,
  world: PlanWorld,
): void {
  const asker = claimantOf(demand, world);
  for (const { nodeId, skuId, units } of parts) {
    world.stock.allocate(nodeId, skuId, units, demand.channelCode, asker);
  }
  fillDays(parts, world);
}

/** Give back what `takeParts` took. */
export function giveBackParts(
  parts: readonly PlannedPart[],
  demand: Pick<DemandOrder, "channelCode" | "facts">,
  world: PlanWorld,
): void {
  const asker = claimantOf(demand, world);
  for (const { nodeId, skuId, units } of parts) {
    world.stock.allocate(nodeId, skuId, -units, demand.channelCode, asker);
  }
  countDays(parts, world, -1);
}

/** Count a plan's work into the days of its nodes, so that what waits finds the room that is left. */
export const fillDays = (parts: readonly DayPart[], world: PlanWorld): void =>
  countDays(parts, world, 1);

type DayPart = Pick<PlannedPart, "nodeId" | "shipDate" | "units">;

export function countDays(
  parts: readonly DayPart[],
  { candidates }: PlanWorld,
  sign: 1 | -1,
): void {
  const seen = new Set<string>();
  for (const { nodeId, shipDate, units } of parts) {
    const day = `${nodeId} ${shipDate}`;
    const orders = seen.has(day) ? 0 : sign;
    candidates.planWork(nodeId, shipDate, { orders, lines: sign, units: sign * units });
    seen.add(day);
  }
}
