import type { SkuId } from "../kernel/ids";
import { plainRate } from "../network/decide-freight";
import type { LaneRate } from "../network/types";
import { planBy } from "./decide-shape";
import type {
  BeyondHorizon,
  NodeStock,
  PlanLine,
  PlanNode,
  PlanOrder,
  SourcingDecision,
  StoredDecision,
  StoredNode,
  StoredRate,
} from "./types";
import type { AppliedStrategy, NodeAbout, RouteTrail } from "./types-route";

/** A decision with the nodes it chose from. */
export type DecidedPlan = {
  readonly nodes: readonly PlanNode[];
  readonly decision: SourcingDecision;
  /** Set when no node was asked, because the order lies beyond the horizon. */
  readonly horizon?: BeyondHorizon;
  /** By which strategy; unset when no node was asked. */
  readonly routed?: RoutedPlan;
};

export type RoutedPlan = {
  /** A strategy may ask for complete orders where the customer did not. */
  readonly shipPolicy: PlanOrder["shipPolicy"];
  /** null: by the landed cost alone. */
  readonly applied: AppliedStrategy | null;
  readonly route: RouteTrail;
};

/** An order as it is planned; without `shipmentsMax` it may be split without limit. */
export type DecidedOrder = Pick<PlanOrder, "lines" | "shipPolicy"> & {
  readonly shipmentsMax?: number | null;
};

/** What is kept of a decision: its inputs in a small form, and the answer to check a replay by. */
export function packDecision(
  order: DecidedOrder,
  { nodes, decision, horizon, routed }: DecidedPlan,
  parameters: StoredDecision["parameters"],
): StoredDecision {
  const skuIds = [...new Set(order.lines.map((line) => line.skuId))];
  const { assignments } = decision.withheld ?? decision.plan;
  const grams = order.lines.reduce((sum, line) => sum + line.quantity * line.gramsPerUnit, 0);
  const rates = new StoredRates(grams);
  const stored = nodes.map((node) => packNode(node, skuIds, rates));
  return {
    version: 1,
    parameters,
    shipPolicy: order.shipPolicy,
    shipmentsMax: order.shipmentsMax ?? null,
    skuIds,
    lines: order.lines.map((line) => [
      line.lineId,
      skuIds.indexOf(line.skuId),
      line.quantity,
      line.packMultiple,
      line.gramsPerUnit,
      line.requestedDate,
      ...aboutLine(line),
    ]),
    nodes: stored,
    ...(rates.all.length === 0 ? {} : { rates: rates.all }),
    ...(horizon === undefined ? {} : { horizon }),
    ...(routed === undefined ? {} : { route: routed.route }),
    ...(routed === undefined || routed.applied === null ? {} : { applied: routed.applied }),
    assigned: assignments.map(({ lineId, nodeId, units }) => [
      order.lines.findIndex((line) => line.lineId === lineId),
      nodes.findIndex((node) => node.nodeId === nodeId),
      units,
    ]),
  };
}

/** The prices of a decision in their stored form: what many nodes share is kept once. */
class StoredRates {
  readonly all: StoredRate[] = [];
  readonly #places = new Map<LaneRate, number>();
  readonly #grams: number;

  /** @param grams the most that a shipment of the order can weigh */
  constructor(grams: number) {
    this.#grams = grams;
  }

