import { groupBy } from "../kernel/groups";
import type { NodeId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { workLeft } from "../network/decide-capacity";
import type { DayWork } from "../network/types";
import type { RoutedPlan } from "../sourcing/decide-replay";
import { barNode, planBy, shapeOrder } from "../sourcing/decide-shape";
import type {
  PlanWindow,
  WindowOrder,
  WindowPart,
  WindowSource,
} from "../sourcing/decide-window-problem";
import { decideWindowRules, type RuledLine } from "../sourcing/decide-window-rules";
import type { NodeStock, PlanNode, SourcingDecision } from "../sourcing/types";
import type { ConstraintCode } from "../sourcing/types-profile";
import type { AppliedStrategy } from "../sourcing/types-route";
import type { PlanWorld } from "./decide-plan";
import { type MovableOrder, strategyOf, whyNot } from "./decide-window-movable";
import type { PassedOver } from "./types";

/** What is planned on the nodes' days, as it was read with the world. */
export type DaysUsed = ReadonlyMap<string, ReadonlyMap<LocalDate, DayWork>>;

/** Orders that can be planned together, and how each of them sees the nodes. */
export type RunWindow = {
  readonly window: PlanWindow;
  readonly orders: readonly MovableOrder[];
  /** By order: its nodes, as many as it has sources and more. */
  readonly nodes: readonly (readonly PlanNode[])[];
  /** Orders that hold units and stay out of it. */
  readonly passedOver: readonly PassedOver[];
};

/**
 * Make a window of orders: what each of them holds, where else it could be shipped from and when, and
 * what all of them share.
 *
 * A position is shared up to what the least of the channels asking may have of it once the window's own
 * holds are given back, and never below those holds. Kits stay together, and an order that a strategy
 * routed keeps its rules (`decideWindowRules`). What cannot be said as one plan of the planner stays out
 * (`PASSED_OVER`).
 *
 * Takes the holds of the orders out of the world's stock.
 */
export function windowFor(
  movable: readonly MovableOrder[],
  world: PlanWorld,
  daysUsed: DaysUsed,
): RunWindow {
  const passedOver = movable.flatMap((order): PassedOver[] => {
    const reason = whyNot(order);
    return reason === null ? [] : [{ orderId: order.orderId, number: order.number, reason }];
  });
  const orders = movable.filter((order) => whyNot(order) === null);
  for (const { holds, lines, channelCode } of orders) {
    for (const { lineId, nodeId, units } of holds) {
      const line = lines.find((each) => each.lineId === lineId);
      world.stock.allocate(nodeId, line?.skuId ?? "", -units, channelCode);
    }
  }
  const nodes = orders.map((order) => {
    const applied = strategyOf(order);
    const seen = world.candidates.nodesFor({
      ...order,
      skuIds: [...new Set(order.lines.map(({ skuId }) => skuId))],
      linesNeeded: order.lines.length,
      unitsNeeded: sum(order.holds.map(({ units }) => units)),
    });
    return applied === null ? seen : seen.map((node) => barNode(node, applied));
  });
  const shared = new SharedBook(orders, nodes, world, daysUsed);
  return {
    orders,
    nodes,
    passedOver,
    window: {
      orders: orders.map((order, index) =>
        windowOrder(order, nodes[index] ?? [], shared, world.parameters),
      ),
      unitsAt: (nodeId, skuId) => shared.unitsAt(nodeId, skuId),
      workAt: (nodeId, day) => shared.workAt(nodeId, day),
      splitPenaltyMinor: world.parameters.splitPenaltyMinor,
    },
  };
}

function windowOrder(
  order: MovableOrder,
  nodes: readonly PlanNode[],
  shared: SharedBook,
  parameters: PlanWorld["parameters"],
): WindowOrder {
  const applied = strategyOf(order);
  const sources = nodes.flatMap((node): (WindowSource & PlanNode)[] => {
    const held = order.holds.find(({ nodeId }) => nodeId === node.nodeId);
    // What stands there keeps its day; more can only join it while that day can still be met.
    const isOpen = node.excluded === null && (held === undefined || held.shipDate >= node.shipDate);
    return held === undefined && !isOpen
      ? []
      : [
          {
            ...node,
            stock: withHolds(node, order),
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
  const held = partsOf(order, placeOf);
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
    held,
    shipmentsMax: shipmentsMaxOf(applied),
    rules: decideWindowRules({
      lines: order.lines.map(
        (line): RuledLine => ({
          ...line,
          quantity: sum(
            order.holds.filter(({ lineId }) => lineId === line.lineId).map(({ units }) => units),
          ),
          kit: line.about.kit,
          isFixed: line.isKitShort,
        }),
      ),
      nodes: sources,
      held,
      applied,
      parameters,
    }),
  };
}

/** What a node has of the order's SKUs is at least what the order holds there. */
function withHolds(node: PlanNode, { lines, holds }: MovableOrder): PlanNode["stock"] {
  const own = holds.filter(({ nodeId }) => nodeId === node.nodeId);
  const stock: Record<SkuId, NodeStock> = { ...node.stock };
  for (const { skuId } of own.length === 0 ? [] : lines) {
    const ids = lines.filter((line) => line.skuId === skuId).map(({ lineId }) => lineId);
    const held = sum(own.filter(({ lineId }) => ids.includes(lineId)).map(({ units }) => units));
    const { available, heldBack } = stock[skuId] ?? { available: 0, heldBack: 0 };
    stock[skuId] = { available: Math.max(available, held), heldBack };
  }
  return stock;
}

const shipmentsMaxOf = (applied: AppliedStrategy | null): number | null =>
  shapeOrder(
    { lines: [], shipPolicy: "as_available", shipmentsMax: null },
    applied?.constraints ?? [],
  ).shipmentsMax;

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
  /** By which strategy; unset where the order was routed by none. */
  readonly routed?: RoutedPlan;
};

/**
 * The window's plan for an order as the planner would decide it, offered exactly what the window gives
 * it and nothing else: what is kept of it replays like every decision. Of its strategy those rules are
 * kept with it that shape an order; nodes that the strategy bars were offered nothing.
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
  const planned = {
    lines: order.lines.map((line, at) => ({ ...line, quantity: lines[at]?.units ?? 0 })),
    shipPolicy: "as_available" as const,
    shipmentsMax: null,
  };
  const [strategy] = order.strategies;
  const applied = strategy?.applied ?? null;
  if (strategy === undefined || applied === null) {
    return { nodes: offered, decision: planBy(planned, offered, parameters, null) };
  }
  const shaping = {
    ...applied,
    constraints: applied.constraints.filter(({ rule }) => SHAPING.has(rule)),
  };
  return {
    nodes: offered,
    decision: planBy(planned, offered, parameters, shaping),
    routed: { shipPolicy: "as_available", applied: shaping, route: strategy.route },
  };
}

/** Constraints about the order; the others are about nodes. */
const SHAPING: ReadonlySet<ConstraintCode> = new Set([
  "ship_complete",
  "line_complete",
  "max_shipments",
  "min_split_value",
  "min_split_quantity",
  "grouped_items",
]);
