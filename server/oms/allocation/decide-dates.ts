import { assert, present } from "../kernel/assert";
import type { InboundSupplyId, NodeId, SkuId } from "../kernel/ids";
import { addDays, type LocalDate, laterDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { marginalMicro } from "../network/decide-freight";
import { decideBackorder } from "../sourcing/decide-backorder";
import { multipleOf, wholePacks } from "../sourcing/decide-problem";
import type { BackorderPart, InboundOffer } from "../sourcing/types";
import {
  countDays,
  type DemandLine,
  type DemandOrder,
  fillDays,
  type PlanWorld,
} from "./decide-plan";
import { waitsOn, waitsOnDays } from "./decide-remainder";

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
 * Of a SKU that is not out yet, what stands on shelves and nobody before was dated from comes first. It
 * is taken from nobody and leaves, like all of a pre-order, no earlier than the day it comes out.
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
  const ahead = new Map<SkuId, number>();
  return demand.lines.flatMap((line, index) => {
    const units = openUnits[index] ?? 0;
    if (units === 0) {
      return [];
    }
    const supplies = inbound.filter((row) => row.skuId === line.skuId);
    const comesOutOn = world.network.comingOut.get(line.skuId);
    if (comesOutOn === undefined) {
      return dateLine({ ...line, units }, demand, supplies, world, today);
    }
    const before = ahead.get(line.skuId) ?? world.stock.owedUnits(line.skuId);
    const shelf = shelfParts({ ...line, units }, comesOutOn, before, demand, world);
    const there = sum(shelf.map((part) => part.units));
    ahead.set(line.skuId, before + there);
    const rest =
      there === units
        ? []
        : dateLine({ ...line, units: units - there }, demand, supplies, world, today);
    return [...shelf, ...rest].map((part) => ({ ...part, comesOutOn }));
  });
}

/**
 * What stands on shelves for units of a pre-order, dated as it could be delivered from the day on which
 * they come out; the places that deliver first are meant for those who come before.
 *
 * @param before units that they wait for
 */
function shelfParts(
  line: OpenDemand,
  comesOutOn: LocalDate,
  before: number,
  demand: DemandOrder,
  world: PlanWorld,
): BackorderPart[] {
  const days = waitsOnDays(line, demand);
  const places = slotsFrom(line, comesOutOn, demand, world)
    .map(({ node, deliveryDate }) => ({
      deliveryDate,
      units: world.stock.shelfUnits(node, line.skuId),
    }))
    .toSorted((a, b) => (a.deliveryDate < b.deliveryDate ? -1 : 1));
  const packMultiple = multipleOf({ quantity: line.units, packMultiple: line.packMultiple });
  const parts: BackorderPart[] = [];
  let [skipped, open] = [before, line.units];
  for (const { deliveryDate, units } of places) {
    const left = Math.max(0, units - skipped);
    skipped = Math.max(0, skipped - units);
    const taken = wholePacks(Math.min(open, left), packMultiple);
    if (taken > 0) {
      const { lineId } = line;
      parts.push(waitsOn({ kind: "on_shelf", lineId, units: taken, deliveryDate }, days));
      open -= taken;
    }
  }
  return parts;
}

/** The nodes of a demand's pool that could ship a line from a day on, and when it would arrive. */
function slotsFrom(
  { skuId }: DemandLine,
  from: LocalDate | null,
  demand: DemandOrder,
  { network, candidates }: PlanWorld,
) {
  const pool = network.channels.get(demand.channelCode)?.buffers;
  const asked = { ...demand, skuIds: [skuId], ...LINE_ALONE };
  return network.nodes
    .filter((node) => pool?.has(node.id) === true && !demand.excludedNodeIds.has(node.id))
    .flatMap((node) => {
      const slot = candidates.slotFor(node, asked, from);
      return slot.ok ? [{ node, deliveryDate: slot.deliveryDate }] : [];
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
    const dated = part.kind === "lead_time" ? notBefore(part, line, demand, world) : part;
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

/**
 * The same part, no earlier than the first node that keeps the SKU could deliver it, from the day on
 * which the customer and the SKU let it leave. What no node keeps yet may come to any.
 */
function notBefore(
  part: LeadTimePart,
  line: DemandLine,
  demand: DemandOrder,
  world: PlanWorld,
): LeadTimePart {
  const { network, stock } = world;
  const channel = network.channels.get(demand.channelCode);
  const comesOutOn = network.comingOut.get(line.skuId) ?? null;
  const from =
    demand.shipAfter === null || comesOutOn === null
      ? (demand.shipAfter ?? comesOutOn)
      : laterDate(demand.shipAfter, comesOutOn);
  if (from === null || part.deliveryDate === null || channel === undefined) {
    return part;
  }
  const slots = slotsFrom(line, from, demand, world);
  const keeping = slots.filter(({ node }) => stock.availableAt(node, line.skuId, channel) !== null);
  const [first] = (keeping.length === 0 && comesOutOn !== null ? slots : keeping)
    .map(({ deliveryDate }) => deliveryDate)
    .toSorted();
  return { ...part, deliveryDate: laterDate(part.deliveryDate, first ?? from) };
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
    const comesOutOn = network.comingOut.get(line.skuId) ?? row.availableDate;
    const from = addDays(laterDate(row.availableDate, comesOutOn), waitsOnDays(line, demand));
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