  /** A plain price as it is, any other by its place. */
  pack(rate: LaneRate): StoredNode["rate"] {
    const [first, ...others] = rate.pieces;
    if (first !== undefined && others.length === 0 && isPlain(rate)) {
      return [rate.zone, first.fixedMicro, first.microPerGram];
    }
    const place = this.#places.get(rate) ?? this.all.length;
    if (place === this.all.length) {
      this.#places.set(rate, place);
      this.all.push(packRate(rate, this.#grams));
    }
    return place;
  }
}

const isPlain = ({ pieces, surcharges }: LaneRate): boolean =>
  surcharges.length === 0 &&
  pieces.every(({ stepGrams, rule }) => stepGrams === 1 && rule === "weight");

function packRate({ zone, surcharges, pieces }: LaneRate, grams: number): StoredRate {
  const last = pieces.findIndex(({ upToGrams }) => upToGrams === null || upToGrams >= grams);
  return [
    zone,
    surcharges.map(({ code, name }) => [code, name] as const),
    pieces
      .slice(0, last + 1)
      .map(({ upToGrams, stepGrams, rule, breakUpToGrams, charges }) => [
        upToGrams,
        stepGrams,
        rule,
        breakUpToGrams,
        charges,
      ]),
  ];
}

const unpackRate = ([zone, surcharges, pieces]: StoredRate): LaneRate => ({
  zone,
  surcharges: surcharges.map(([code, name]) => ({ code, name })),
  pieces: pieces.map(([upToGrams, stepGrams, rule, breakUpToGrams, charges]) => ({
    upToGrams,
    stepGrams,
    rule,
    breakUpToGrams,
    charges,
    fixedMicro: charges.reduce((sum, [fixed]) => sum + fixed, 0),
    microPerGram: charges.reduce((sum, [, perGram]) => sum + perGram, 0),
  })),
});

/** What a line says beside its want, for strategies that ask. */
const aboutLine = ({ about }: PlanLine) =>
  about === undefined
    ? ([] as const)
    : ([[about.category, about.kit, about.unitValueMinor]] as const);

/** The order and the nodes of a stored decision, as they were. */
export function unpackDecision(stored: StoredDecision): {
  readonly order: PlanOrder;
  readonly nodes: readonly PlanNode[];
} {
  const skuId = (index: number) => stored.skuIds[index] as SkuId;
  const rates = (stored.rates ?? []).map(unpackRate);
  return {
    order: {
      lines: stored.lines.map(
        ([lineId, sku, quantity, packMultiple, gramsPerUnit, requestedDate, about]): PlanLine => ({
          lineId,
          skuId: skuId(sku),
          quantity,
          packMultiple,
          gramsPerUnit,
          requestedDate,
          ...(about === undefined
            ? {}
            : { about: { category: about[0], kit: about[1], unitValueMinor: about[2] } }),
        }),
      ),
      shipPolicy: stored.shipPolicy,
      shipmentsMax: stored.shipmentsMax,
    },
    nodes: stored.nodes.map((node) => unpackNode(node, stored.skuIds, rates)),
  };
}

/** Make a stored decision again. The same inputs give the same answer, to the last unit. */
export function replayDecision(stored: StoredDecision): SourcingDecision {
  const { order, nodes } = unpackDecision(stored);
  return planBy(order, nodes, stored.parameters, stored.applied ?? null);
}

/** Does the replay come to the answer that was kept? */
export function isReplayed(stored: StoredDecision): boolean {
  const { order, nodes } = unpackDecision(stored);
  const decision = planBy(order, nodes, stored.parameters, stored.applied ?? null);
  const again = packDecision(order, { nodes, decision }, stored.parameters);
  return JSON.stringify(again.assigned) === JSON.stringify(stored.assigned);
}

function packNode(node: PlanNode, skuIds: readonly SkuId[], rates: StoredRates): StoredNode {
  return {
    id: node.nodeId,
    code: node.code,
    name: node.name,
    stock: skuIds.map((skuId) => {
      const stock = node.stock[skuId];
      return stock === undefined ? 0 : [stock.available, stock.heldBack];
    }),
    dates: [node.shipDate, node.deliveryDate],
    service: node.serviceCode,
    rate: rates.pack(node.rate),
    handling: [node.handlingPerOrderMinor, node.handlingPerLineMinor, node.handlingPerUnitMinor],
    priority: node.priority,
    capacity: node.capacityLeftLines,
    miles: node.distanceMiles,
    ...(node.excluded === null
      ? {}
      : { excluded: [node.excluded.code, node.excluded.note] as const }),
    ...(node.delays === undefined || node.delays.length === 0
      ? {}
      : {
          delays: node.delays.map(
            ({ rule, from, until, note }) => [rule, from, until, note] as const,
          ),
        }),
    ...(node.about === undefined ? {} : { about: packAbout(node.about) }),
  };
}

function unpackNode(
  node: StoredNode,
  skuIds: readonly SkuId[],
  rates: readonly LaneRate[],
): PlanNode {
  const stock: Record<SkuId, NodeStock> = {};
  node.stock.forEach((kept, index) => {
    if (kept !== 0) {
      stock[skuIds[index] as SkuId] = { available: kept[0], heldBack: kept[1] };
    }
  });
  return {
    nodeId: node.id,
    code: node.code,
    name: node.name,
    stock,
    shipDate: node.dates[0],
    deliveryDate: node.dates[1],
    serviceCode: node.service,
    rate: typeof node.rate === "number" ? (rates[node.rate] as LaneRate) : plainRate(...node.rate),
    handlingPerOrderMinor: node.handling[0],
    handlingPerLineMinor: node.handling[1],
    handlingPerUnitMinor: node.handling[2],
    priority: node.priority,
    capacityLeftLines: node.capacity,
    excluded:
      node.excluded === undefined ? null : { code: node.excluded[0], note: node.excluded[1] },
    distanceMiles: node.miles,
    ...(node.delays === undefined
      ? {}
      : { delays: node.delays.map(([rule, from, until, note]) => ({ rule, from, until, note })) }),
    ...(node.about === undefined ? {} : { about: unpackAbout(node.about) }),
  };
}

type PackedAbout = NonNullable<StoredNode["about"]>;

const packAbout = (about: NodeAbout): PackedAbout => [
  about.kind,
  about.country,
  about.region,
  about.missesCutOff,
  about.linesPlanned,
  about.percentUsed,
  about.backlogHours,
];

const unpackAbout = ([kind, country, region, missesCutOff, ...counts]: PackedAbout): NodeAbout => {
  const [linesPlanned, percentUsed, backlogHours] = counts;
  return { kind, country, region, missesCutOff, linesPlanned, percentUsed, backlogHours };
};
