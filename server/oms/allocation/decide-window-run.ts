import { groupBy } from "../kernel/groups";
import type { NodeId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { workLeft } from "../network/decide-capacity";
import type { DayWork, LanePlace } from "../network/types";
import { decideSourcing } from "../sourcing/decide";
import { multipleOf } from "../sourcing/decide-problem";
import type {
  PlanWindow,
  WindowOrder,
  WindowPart,
  WindowSource,
} from "../sourcing/decide-window-problem";
import type { Exclusion, PlanNode, SourcingDecision } from "../sourcing/types";
import type { PlanWorld } from "./decide-plan";

/** Units that stand on stock, of one line at one node. */
export type MovableHold = {
  readonly id: string;
  readonly lineId: OrderLineId;
  readonly nodeId: NodeId;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
};

export type MovableLine = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  readonly sku: string;
  readonly packMultiple: number;
  readonly gramsPerUnit: number;
  readonly requestedDate: LocalDate | null;
};

/** An order of which no node works on anything yet, with the units that it holds on stock. */
export type MovableOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly serviceCode: string;
  readonly channelCode: string;
  readonly shipAfter: LocalDate | null;
  readonly shipTo: LanePlace;
  readonly lines: readonly MovableLine[];
  readonly holds: readonly MovableHold[];
  readonly excludedNodeIds: ReadonlyMap<string, Exclusion>;
};

/** What is planned on the nodes' days, as it was read with the world. */
export type DaysUsed = ReadonlyMap<string, ReadonlyMap<LocalDate, DayWork>>;

/** Orders that can be planned together, and how each of them sees the nodes. */
export type RunWindow = {
  readonly window: PlanWindow;
  readonly orders: readonly MovableOrder[];
  /** By order: its nodes, as many as it has sources and more. */
  readonly nodes: readonly (readonly PlanNode[])[];
};

/**
 * Make a window of orders: what each of them holds, where else it could be shipped from and when, and
 * what all of them share.
 *
 * A position is shared up to what the least of the channels asking may have of it once the window's own
 * holds are given back, and never below those holds. An order that holds units of one node for two days,
 * one SKU on two lines, or broken packs, stays as it is and is not in the window.
 *
 * Takes the holds of the orders out of the world's stock.
 */
export function windowFor(
  movable: readonly MovableOrder[],
  world: PlanWorld,
  daysUsed: DaysUsed,
): RunWindow {
  const orders = movable.filter(isSimple);
  for (const { holds, lines, channelCode } of orders) {
    for (const { lineId, nodeId, units } of holds) {
      const line = lines.find((each) => each.lineId === lineId);
      world.stock.allocate(nodeId, line?.skuId ?? "", -units, channelCode);
    }
  }
  const nodes = orders.map((order) =>
    world.candidates.nodesFor({
      ...order,
      skuIds: [...new Set(order.lines.map(({ skuId }) => skuId))],
      linesNeeded: order.lines.length,
      unitsNeeded: sum(order.holds.map(({ units }) => units)),
    }),
  );
  const shared = new SharedBook(orders, nodes, world, daysUsed);
  return {
    orders,
    nodes,
    window: {
      orders: orders.map((order, index) => windowOrder(order, nodes[index] ?? [], shared)),
      unitsAt: (nodeId, skuId) => shared.unitsAt(nodeId, skuId),
      workAt: (nodeId, day) => shared.workAt(nodeId, day),
      splitPenaltyMinor: world.parameters.splitPenaltyMinor,
    },
  };
}

