/** The policies that are compared: each places the same orders, one after the other, on the same stock. */
import type { NodeId } from "@/server/oms/kernel/ids";
import { freightMicro } from "@/server/oms/network/decide-freight";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import type { PlanWindow, WindowOrder } from "@/server/oms/sourcing/decide-window-problem";
import type { PlanNode } from "@/server/oms/sourcing/types";
import { type Instance, type InstanceOrder, nodesWith, stockKey } from "./sourcing-instance";

/** By line of an order: the nodes that ship it, and how many units each. */
export type Placement = readonly (readonly { readonly nodeId: NodeId; readonly units: number }[])[];
export type Policy = (
  order: InstanceOrder,
  nodes: readonly PlanNode[],
  penalty: number,
) => Placement;

const offered = (node: PlanNode, skuId: string): number =>
  node.excluded === null
    ? Math.max(0, node.stock[skuId as keyof typeof node.stock]?.available ?? 0)
    : 0;
const miles = (node: PlanNode): number => node.distanceMiles ?? Number.POSITIVE_INFINITY;
const byDistance = (nodes: readonly PlanNode[]) => [...nodes].sort((a, b) => miles(a) - miles(b));

/** Each line from the nearest node that has it. */
export const nearest: Policy = ({ lines }, nodes) => {
  const left = leftAt(nodes);
  return lines.map(({ skuId, quantity }) => take(byDistance(nodes), skuId, quantity, left));
};

/** All from the nearest node that has all of it, else each line from the nearest. */
export const nearestComplete: Policy = (order, nodes, penalty) => {
  const complete = byDistance(nodes).find((node) => coverOf(node, order) === order.lines.length);
  return complete === undefined
    ? nearest(order, nodes, penalty)
    : order.lines.map(({ quantity }) => [{ nodeId: complete.nodeId, units: quantity }]);
};

/** Again and again the node that has most of the lines still open, the nearest of those. */
export const greedyCover: Policy = (order, nodes, penalty) => {
  const placed = order.lines.map(() => [] as { nodeId: NodeId; units: number }[]);
  const open = new Set(order.lines.keys());
  while (open.size > 0) {
    const lines = [...open].map((line) => order.lines[line] as (typeof order.lines)[number]);
    const [best] = byDistance(nodes).sort(
      (a, b) => coverOf(b, { ...order, lines }) - coverOf(a, { ...order, lines }),
    );
    const covered = [...open].filter((line) => {
      const wanted = order.lines[line];
      return (
        best !== undefined && wanted !== undefined && offered(best, wanted.skuId) >= wanted.quantity
      );
    });
    if (best === undefined || covered.length === 0) {
      const rest = nearest({ ...order, lines }, nodes, penalty);
      for (const [at, line] of [...open].entries()) {
        placed[line]?.push(...(rest[at] ?? []));
      }
      return placed;
    }
    for (const line of covered) {
      placed[line]?.push({ nodeId: best.nodeId, units: order.lines[line]?.quantity ?? 0 });
      open.delete(line);
    }
  }
  return placed;
};

/** The product's planner. */
export const atEntry: Policy = ({ lines }, nodes, splitPenaltyMinor) => {
  const order = { lines, shipPolicy: "as_available" as const, shipmentsMax: null };
  const { plan } = decideSourcing(order, nodes, { splitPenaltyMinor, stepsMax: 200_000 });
  return lines.map(({ lineId }) =>
    plan.assignments
      .filter((part) => part.lineId === lineId)
      .map(({ nodeId, units }) => ({ nodeId, units })),
  );
};

function coverOf(node: PlanNode, { lines }: Pick<InstanceOrder, "lines">): number {
  const left = leftAt([node]);
  return lines.filter(({ skuId, quantity }) => {
    const [part] = take([node], skuId, quantity, left);
    return part?.units === quantity;
  }).length;
}

const leftAt = (nodes: readonly PlanNode[]) =>
  new Map(
    nodes.flatMap((node) =>
      Object.keys(node.stock).map((skuId) => [stockKey(node.nodeId, skuId), offered(node, skuId)]),
    ),
  );

