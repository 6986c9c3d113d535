import type { StockBook } from "../inventory/decide-book";
import type { RuleChannel } from "../inventory/decide-rules";
import type { NodeId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { decideDeliveryDate, decideShipDate } from "../network/decide";
import { decideLane } from "../network/decide-freight";
import type {
  CarrierService,
  DateStep,
  Lane,
  LanePlace,
  Network,
  NetworkNode,
} from "../network/types";
import type { Exclusion, NodeStock, PlanNode } from "./types";

/** When a node would ship and deliver, or why it cannot. */
export type Slot =
  | {
      readonly ok: true;
      readonly shipDate: LocalDate;
      readonly deliveryDate: LocalDate;
      readonly steps: readonly DateStep[];
      /** What a gram more costs to bring, in millionths of a minor unit. */
      readonly microPerGram: number;
    }
  | { readonly ok: false; readonly exclusion: Exclusion };

export type Demand = {
  readonly shipTo: LanePlace;
  readonly serviceCode: string;
  /** Code of the channel whose pool and buffers apply. */
  readonly channelCode: string;
  readonly skuIds: readonly SkuId[];
  readonly linesNeeded: number;
  /** First day on which the customer lets it leave; null = at once. */
  readonly shipAfter: LocalDate | null;
  readonly excludedNodeIds: ReadonlyMap<string, Exclusion>;
};

/** A channel that does not exist sells from no node. */
const NOWHERE_SOLD: RuleChannel = { code: "", buffers: new Map() };

const NOWHERE: LocalDate = "1970-01-01" as LocalDate;

/**
 * The candidates of one moment: nodes with their dates, prices and stock for one order after the
 * other. Dates are worked out once per node, service and zone, since orders of a batch share them;
 * lines planned for an order fill the nodes' days for the next.
 */
export class CandidateBook {
  private readonly slots = new Map<string, Slot>();

  private readonly network: Network;
  private readonly stock: StockBook;
  private readonly capacityUsed: Map<string, Map<LocalDate, number>>;
  private readonly now: Date;

  constructor(world: {
    readonly network: Network;
    readonly stock: StockBook;
    /** Lines planned per node and day; filled further as orders are planned. */
    readonly capacityUsed: ReadonlyMap<string, Map<LocalDate, number>>;
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
        this.switchedOff(node) ??
        (isInPool ? null : { code: "not_in_pool" as const, note: null }) ??
        (slot.ok ? null : slot.exclusion);
      return {
        nodeId: node.id as NodeId,
        code: node.code,
        name: node.name,
        stock: this.stockOf(node, demand.skuIds, channel ?? NOWHERE_SOLD),
        shipDate: slot.ok ? slot.shipDate : NOWHERE,
        deliveryDate: slot.ok ? slot.deliveryDate : NOWHERE,
        serviceCode: demand.serviceCode,
        rate: lane?.ok ? lane.value.rate : { zone: "", fixedMicro: 0, microPerGram: 0 },
        handlingPerOrderMinor: node.handlingPerOrderMinor,
        handlingPerLineMinor: node.handlingPerLineMinor,
        handlingPerUnitMinor: node.handlingPerUnitMinor,
        priority: node.priority,
        capacityLeftLines: slot.ok ? this.capacityLeft(node, slot.shipDate) : null,
        excluded,
        distanceMiles: lane?.ok ? lane.value.miles : null,
      };
    });
  }

  /** When a node could ship and deliver units that are there from `supplyDate` on. */
  slotFor(node: NetworkNode, demand: Demand, supplyDate: LocalDate | null): Slot {
    const service = this.network.services.get(demand.serviceCode);
    const lane =
      service &&
      decideLane(service.tariff, { country: node.country, point: node.point }, demand.shipTo);
    const from = later(supplyDate, demand.shipAfter);
    return this.slotOf(node, service, lane?.ok ? lane.value : null, { ...demand, shipAfter: from });
  }

  /** Count an order's lines into the day of their node. */
  planLines(nodeId: string, day: LocalDate, lines: number): void {
    const byDay = this.capacityUsed.get(nodeId) ?? new Map<LocalDate, number>();
    byDay.set(day, (byDay.get(day) ?? 0) + lines);
    this.capacityUsed.set(nodeId, byDay);
  }

  private stockOf(node: NetworkNode, skuIds: readonly SkuId[], channel: RuleChannel) {
    const stock: Record<SkuId, NodeStock> = {};
    for (const skuId of skuIds) {
      const available = this.stock.availableAt(node, skuId, channel);
      if (available !== null) {
        stock[skuId] = available;
      }
    }
    return stock;
  }

  private switchedOff(node: NetworkNode): Exclusion | null {
    const isOff = !node.isOn && (node.offUntil === null || node.offUntil > this.now);
    return isOff ? { code: "switched_off", note: node.offReason } : null;
  }

  private capacityLeft(node: NetworkNode, day: LocalDate): number | null {
    if (node.dailyCapacityLines === null) {
      return null;
    }
    return Math.max(0, node.dailyCapacityLines - (this.capacityUsed.get(node.id)?.get(day) ?? 0));
  }

  private slotOf(
    node: NetworkNode,
    service: CarrierService | undefined,
    lane: Lane | null,
    demand: Pick<Demand, "linesNeeded" | "shipAfter" | "serviceCode">,
  ): Slot {
    if (service === undefined) {
      return { ok: false, exclusion: { code: "service_not_offered", note: demand.serviceCode } };
    }
    if (lane === null) {
      return { ok: false, exclusion: { code: "lane_not_served", note: null } };
    }
    if (node.dailyCapacityLines === 0) {
      return { ok: false, exclusion: { code: "no_working_slot", note: null } };
    }
    const isCounted = node.dailyCapacityLines !== null;
    const key = `${node.id} ${service.code} ${lane.zone.code} ${demand.shipAfter ?? ""}`;
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
    demand: Pick<Demand, "linesNeeded" | "shipAfter">,
  ): Slot {
    const ship = decideShipDate({
      now: this.now,
      supplyDate: demand.shipAfter,
      node: node.calendar,
      service: service.code,
      capacityLeft: this.capacityMap(node),
      linesNeeded: Math.min(demand.linesNeeded, node.dailyCapacityLines ?? demand.linesNeeded),
    });
    if (!ship.ok) {
      const code =
        ship.error.code === "SERVICE_NOT_OFFERED" ? "service_not_offered" : "no_working_slot";
      return { ok: false, exclusion: { code, note: null } };
    }
    const delivery = decideDeliveryDate({
      shipDate: ship.value.shipDate,
      service,
      zone: lane.zone.code,
    });
    if (!delivery.ok) {
      return { ok: false, exclusion: { code: "no_working_slot", note: null } };
    }
    return {
      ok: true,
      shipDate: ship.value.shipDate,
      deliveryDate: delivery.value.deliveryDate,
      steps: [...ship.value.steps, ...delivery.value.steps],
      microPerGram: lane.rate.microPerGram,
    };
  }

  private capacityMap(node: NetworkNode): ReadonlyMap<LocalDate, number> | null {
    const limit = node.dailyCapacityLines;
    const used = this.capacityUsed.get(node.id);
    if (limit === null || used === undefined) {
      return null;
    }
    return new Map([...used].map(([day, lines]) => [day, Math.max(0, limit - lines)]));
  }
}

const later = (a: LocalDate | null, b: LocalDate | null) =>
  a === null ? b : b === null ? a : a > b ? a : b;