/** One day per node, a SKU once, and packs that are whole: what the planner can say in one plan. */
function isSimple({ holds, lines }: MovableOrder): boolean {
  const days = new Map<string, string>();
  const hasOneDay = holds.every(({ nodeId, shipDate, deliveryDate }) => {
    const day = `${shipDate} ${deliveryDate}`;
    const known = days.get(nodeId) ?? day;
    days.set(nodeId, known);
    return known === day;
  });
  return (
    hasOneDay &&
    new Set(lines.map(({ skuId }) => skuId)).size === lines.length &&
    lines.every((line) => {
      const own = holds.filter((hold) => hold.lineId === line.lineId);
      const byNode = [...groupBy(own, ({ nodeId }) => nodeId).values()];
      const pack = multipleOf({
        quantity: sum(own.map(({ units }) => units)),
        packMultiple: line.packMultiple,
      });
      return (
        own.length > 0 && byNode.every((parts) => sum(parts.map(({ units }) => units)) % pack === 0)
      );
    })
  );
}

function windowOrder(
  order: MovableOrder,
  nodes: readonly PlanNode[],
  shared: SharedBook,
): WindowOrder {
  const sources = nodes.flatMap((node): WindowSource[] => {
    const held = order.holds.find(({ nodeId }) => nodeId === node.nodeId);
    // What stands there keeps its day; more can only join it while that day can still be met.
    const isOpen = node.excluded === null && (held === undefined || held.shipDate >= node.shipDate);
    return held === undefined && !isOpen
      ? []
      : [
          {
            ...node,
            shipDate: held?.shipDate ?? node.shipDate,
            deliveryDate: held?.deliveryDate ?? node.deliveryDate,
            takes: new Set(
              isOpen
                ? order.lines
                    .map(({ skuId }) => skuId)
                    .filter((skuId) => shared.mayTake(order, node, skuId))
                : [],
            ),
          },
        ];
  });
  const placeOf = new Map(sources.map(({ nodeId }, place) => [nodeId, place]));
  return {
    orderId: order.orderId,
    lines: order.lines.map((line) => {
      const own = order.holds.filter(({ lineId }) => lineId === line.lineId);
      const promisedDate =
        own
          .map(({ deliveryDate }) => deliveryDate)
          .sort()
          .at(-1) ?? null;
      return { ...line, units: sum(own.map(({ units }) => units)), promisedDate };
    }),
    sources,
    held: partsOf(order, placeOf),
    shipmentsMax: null,
  };
}

/** Holds of one line at one node are one part. */
function partsOf({ lines, holds }: MovableOrder, placeOf: ReadonlyMap<NodeId, number>) {
  const byCell = groupBy(holds, ({ lineId, nodeId }) => `${lineId} ${nodeId}`);
  return [...byCell.values()].map((own): WindowPart => {
    const [first] = own;
    return {
      line: lines.findIndex(({ lineId }) => lineId === first?.lineId),
      source: (first === undefined ? undefined : placeOf.get(first.nodeId)) ?? -1,
      units: sum(own.map(({ units }) => units)),
    };
  });
}

/** What the orders of a window share, with their own holds given back. */
class SharedBook {
  readonly #world: PlanWorld;
  readonly #daysUsed: DaysUsed;
  readonly #heldUnits = new Map<string, number>();
  readonly #heldWork = new Map<string, { orders: number; lines: number; units: number }>();
  /** By position: the least that a channel that may have any of it may have. */
  readonly #least = new Map<string, number>();

  constructor(
    orders: readonly MovableOrder[],
    nodes: readonly (readonly PlanNode[])[],
    world: PlanWorld,
    daysUsed: DaysUsed,
  ) {
    this.#world = world;
    this.#daysUsed = daysUsed;
    orders.forEach((order, index) => {
      this.#countHolds(order);
      for (const node of nodes[index] ?? []) {
        for (const { skuId } of node.excluded === null ? order.lines : []) {
          const units = this.#offered(order, node.nodeId, skuId);
          const key = `${node.nodeId} ${skuId}`;
          if (units > 0) {
            this.#least.set(key, Math.min(units, this.#least.get(key) ?? units));
          }
        }
      }
    });
  }

  /** Whether units of the SKU may come to the node for this order: there are some, for its channel. */
  mayTake(order: MovableOrder, node: PlanNode, skuId: SkuId): boolean {
    return this.#offered(order, node.nodeId, skuId) > 0;
  }

