import type { StockBook } from "../inventory/decide";
import type { InboundSupplyId, NodeId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { LanePlace, Network } from "../network/types";
import type { ShipPolicy } from "../orders/types";
import { decideSourcing } from "../sourcing/decide";
import { decideBackorder } from "../sourcing/decide-backorder";
import type { CandidateBook } from "../sourcing/decide-candidates";
import type {
  BackorderPart,
  Exclusion,
  PlanNode,
  SourcingDecision,
  SourcingParameters,
} from "../sourcing/types";

/** What is asked of the network: the open units of an order's lines, and how they may leave. */
export type DemandOrder = {
  readonly lines: readonly DemandLine[];
  readonly shipPolicy: ShipPolicy;
  readonly shipTo: LanePlace;
  readonly serviceCode: string;
  readonly channelCode: string;
  readonly shipAfter: LocalDate | null;
  readonly excludedNodeIds: ReadonlyMap<string, Exclusion>;
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
};

export type PlannedPart = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  readonly nodeId: NodeId;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
};

/** What leaves from stock, and what stays open per line. */
export type StockPlan = {
  readonly nodes: readonly PlanNode[];
  readonly decision: SourcingDecision;
  readonly parts: readonly PlannedPart[];
  readonly openUnits: readonly number[];
};

export type PlanWorld = {
  readonly network: Network;
  readonly candidates: CandidateBook;
  readonly stock: StockBook;
  readonly parameters: SourcingParameters;
};

/**
 * Plan an order on the stock that is there, without taking it yet.
 *
 * An order that ships complete and cannot holds what there is all the same: it is not given to
 * others, and nothing is released before the rest has come.
 */
export function planOnStock(demand: DemandOrder, world: PlanWorld): StockPlan {
  const skuIds = [...new Set(demand.lines.map((line) => line.skuId))];
  const nodes = world.candidates.nodesFor({
    ...demand,
    skuIds,
    linesNeeded: demand.lines.length,
  });
  const decision = decideSourcing(
    { lines: demand.lines, shipPolicy: demand.shipPolicy, shipmentsMax: null },
    nodes,
    world.parameters,
  );
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
          },
        ];
  });
  const openUnits = demand.lines.map(
    (line) =>
      line.quantity -
      sum(parts.filter((part) => part.lineId === line.lineId).map((part) => part.units)),
  );
  return { nodes, decision, parts, openUnits };
}

/** Take a plan's units and lines out of the books, so that the next order does not see them. */
export function takeParts(parts: readonly PlannedPart[], world: PlanWorld): void {
  for (const { nodeId, skuId, units, shipDate } of parts) {
    world.stock.allocate(nodeId, skuId, units);
    world.candidates.planLines(nodeId, shipDate, 1);
  }
}

/** Inbound supply of a batch, as its free units dwindle. */
export type InboundBook = {
  readonly inboundSupplyId: InboundSupplyId;
  readonly nodeId: NodeId;
  readonly skuId: SkuId;
  readonly availableDate: LocalDate;
  readonly confidencePercent: number;
  freeUnits: number;
}[];

/**
 * Date what stock cannot fill: peg it to the earliest supply, and the rest to the lead time.
 *
 * @param openUnits units per line of `demand`, in its order; takes pegged units out of `inbound`
 */
export function planBackorder(
  demand: DemandOrder,
  openUnits: readonly number[],
  inbound: InboundBook,
  world: PlanWorld,
  today: LocalDate,
): readonly BackorderPart[] {
  const open = demand.lines.flatMap((line, index) => {
    const units = openUnits[index] ?? 0;
    return units === 0 ? [] : [{ ...line, units }];
  });
  if (open.length === 0) {
    return [];
  }
  const decided = decideBackorder({
    lines: open,
    skus: open.map(({ skuId, leadTimeDays }) => ({
      skuId,
      rule: { policy: "backorder" as const },
      leadTimeDays,
    })),
    offers: offersFor(demand, open, inbound, world),
    parameters: world.parameters,
    today,
  });
  const parts = decided.ok ? decided.value : decided.error.parts;
  for (const part of parts) {
    const supply =
      part.kind === "pegged" && inbound.find((row) => row.inboundSupplyId === part.inboundSupplyId);
    if (supply && part.kind === "pegged") {
      supply.freeUnits -= part.units;
      world.candidates.planLines(part.nodeId, part.shipDate, 1);
    }
  }
  return parts;
}

function offersFor(
  demand: DemandOrder,
  open: readonly DemandLine[],
  inbound: InboundBook,
  { network, candidates }: PlanWorld,
) {
  const skuIds = new Set(open.map((line) => line.skuId));
  const gramsOf = new Map(open.map((line) => [line.skuId, line.gramsPerUnit]));
  const nodeById = new Map(network.nodes.map((node) => [node.id as NodeId, node]));
  const pool = network.channels.get(demand.channelCode)?.buffers;
  return inbound.flatMap((row) => {
    const node = nodeById.get(row.nodeId);
    const isUsable = skuIds.has(row.skuId) && row.freeUnits > 0 && pool?.has(row.nodeId) === true;
    if (!isUsable || node === undefined || demand.excludedNodeIds.has(row.nodeId)) {
      return [];
    }
    const slot = candidates.slotFor(
      node,
      // Room for all of them, since several may end up on this node's one day.
      { ...demand, skuIds: [row.skuId], linesNeeded: open.length },
      row.availableDate,
    );
    if (!slot.ok) {
      return [];
    }
    return [
      {
        ...row,
        nodeCode: node.code,
        shipDate: slot.shipDate,
        deliveryDate: slot.deliveryDate,
        costMicroPerUnit: slot.microPerGram * (gramsOf.get(row.skuId) ?? 0),
      },
    ];
  });
}
