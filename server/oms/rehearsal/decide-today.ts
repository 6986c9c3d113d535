import { type InboundBook, planBackorder } from "../allocation/decide-dates";
import {
  type DemandOrder,
  type PlanWorld,
  planBeyond,
  planOnStock,
  takeParts,
} from "../allocation/decide-plan";
import { StockBook } from "../inventory/decide-book";
import type { WaitingUnits } from "../inventory/decide-owed";
import type { TakenUnits } from "../inventory/decide-pool";
import type { RuleBook } from "../inventory/decide-rules";
import { addDays, type LocalDate } from "../kernel/local-date";
import type { DayWork, Network, NetworkChannel } from "../network/types";
import { CandidateBook } from "../sourcing/decide-candidates";
import { decideHorizon } from "../sourcing/decide-horizon";
import type { BackorderPart, Exclusion } from "../sourcing/types";
import type { OrderFacts, SourcingProfile } from "../sourcing/types-profile";
import { routeOf } from "./decide-outcome";
import type { Route, SkuFacts, StoredOrder } from "./types";

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

const NOBODY: ReadonlyMap<string, Exclusion> = new Map();

type StockRows = ConstructorParameters<typeof StockBook>[0];

/** What a version of the routing profile says. */
export type RoutingProfile = Pick<SourcingProfile, "strategies" | "parameters">;

/** Stock, supply and room as they are now: what both sides of a rehearsal begin with. */
export type Opening = {
  readonly network: Network;
  readonly rules: RuleBook;
  /** What channels took under quotas. */
  readonly taken: TakenUnits;
  /** What accepted orders wait for: each rehearsed order comes behind them, as a new one would. */
  readonly waiting: WaitingUnits;
  readonly stock: StockRows;
  readonly inbound: Readonly<InboundBook>;
  readonly capacityUsed: ReadonlyMap<string, ReadonlyMap<LocalDate, DayWork>>;
};

/**
 * Weeks by which the orders of a period are put off so that none comes before now. Whole weeks: each
 * keeps its weekday and its time of day, and the orders their distance from each other.
 *
 * @param first when the first order of the period was placed
 */
export function weeksAhead(first: Date, now: Date): number {
  const late = now.getTime() - first.getTime();
  return Math.max(0, Math.ceil(late / (WEEK_DAYS * DAY_MS)));
}

/** A moment so many weeks later. */
export const putOff = (at: Date, weeks: number): Date =>
  new Date(at.getTime() + weeks * WEEK_DAYS * DAY_MS);

const putOffDay = <D extends LocalDate | null>(day: D, weeks: number): D =>
  day === null ? day : (addDays(day, weeks * WEEK_DAYS) as D);

/**
 * The network as a rehearsal uses it: a channel that no node sells to, as one that only imports know,
 * draws on all of them.
 */
export function withPools(network: Network): Network {
  const everywhere = new Map(network.nodes.map((node) => [node.id, 0]));
  const channels = new Map(
    [...network.channels].map(([code, channel]): [string, NetworkChannel] => [
      code,
      channel.buffers.size > 0 ? channel : { ...channel, buffers: everywhere },
    ]),
  );
  return { ...network, channels };
}

/**
 * The service of orders that were booked without one: what most nodes offer; of two, the first by
 * code. An order with a service that still exists keeps it.
 */
function serviceOf(serviceCode: string, { nodes, services }: Network): string {
  if (services.has(serviceCode)) {
    return serviceCode;
  }
  const offers = (code: string) => nodes.filter((node) => code in node.calendar.cutOffs).length;
  const offered = [...services.values()].filter(({ isRetired }) => !isRetired);
  const codes = offered.map(({ code }) => code);
  const [best] = codes.toSorted((a, b) => offers(b) - offers(a) || (a < b ? -1 : 1));
  return best ?? serviceCode;
}

/**
 * What a stored order would ask of the network if it came so many weeks later; null when nothing of
 * it is left. Weights, packs and lead times are those of now.
 */
export function demandOf(
  order: StoredOrder,
  skus: ReadonlyMap<string, SkuFacts>,
  network: Network,
  weeks: number,
): DemandOrder | null {
  const lines = order.lines.flatMap((line) => {
    const sku = skus.get(line.skuId);
    return sku === undefined
      ? []
      : [
          {
            ...{ lineId: line.lineId, skuId: line.skuId, quantity: line.quantity },
            about: line.about,
            packMultiple: sku.packMultiple,
            gramsPerUnit: sku.grams,
            leadTimeDays: sku.leadTimeDays,
            requestedDate: putOffDay(line.requestedDate, weeks),
          },
        ];
  });
  return lines.length === 0
    ? null
    : {
        lines,
        shipPolicy: order.shipPolicy,
        shipTo: {
          ...order.address,
          country: order.country,
          point: order.shipTo.point,
          postalCode: order.postalCode,
        },
        serviceCode: serviceOf(order.serviceCode, network),
        channelCode: order.channelCode,
        shipAfter: putOffDay(order.shipAfter, weeks),
        excludedNodeIds: NOBODY,
        facts: factsOf(order, skus, addDays(placedOn(order), weeks * WEEK_DAYS)),
      };
}