  unitsAt(nodeId: NodeId, skuId: SkuId): number {
    const key = `${nodeId} ${skuId}`;
    return Math.max(this.#heldUnits.get(key) ?? 0, this.#least.get(key) ?? 0);
  }

  workAt(nodeId: NodeId, day: LocalDate): DayWork {
    const node = this.#world.network.nodes.find(({ id }) => id === nodeId);
    const held = this.#heldWork.get(`${nodeId} ${day}`) ?? { orders: 0, lines: 0, units: 0 };
    const used = this.#daysUsed.get(nodeId)?.get(day) ?? { orders: 0, lines: 0, units: 0 };
    const left = workLeft(node?.dailyLimits ?? { orders: null, lines: null, units: null }, used);
    return {
      orders: left.orders + held.orders,
      lines: left.lines + held.lines,
      units: left.units + held.units,
    };
  }

  #offered({ channelCode }: MovableOrder, nodeId: NodeId, skuId: SkuId): number {
    const channel = this.#world.network.channels.get(channelCode);
    const node = this.#world.network.nodes.find(({ id }) => id === nodeId);
    return channel === undefined || node === undefined
      ? 0
      : (this.#world.stock.availableAt(node, skuId, channel)?.available ?? 0);
  }

  #countHolds({ lines, holds }: MovableOrder): void {
    const seen = new Set<string>();
    for (const { lineId, nodeId, shipDate, units } of holds) {
      const line = lines.find((each) => each.lineId === lineId);
      const position = `${nodeId} ${line?.skuId ?? ""}`;
      this.#heldUnits.set(position, (this.#heldUnits.get(position) ?? 0) + units);
      const day = `${nodeId} ${shipDate}`;
      const work = this.#heldWork.get(day) ?? { orders: 0, lines: 0, units: 0 };
      this.#heldWork.set(day, {
        orders: work.orders + (seen.has(day) ? 0 : 1),
        lines: work.lines + 1,
        units: work.units + units,
      });
      seen.add(day);
    }
  }
}

/** An order's plan in a window as a decision of the planner, with the nodes it was made on. */
export type WindowDecision = {
  readonly nodes: readonly PlanNode[];
  readonly decision: SourcingDecision;
};

/**
 * The window's plan for an order as the planner would decide it, offered exactly what the window gives
 * it and nothing else: what is kept of it replays like every decision.
 *
 * @param index of the order in the window
 */
export function decideInWindow(
  { window, orders, nodes }: RunWindow,
  index: number,
  parts: readonly WindowPart[],
  parameters: PlanWorld["parameters"],
): WindowDecision {
  const order = orders[index] as MovableOrder;
  const { sources, lines } = window.orders[index] as WindowOrder;
  const offered = (nodes[index] ?? []).map((node): PlanNode => {
    const place = sources.findIndex(({ nodeId }) => nodeId === node.nodeId);
    const source = sources[place];
    const own = parts.filter((part) => part.source === place);
    const stock: PlanNode["stock"] = Object.fromEntries(
      Object.entries(node.stock).map(([skuId, kept]) => {
        const units = sum(
          own.filter((part) => lines[part.line]?.skuId === skuId).map((part) => part.units),
        );
        const there = kept.available + kept.heldBack;
        return [skuId, { available: units, heldBack: Math.max(0, there - units) }];
      }),
    );
    return {
      ...node,
      stock,
      shipDate: source?.shipDate ?? node.shipDate,
      deliveryDate: source?.deliveryDate ?? node.deliveryDate,
      capacityLeftLines: null,
      // What stands there may stay, whatever keeps others from it.
      excluded: own.length > 0 ? null : node.excluded,
    };
  });
  const decision = decideSourcing(
    {
      lines: order.lines.map((line, at) => ({ ...line, quantity: lines[at]?.units ?? 0 })),
      shipPolicy: "as_available",
      shipmentsMax: null,
    },
    offered,
    parameters,
  );
  return { nodes: offered, decision };
}
