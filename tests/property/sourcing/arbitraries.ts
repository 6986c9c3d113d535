import fc from "fast-check";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { laneRate, plainRate } from "@/server/oms/network/decide-freight";
import type { FreightTariff, LaneRate, WeightBreak, ZoneRate } from "@/server/oms/network/types";
import type {
  NodeStock,
  PlanLine,
  PlanNode,
  PlanOrder,
  SourcingParameters,
} from "@/server/oms/sourcing/types";

/** How large a random problem may be. `scarceRoom`: nodes that take only a line or two. */
export type Size = {
  readonly lines: number;
  readonly nodes: number;
  readonly units: number;
  readonly skus: number;
  readonly scarceRoom: boolean;
  /** Freight by weight breaks, else in proportion to weight. */
  readonly weightBreaks?: boolean;
};

export type Case = {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
  readonly parameters: SourcingParameters;
};

const day = (date: number) => localDate(`2026-03-${String(date).padStart(2, "0")}`);
const skuId = (index: number) => `sku-${index}` as SkuId;

const line = (size: Size): fc.Arbitrary<Omit<PlanLine, "lineId">> =>
  fc.record({
    skuId: fc.nat({ max: size.skus - 1 }).map(skuId),
    quantity: fc.integer({ min: 1, max: size.units }),
    packMultiple: fc.constantFrom(1, 1, 1, 2, 3),
    gramsPerUnit: fc.constantFrom(0, 100, 250),
    requestedDate: fc.constantFrom(null, null, day(2), day(4)),
  });

/** Any tariff of up to four breaks: dear and cheap ones, minimums, steps, a surcharge, the next break. */
const brokenRate: fc.Arbitrary<LaneRate> = fc
  .record({
    ends: fc.uniqueArray(fc.integer({ min: 1, max: 1_600 }), { maxLength: 3 }),
    breaks: fc.array(
      fc.record({
        baseMinor: fc.nat({ max: 6 }),
        perKgMilliMinor: fc.nat({ max: 9_000 }),
        minimumMinor: fc.constantFrom(0, 0, 3, 8),
        stepGrams: fc.constantFrom(1, 1, 100, 300),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    minimumMinor: fc.constantFrom(0, 0, 4),
    takesNextBreak: fc.boolean(),
    fuel: fc.constantFrom(0, 1_250),
  })
  .map(({ ends, breaks, minimumMinor, takesNextBreak, fuel }) => {
    const rising = [...ends].sort((a, b) => a - b);
    const zone: ZoneRate = {
      code: "1",
      upToMiles: null,
      transitDays: 1,
      breaks: [...rising, null].map((upToGrams, at) => ({
        ...(breaks[at] as Omit<WeightBreak, "upToGrams">),
        upToGrams,
      })),
    };
    const tariff: FreightTariff = {
      currency: "USD",
      countryGroups: [],
      within: [],
      across: [zone],
      minimumMinor,
      takesNextBreak,
      surcharges: [
        {
          ...{ code: "fuel", name: "Fuel", zones: null, areas: null },
          ...{ flatMinor: 0, perKgMilliMinor: 0, basisPoints: fuel },
        },
      ],
    };
    return laneRate(tariff, zone, { country: "US" });
  });

const node = (size: Size): fc.Arbitrary<Omit<PlanNode, "nodeId" | "code" | "name">> =>
  fc
    .record({
      available: fc.array(fc.option(fc.integer({ min: -1, max: 2 * size.units }), { freq: 4 }), {
        minLength: size.skus,
        maxLength: size.skus,
      }),
      delivery: fc.constantFrom(2, 3, 5),
      fixed: fc.nat({ max: 5 }),
      perGram: fc.nat({ max: 8 }),
      tariff: fc.option(brokenRate, { freq: 8 }),
      perOrder: fc.nat({ max: 3 }),
      perLine: fc.nat({ max: 3 }),
      perUnit: fc.nat({ max: 2 }),
      priority: fc.constantFrom(1, 2),
      capacity: size.scarceRoom ? fc.constantFrom(null, null, 0, 1, 2) : fc.constant(null),
      isExcluded: fc.nat({ max: 9 }).map((n) => n === 0),
    })
    .map((raw) => ({
      stock: stockOf(raw.available),
      shipDate: day(1),
      deliveryDate: day(raw.delivery),
      serviceCode: "GROUND",
      rate:
        size.weightBreaks === true && raw.tariff !== null
          ? raw.tariff
          : plainRate("1", raw.fixed * 1_000_000, raw.perGram * 1_000),
      handlingPerOrderMinor: raw.perOrder,
      handlingPerLineMinor: raw.perLine,
      handlingPerUnitMinor: raw.perUnit,
      priority: raw.priority,
      capacityLeftLines: raw.capacity,
      excluded: raw.isExcluded ? { code: "manual" as const, note: null } : null,
      distanceMiles: 100,
    }));

function stockOf(available: readonly (number | null)[]): Record<SkuId, NodeStock> {
  const stock: Record<SkuId, NodeStock> = {};
  available.forEach((units, index) => {
    if (units !== null) {
      stock[skuId(index)] = { available: units, heldBack: 0 };
    }
  });
  return stock;
}

/** An order with the nodes that might fill it: shared SKUs, packs, room, dates and split limits. */
export const sourcingCase = (size: Size): fc.Arbitrary<Case> =>
  fc
    .record({
      lines: fc.array(line(size), { minLength: 1, maxLength: size.lines }),
      nodes: fc.array(node(size), { minLength: 1, maxLength: size.nodes }),
      shipPolicy: fc.constant("as_available" as const),
      shipmentsMax: fc.constantFrom(null, null, 1, 2, 3),
      splitPenaltyMinor: fc.nat({ max: 4 }),
      isCostless: fc.nat({ max: 4 }).map((n) => n === 0),
    })
    .map(({ lines, nodes, shipPolicy, shipmentsMax, splitPenaltyMinor, isCostless }) => ({
      order: {
        lines: lines.map((raw, index) => ({ ...raw, lineId: `line-${index}` as OrderLineId })),
        shipPolicy,
        shipmentsMax,
      },
      nodes: nodes.map((raw, index) => ({
        ...raw,
        ...(isCostless ? COSTLESS : {}),
        nodeId: `node-${index}` as NodeId,
        code: `N${index}`,
        name: `Node ${index}`,
      })),
      parameters: {
        splitPenaltyMinor: isCostless ? 0 : splitPenaltyMinor,
        inboundConfidenceMinPercent: 0,
        stepsMax: 1_000_000,
        allocationHorizonDays: 45,
      },
    }));

/** Nodes that differ in nothing but their rank: what ties are made of. */
const COSTLESS = {
  rate: plainRate("1", 0, 0),
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
};

/** The plan's units as [line][node], the form in which the judges count. */
export const unitsOf = (
  { order, nodes }: Case,
  assignments: readonly { lineId: OrderLineId; nodeId: NodeId; units: number }[],
): number[][] =>
  order.lines.map((row) =>
    nodes.map((column) =>
      assignments
        .filter((part) => part.lineId === row.lineId && part.nodeId === column.nodeId)
        .reduce((sum, part) => sum + part.units, 0),
    ),
  );