/** The day on which an order came in, as the house counts days. */
const placedOn = ({ placedAt }: Pick<StoredOrder, "placedAt">): LocalDate =>
  new Date(placedAt).toISOString().slice(0, 10) as LocalDate;

/** What strategies are chosen by, of a stored order; its SKUs' weights are those of now. */
export const factsOf = (
  order: StoredOrder,
  skus: ReadonlyMap<string, SkuFacts>,
  today: LocalDate,
): OrderFacts => ({
  channelCode: order.channelCode,
  companyCode: order.companyCode,
  tier: order.tier,
  shipTo: {
    country: order.country ?? "",
    region: order.shipTo.region ?? "",
    postalCode: order.postalCode,
  },
  serviceCode: order.serviceCode,
  orderType: order.shipAfter === null ? "immediate" : "scheduled",
  preferredNodeCode: order.preferredNodeCode,
  valueMinor: order.valueMinor,
  today,
  lines: order.lines.map((line) => ({
    category: line.about.category,
    isHazmat: line.isHazmat,
    gramsPerUnit: skus.get(line.skuId)?.grams ?? 0,
    quantity: line.quantity,
    requestedDate: line.requestedDate,
  })),
});

/**
 * One side of a rehearsal on today's stock: what an order takes is not there for the next, what it
 * waits for is left to it, and what is on its way comes in on its day. Nobody is refused: what may not wait counts as open all the same.
 */
export class TodayArm {
  private readonly network: Network;
  private readonly stock: StockBook;
  private readonly inbound: InboundBook;
  private readonly kept: ReadonlySet<string>;
  private readonly capacityUsed: ReadonlyMap<string, Map<LocalDate, DayWork>>;
  private readonly profile: RoutingProfile;

  constructor(opening: Opening, profile: RoutingProfile) {
    this.network = opening.network;
    this.profile = profile;
    this.stock = new StockBook(opening.stock, opening.rules, {
      ...opening.network,
      taken: opening.taken,
      waiting: opening.waiting,
    });
    this.kept = new Set(opening.stock.map(({ skuId, nodeId }) => `${skuId} ${nodeId}`));
    this.inbound = opening.inbound
      .map((row) => ({ ...row }))
      .toSorted((a, b) => (a.availableDate < b.availableDate ? -1 : 1));
    this.capacityUsed = new Map(
      [...opening.capacityUsed].map(([nodeId, days]) => [nodeId, new Map(days)]),
    );
  }

  /** Route an order at a moment, which is never before that of the order before it. */
  route(demand: DemandOrder, now: Date): Route {
    const today = now.toISOString().slice(0, 10) as LocalDate;
    this.receiveUntil(today);
    const world = this.worldAt(now);
    const horizon = decideHorizon(
      demand.shipAfter,
      today,
      this.profile.parameters.allocationHorizonDays,
    );
    const plan = horizon === null ? planOnStock(demand, world) : planBeyond(demand, horizon, world);
    takeParts(plan.parts, demand, world);
    const route = plan.routed?.route;
    const supply = horizon === null ? this.inbound : [];
    const waiting =
      route?.after === "cancel_remainder"
        ? []
        : planBackorder(demand, plan.openUnits, supply, world, today);
    if (horizon === null) {
      this.owe(waiting, demand);
    }
    const { lines } = demand;
    const { nodes, decision } = plan;
    return routeOf({ lines, nodes, decision, route, waiting, today });
  }

  /** The next order comes behind what this one waits for without a supply. */
  private owe(waiting: readonly BackorderPart[], { lines, channelCode }: DemandOrder): void {
    const skuOf = new Map(lines.map(({ lineId, skuId }) => [lineId, skuId]));
    for (const { kind, lineId, units } of waiting) {
      const skuId = skuOf.get(lineId);
      if (kind !== "pegged" && skuId !== undefined) {
        this.stock.owe(skuId, channelCode, units);
      }
    }
  }

  private worldAt(now: Date): PlanWorld {
    const { network, stock, capacityUsed } = this;
    const { strategies, parameters } = this.profile;
    const candidates = new CandidateBook({ network, stock, capacityUsed, now });
    return { network, stock, candidates, strategies, parameters };
  }

  /** What was to come by then is on the shelf; a position that does not exist yet stays supply. */
  private receiveUntil(today: LocalDate): void {
    for (const supply of this.inbound) {
      if (supply.availableDate > today) {
        return;
      }
      if (supply.freeUnits > 0 && this.kept.has(`${supply.skuId} ${supply.nodeId}`)) {
        this.stock.allocate(supply.nodeId, supply.skuId, -supply.freeUnits, null);
        supply.freeUnits = 0;
      }
    }
  }
}
