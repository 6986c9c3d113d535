import type { StockBook } from "../inventory/decide-book";
import type { RuleChannel } from "../inventory/decide-rules";
import { present } from "../kernel/assert";
import type { NodeId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { decideDeliveryDate, decideShipDate } from "../network/decide";
import {
  backlogHours,
  isLimited,
  NO_WORK,
  needOf,
  percentUsed,
  takesWork,
  workLeft,
} from "../network/decide-capacity";
import { type Delay, delaysOf } from "../network/decide-delays";
import {
  keepsNode,
  NO_STOPS,
  type PlannedDates,
  postponeDelivery,
  postponeShip,
  stoppedService,
  stopsFor,
} from "../network/decide-disruption";
import { decideLane, plainRate } from "../network/decide-freight";
import { decideOff } from "../network/decide-off";
import type {
  CarrierService,
  DateStep,
  DayWork,
  Lane,
  LanePlace,
  LaneRate,
  Network,
  NetworkNode,
} from "../network/types";
import type { Claimant } from "../scarcity/types";
import { disrupted, refused } from "./decide-barred";
import type { Exclusion, NodeStock, PlanNode } from "./types";
import type { NodeAbout } from "./types-route";

/** When a node would ship and deliver, or why it cannot. */
export type Slot =
  | {
      readonly ok: true;
      readonly shipDate: LocalDate;
      readonly deliveryDate: LocalDate;
      readonly steps: readonly DateStep[];
      /** Those of the steps that cost time. */
      readonly delays: readonly Delay[];
      /** The dates without the disruptions that moved them; null: none did. */
      readonly undisrupted: PlannedDates | null;
      /** Why the node is stopped on the day on which it would ship; null: it is not. */
      readonly stopped: string | null;
    }
  | { readonly ok: false; readonly exclusion: Exclusion };

type Served = Extract<Slot, { readonly ok: true }>;

/** With the price of a shipment: places that share dates may differ in surcharges. */
export type PricedSlot = (Served & { readonly rate: LaneRate }) | Exclude<Slot, Served>;

export type Demand = {
  readonly shipTo: LanePlace;
  readonly serviceCode: string;
  /** Code of the channel whose pool and buffers apply. */
  readonly channelCode: string;
  readonly skuIds: readonly SkuId[];
  readonly linesNeeded: number;
  readonly unitsNeeded: number;
  /** First day on which the customer lets it leave; null = at once. */
  readonly shipAfter: LocalDate | null;
  readonly excludedNodeIds: ReadonlyMap<string, Exclusion>;
  /**
   * Units per SKU that no node can ship as things are: nodes that are off for a while are asked for
   * them too, and would ship them afterwards. Unset: such nodes are not asked.
   */
  readonly waiting?: ReadonlyMap<SkuId, number>;
  /** For whom, where the allocation policy binds new orders. */
  readonly asker?: Claimant | null;
};

/** A channel that does not exist sells from no node. */
const NOWHERE_SOLD: RuleChannel = { code: "", buffers: new Map() };

const NOWHERE: LocalDate = "1970-01-01" as LocalDate;

/**
 * The candidates of one moment: nodes with their dates, prices and stock for one order after the
 * other. Dates are worked out once per node, service and zone, since orders of a batch share them;
 * what is planned for an order fills the nodes' days for the next.
 */
export class CandidateBook {
  private readonly slots = new Map<string, Slot>();

  private readonly network: Network;
  private readonly stock: StockBook;
  private readonly capacityUsed: Map<string, Map<LocalDate, DayWork>>;
  private readonly now: Date;

  constructor(world: {
    readonly network: Network;
    readonly stock: StockBook;
    /** What is planned per node and day; filled further as orders are planned. */
    readonly capacityUsed: ReadonlyMap<string, Map<LocalDate, DayWork>>;
    readonly now: Date;
  }) {
    this.network = world.network;
    this.stock = world.stock;
    this.capacityUsed = new Map(world.capacityUsed);
    this.now = world.now;
  }

  /** All nodes as the order sees them, the excluded ones with their reason. */
  nodesFor(demand: Demand): PlanNode[] {
    const service = this.network.services.get(demand.serviceCode);
    const channel = this.network.channels.get(demand.channelCode);
    return this.network.nodes.map((node) => {
      const lane =
        service &&
        decideLane(service.tariff, { country: node.country, point: node.point }, demand.shipTo);
      const slot = this.slotOf(node, service, lane?.ok ? lane.value : null, demand);
      const isInPool = channel?.buffers.has(node.id) === true;
      const excluded =
        demand.excludedNodeIds.get(node.id) ??
        this.switchedOff(node, demand) ??
        disrupted(slot, demand) ??
        refused(service, demand) ??
        (isInPool ? null : { code: "not_in_pool" as const, note: null }) ??
        (slot.ok ? null : slot.exclusion);
      return {
        nodeId: node.id as NodeId,
        code: node.code,
        name: node.name,
        stock: this.stockOf(node, demand, channel ?? NOWHERE_SOLD, slot),
        ...(slot.ok && slot.undisrupted !== null ? { undisrupted: slot.undisrupted } : {}),
        ...(slot.ok && slot.delays.length > 0 ? { delays: slot.delays } : {}),
        shipDate: slot.ok ? slot.shipDate : NOWHERE,
        deliveryDate: slot.ok ? slot.deliveryDate : NOWHERE,
        serviceCode: demand.serviceCode,
        rate: lane?.ok ? lane.value.rate : plainRate("", 0, 0),
        handlingPerOrderMinor: node.handlingPerOrderMinor,
        handlingPerLineMinor: node.handlingPerLineMinor,
        handlingPerUnitMinor: node.handlingPerUnitMinor,
        priority: node.priority,
        capacityLeftLines: slot.ok ? this.linesLeft(node, slot.shipDate) : null,
        excluded,
        distanceMiles: lane?.ok ? lane.value.miles : null,
        about: this.aboutOf(node, slot),
      };
    });
  }

  /** What rules of routing may ask of a node. */
  private aboutOf(node: NetworkNode, slot: Slot): NodeAbout {
    const used = slot.ok ? this.capacityUsed.get(node.id)?.get(slot.shipDate) : undefined;
    return {
      kind: node.kind,
      country: node.country,
      region: node.region,
      missesCutOff: slot.ok && slot.steps.some(({ rule }) => rule === "cut_off_missed"),
      linesPlanned: used?.lines ?? 0,
      percentUsed: percentUsed(node.dailyLimits, used ?? NO_WORK),
      backlogHours: Math.round(backlogHours(node) ?? 0),
    };
  }

  /** Whether any node of the channel's pool is off for a while, and would ship afterwards. */
  hasPaused({ channelCode, serviceCode }: Pick<Demand, "channelCode" | "serviceCode">): boolean {
    const pool = this.network.channels.get(channelCode)?.buffers;
    const isStopped = (node: NetworkNode) =>
      this.network.disruptions.some(
        (disruption) => disruption.delayDays === null && keepsNode(disruption, node),
      );
    return this.network.nodes.some(
      (node) =>
        pool?.has(node.id) === true &&
        (isStopped(node) || this.pausedUntil(node, serviceCode) !== null),
    );
  }

  /**
   * When a node could ship and deliver units that are there from `supplyDate` on. A node that is
   * off for a while ships afterwards; one of which nobody knows when it is on again does not.
   */
  slotFor(node: NetworkNode, demand: Demand, supplyDate: LocalDate | null): PricedSlot {
    const service = this.network.services.get(demand.serviceCode);
    const lane =
      service &&
      decideLane(service.tariff, { country: node.country, point: node.point }, demand.shipTo);
    const off = decideOff(node, demand.serviceCode, this.now);
    if (off !== null && off.until === null) {
      return { ok: false, exclusion: { code: "switched_off", note: off.reason } };
    }
    const refusal = refused(service, demand);
    if (refusal !== null) {
      return { ok: false, exclusion: refusal };
    }
    const from = later(supplyDate, demand.shipAfter);
    const served = lane?.ok ? lane.value : null;
    const slot = this.slotOf(node, service, served, { ...demand, shipAfter: from });
    if (!slot.ok) {
      return slot;
    }
    return { ...slot, rate: present(served, "what has a date has a lane").rate };
  }

  /** Count an order's work into the day of its node. */
  planWork(nodeId: string, day: LocalDate, work: DayWork): void {
    const byDay = this.capacityUsed.get(nodeId) ?? new Map<LocalDate, DayWork>();
    const used = byDay.get(day) ?? NO_WORK;
    byDay.set(day, {
      orders: used.orders + work.orders,
      lines: used.lines + work.lines,
      units: used.units + work.units,
    });
    this.capacityUsed.set(nodeId, byDay);
  }

  /**
   * What a node offers of each SKU. An order of more units than its day can still take is offered
   * no more than those, first line first: the search need not know of units a day.
   */
  private stockOf(node: NetworkNode, demand: Demand, channel: RuleChannel, slot: Slot) {
    const stock: Record<SkuId, NodeStock> = {};
    const isPaused =
      this.pausedUntil(node, demand.serviceCode) !== null || (slot.ok && slot.stopped !== null);
    let unitsLeft = slot.ok ? this.leftOn(node, slot.shipDate).units : Number.POSITIVE_INFINITY;
    const isTight = demand.unitsNeeded > unitsLeft;
    for (const skuId of demand.skuIds) {
      const kept = this.stock.availableAt(node, skuId, channel, demand.asker);
      if (kept !== null) {
        const wanted = isPaused ? (demand.waiting?.get(skuId) ?? 0) : kept.available;
        const available = Math.min(kept.available, wanted, isTight ? unitsLeft : wanted);
        stock[skuId] = { ...kept, available };
        unitsLeft -= available;
      }
    }
    return stock;
  }

  private switchedOff(node: NetworkNode, { serviceCode, waiting }: Demand): Exclusion | null {
    const off = decideOff(node, serviceCode, this.now);
    return off === null || (off.until !== null && waiting !== undefined)
      ? null
      : { code: "switched_off", note: off.reason };
  }

  /** When a node that is off for a service is on again; null: it is on, or nobody knows. */
  private pausedUntil(node: NetworkNode, serviceCode: string): Date | null {
    return decideOff(node, serviceCode, this.now)?.until ?? null;
  }

  private leftOn(node: NetworkNode, day: LocalDate): DayWork {
    return workLeft(node.dailyLimits, this.capacityUsed.get(node.id)?.get(day) ?? NO_WORK);
  }

  private linesLeft(node: NetworkNode, day: LocalDate): number | null {
    return node.dailyLimits.lines === null ? null : this.leftOn(node, day).lines;
  }

  private slotOf(
    node: NetworkNode,
    service: CarrierService | undefined,
    lane: Lane | null,
    demand: SlotDemand,
  ): Slot {
    if (service === undefined) {
      return { ok: false, exclusion: { code: "service_not_offered", note: demand.serviceCode } };
    }
    if (lane === null) {
      return { ok: false, exclusion: { code: "lane_not_served", note: null } };
    }
    if (!takesWork(node)) {
      return { ok: false, exclusion: { code: "no_working_slot", note: null } };
    }
    const isCounted = isLimited(node);
    const key = `${node.id} ${service.code} ${lane.zone.code} ${demand.shipAfter ?? ""} ${this.areaKey(demand.shipTo)}`;
    const kept = isCounted ? undefined : this.slots.get(key);
    if (kept !== undefined) {
      return kept;
    }
    const slot = this.decideSlot(node, service, lane, demand);
    if (!isCounted) {
      this.slots.set(key, slot);
    }
    return slot;
  }

  private decideSlot(
    node: NetworkNode,
    service: CarrierService,
    lane: Lane,
    demand: SlotDemand,
  ): Slot {
    const stops = stopsFor(this.network, { node, service, to: demand.shipTo, now: null });
    const pausedUntil = this.pausedUntil(node, service.code);
    const moving = stoppedService(service, stops);
    const plain = { node, service, lane, demand };
    const ship = decideShipDate({
      postpone: (day) => postponeShip(node.calendar, day, stops),
      now: pausedUntil ?? this.now,
      supplyDate: demand.shipAfter,
      node: node.calendar,
      service: service.code,
      capacityLeft: this.capacityMap(node),
      needed: needOf(node.dailyLimits, {
        orders: 1,
        lines: demand.linesNeeded,
        units: demand.unitsNeeded,
      }),
    });
    if (!ship.ok) {
      const code =
        ship.error.code === "SERVICE_NOT_OFFERED" ? "service_not_offered" : "no_working_slot";
      return { ok: false, exclusion: { code, note: null } };
    }
    const delivery = decideDeliveryDate({
      shipDate: ship.value.shipDate,
      service: moving,
      zone: lane.zone.code,
    });
    if (!delivery.ok) {
      return { ok: false, exclusion: { code: "no_working_slot", note: null } };
    }
    const { shipDate } = ship.value;
    const arrives = postponeDelivery(moving.calendar, shipDate, delivery.value.deliveryDate, stops);
    const stopped = ship.value.steps.find((step) => step.rule === "disrupted");
    const isMoved = pausedUntil !== null || stops !== NO_STOPS;
    const steps = [...ship.value.steps, ...delivery.value.steps, ...arrives.steps];
    return {
      ok: true,
      shipDate,
      deliveryDate: arrives.date,
      steps,
      delays: delaysOf(steps),
      undisrupted: isMoved
        ? this.undisrupted(plain, { shipDate, deliveryDate: arrives.date })
        : null,
      stopped: stopped?.rule === "disrupted" ? stopped.why : null,
    };
  }

  /** The dates that it would have if nothing were stopped; null where they are the same. */
  private undisrupted(
    { node, service, lane, demand }: SlotAsked,
    moved: PlannedDates,
  ): PlannedDates | null {
    const ship = decideShipDate({
      now: this.now,
      supplyDate: demand.shipAfter,
      node: node.calendar,
      service: service.code,
      capacityLeft: null,
      needed: NO_WORK,
    });
    const delivery =
      ship.ok &&
      decideDeliveryDate({ shipDate: ship.value.shipDate, service, zone: lane.zone.code });
    if (!ship.ok || delivery === false || !delivery.ok) {
      return null;
    }
    const { shipDate } = ship.value;
    const { deliveryDate } = delivery.value;
    return shipDate === moved.shipDate && deliveryDate === moved.deliveryDate
      ? null
      : { shipDate, deliveryDate };
  }

  /** Places of one zone share a slot, unless a disruption tells them apart. */
  private areaKey({ country, region, postalCode }: LanePlace): string {
    return this.network.disruptions.some(({ scope }) => scope.kind === "area")
      ? `${country} ${region ?? ""} ${postalCode ?? ""}`
      : "";
  }

  private capacityMap(node: NetworkNode): ReadonlyMap<LocalDate, DayWork> | null {
    const used = this.capacityUsed.get(node.id);
    return !isLimited(node) || used === undefined
      ? null
      : new Map([...used].map(([day, work]) => [day, workLeft(node.dailyLimits, work)]));
  }
}

type SlotDemand = Pick<
  Demand,
  "linesNeeded" | "unitsNeeded" | "shipAfter" | "serviceCode" | "shipTo"
>;

type SlotAsked = {
  readonly node: NetworkNode;
  readonly service: CarrierService;
  readonly lane: Lane;
  readonly demand: SlotDemand;
};

const later = (a: LocalDate | null, b: LocalDate | null) =>
  a === null ? b : b === null ? a : a > b ? a : b;
