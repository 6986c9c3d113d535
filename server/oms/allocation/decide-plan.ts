import type { StockBook } from "../inventory/decide-book";
import { assert, present } from "../kernel/assert";
import type { InboundSupplyId, NodeId, OrderLineId, SkuId } from "../kernel/ids";
import { addDays, type LocalDate, laterDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { PlannedDates } from "../network/decide-disruption";
import { marginalMicro } from "../network/decide-freight";
import type { LanePlace, Network } from "../network/types";
import type { ShipPolicy } from "../orders/types";
import { decideSourcing } from "../sourcing/decide";
import { decideBackorder } from "../sourcing/decide-backorder";
import type { CandidateBook, Demand } from "../sourcing/decide-candidates";
import { multipleOf } from "../sourcing/decide-problem";
import type { RoutedPlan } from "../sourcing/decide-replay";
import { decideRoute } from "../sourcing/decide-route";
import type {
  BackorderPart,
  BeyondHorizon,
  Exclusion,
  InboundOffer,
  PlanNode,
  SourcingDecision,
  SourcingParameters,
} from "../sourcing/types";
import type { OrderFacts, Strategy } from "../sourcing/types-profile";
import type { LineAbout } from "../sourcing/types-route";
import { claimantOf } from "./decide-claimant";
import { waitsOn, waitsOnDays } from "./decide-remainder";

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
 * The same, but no line takes more from stock than it was left: scarce units may be meant for others.
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
      quantity: Math.min(line.quantity, most.get(line.lineId) ?? line.quantity),
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

function countDays(parts: readonly DayPart[], { candidates }: PlanWorld, sign: 1 | -1): void {
  const seen = new Set<string>();
  for (const { nodeId, shipDate, units } of parts) {
    const day = `${nodeId} ${shipDate}`;
    const orders = seen.has(day) ? 0 : sign;
    candidates.planWork(nodeId, shipDate, { orders, lines: sign, units: sign * units });
    seen.add(day);
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
 * Date what stock cannot fill: peg it to the earliest supply, and the rest to the lead time, though
 * not before a node could deliver what leaves no earlier than the customer lets it.
 *
 * Each part takes its line of the node's day before the next part is dated, so that more of them than
 * a day has room for spill over to the days after it.
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
  return demand.lines.flatMap((line, index) => {
    const units = openUnits[index] ?? 0;
    if (units === 0) {
      return [];
    }
    const supplies = inbound.filter((row) => row.skuId === line.skuId);
    return dateLine({ ...line, units }, demand, supplies, world, today);
  });
}

/** The same, only looked at: neither supply nor the days of nodes are taken. */
export function lookAtBackorder(
  demand: DemandOrder,
  openUnits: readonly number[],
  inbound: InboundBook,
  world: PlanWorld,
  today: LocalDate,
): readonly BackorderPart[] {
  const copy = inbound.map((row) => ({ ...row }));
  const parts = planBackorder(demand, openUnits, copy, world, today);
  for (const part of parts) {
    if (part.kind === "pegged") {
      countDays([part], world, -1);
    }
  }
  return parts;
}

type OpenDemand = DemandLine & { readonly units: number };

function dateLine(
  line: OpenDemand,
  demand: DemandOrder,
  inbound: InboundBook,
  world: PlanWorld,
  today: LocalDate,
): BackorderPart[] {
  // Whole packs of what is open at first: a remainder is no new demand with a pack of its own.
  const packMultiple = multipleOf({ quantity: line.units, packMultiple: line.packMultiple });
  const parts: BackorderPart[] = [];
  let units = line.units;
  while (units > 0) {
    const [part] = datesOf({ ...line, packMultiple, units }, demand, inbound, world, today);
    assert(part !== undefined && part.units > 0, "what waits has a date, or is known to have none");
    const dated = part.kind === "pegged" ? part : notBefore(part, line, demand, world);
    parts.push(waitsOn(dated, waitsOnDays(line, demand)));
    units -= part.units;
    if (part.kind === "pegged") {
      const supply = inbound.find((row) => row.inboundSupplyId === part.inboundSupplyId);
      present(supply, "a peg is on a supply that was offered").freeUnits -= part.units;
      fillDays([part], world);
    }
  }
  return parts;
}

/** A line of which only the day is asked. */
const LINE_ALONE = { linesNeeded: 1, unitsNeeded: 1 };

type LeadTimePart = Extract<BackorderPart, { readonly kind: "lead_time" }>;

/** The same part, no earlier than the first node that keeps the SKU could deliver it. */
function notBefore(
  part: LeadTimePart,
  { skuId }: DemandLine,
  demand: DemandOrder,
  { network, candidates, stock }: PlanWorld,
): LeadTimePart {
  const channel = network.channels.get(demand.channelCode);
  if (demand.shipAfter === null || part.deliveryDate === null || channel === undefined) {
    return part;
  }
  const [first] = network.nodes
    .filter((node) => channel.buffers.has(node.id) && !demand.excludedNodeIds.has(node.id))
    .filter((node) => stock.availableAt(node, skuId, channel) !== null)
    .flatMap((node) => {
      const slot = candidates.slotFor(node, { ...demand, skuIds: [skuId], ...LINE_ALONE }, null);
      return slot.ok ? [slot.deliveryDate] : [];
    })
    .sort();
  return { ...part, deliveryDate: laterDate(part.deliveryDate, first ?? demand.shipAfter) };
}

function datesOf(
  line: OpenDemand,
  demand: DemandOrder,
  inbound: InboundBook,
  world: PlanWorld,
  today: LocalDate,
): readonly BackorderPart[] {
  const { skuId, leadTimeDays } = line;
  const decided = decideBackorder({
    lines: [line],
    skus: [{ skuId, rule: { policy: "backorder" }, leadTimeDays }],
    offers: offersFor(line, demand, inbound, world),
    parameters: world.parameters,
    today,
  });
  return decided.ok ? decided.value : decided.error.parts;
}

function offersFor(
  line: OpenDemand,
  demand: DemandOrder,
  inbound: InboundBook,
  { network, candidates }: PlanWorld,
): InboundOffer[] {
  const pool = network.channels.get(demand.channelCode)?.buffers;
  // Whose shelf lacked the units may have them from what comes to it.
  const excludedNodeIds = new Map(
    [...demand.excludedNodeIds].filter(([, { isOfShelf }]) => isOfShelf !== true),
  );
  return inbound.flatMap((row) => {
    const node = network.nodes.find(({ id }) => id === row.nodeId);
    const isUsable = row.freeUnits > 0 && pool?.has(row.nodeId) === true;
    if (!isUsable || node === undefined || excludedNodeIds.has(row.nodeId)) {
      return [];
    }
    const asked = {
      ...{ ...demand, excludedNodeIds, skuIds: [row.skuId] },
      ...{ linesNeeded: 1, unitsNeeded: line.units },
    };
    const from = addDays(row.availableDate, waitsOnDays(line, demand));
    const slot = candidates.slotFor(node, asked, from);
    if (!slot.ok) {
      return [];
    }
    return [
      {
        ...row,
        nodeCode: node.code,
        shipDate: slot.shipDate,
        deliveryDate: slot.deliveryDate,
        costMicroPerUnit: marginalMicro(slot.rate, line),
      },
    ];
  });
}