function take(
  nodes: readonly PlanNode[],
  skuId: string,
  quantity: number,
  left: Map<string, number>,
) {
  const parts: { nodeId: NodeId; units: number }[] = [];
  let open = quantity;
  for (const { nodeId } of nodes) {
    const key = stockKey(nodeId, skuId);
    const units = Math.min(open, left.get(key) ?? 0);
    if (units > 0) {
      parts.push({ nodeId, units });
      left.set(key, (left.get(key) ?? 0) - units);
      open -= units;
    }
  }
  return parts;
}

export type ArmOutcome = {
  readonly placements: readonly Placement[];
  readonly costMicro: number;
  readonly unfilled: number;
  readonly shipments: number;
};

/** Place all orders by a policy, each on what those before it left. */
export function runPolicy(instance: Instance, policy: Policy): ArmOutcome {
  const left = new Map(instance.stock);
  const placements = instance.orders.map((order) => {
    const placement = policy(order, nodesWith(order, left), instance.splitPenaltyMinor);
    order.lines.forEach(({ skuId }, line) => {
      for (const { nodeId, units } of placement[line] ?? []) {
        const key = stockKey(nodeId, skuId);
        left.set(key, (left.get(key) ?? 0) - units);
      }
    });
    return placement;
  });
  if ([...left.values()].some((units) => units < 0)) {
    throw new Error("a policy took more than there is");
  }
  return { placements, ...priceOf(instance, placements) };
}

/** What placements cost, counted anew by one rule for all arms. */
export function priceOf(instance: Instance, placements: readonly Placement[]) {
  let [costMicro, unfilled, shipments] = [0, 0, 0];
  instance.orders.forEach(({ lines, nodes }, order) => {
    const used = new Set<string>();
    const weights = new Map<PlanNode, number>();
    lines.forEach((line, at) => {
      let open = line.quantity;
      for (const { nodeId, units } of placements[order]?.[at] ?? []) {
        const node = nodes.find((each) => each.nodeId === nodeId) as PlanNode;
        open -= units;
        weights.set(node, (weights.get(node) ?? 0) + units * line.gramsPerUnit);
        costMicro += 1_000_000 * (units * node.handlingPerUnitMinor + node.handlingPerLineMinor);
        if (!used.has(nodeId)) {
          used.add(nodeId);
          costMicro += 1_000_000 * node.handlingPerOrderMinor;
        }
      }
      unfilled += open;
    });
    for (const [{ rate }, grams] of weights) {
      costMicro += freightMicro(rate, grams);
    }
    shipments += used.size;
    costMicro += 1_000_000 * instance.splitPenaltyMinor * Math.max(0, used.size - 1);
  });
  return { costMicro, unfilled, shipments };
}

const ENDLESS = Number.POSITIVE_INFINITY;
const NO_LIMIT = { orders: ENDLESS, lines: ENDLESS, units: ENDLESS };

/** The instance as a window, the orders holding what a policy gave them. */
export function windowOf(instance: Instance, placements: readonly Placement[]): PlanWindow {
  const orders = instance.orders.flatMap((order, index): WindowOrder[] => {
    const usable = order.nodes.filter(({ excluded }) => excluded === null);
    const held = order.lines.map((_, line) => placements[index]?.[line] ?? []);
    const placed = [...order.lines.keys()].filter((line) => (held[line]?.length ?? 0) > 0);
    return placed.length === 0
      ? []
      : [
          {
            orderId: order.orderId,
            shipmentsMax: null,
            rules: null,
            lines: placed.map((line) => {
              const { quantity: _, ...wanted } = order.lines[line] as (typeof order.lines)[number];
              const units = held[line]?.reduce((sum, part) => sum + part.units, 0) ?? 0;
              return { ...wanted, units, promisedDate: null };
            }),
            sources: usable.map((node) => ({
              ...node,
              takes: new Set(order.lines.map(({ skuId }) => skuId)),
            })),
            held: placed.flatMap((line, at) =>
              (held[line] ?? []).map(({ nodeId, units }) => ({
                line: at,
                source: usable.findIndex((node) => node.nodeId === nodeId),
                units,
              })),
            ),
          },
        ];
  });
  return {
    orders,
    unitsAt: (nodeId, skuId) => instance.stock.get(stockKey(nodeId, skuId)) ?? 0,
    workAt: () => NO_LIMIT,
    splitPenaltyMinor: instance.splitPenaltyMinor,
  };
}
