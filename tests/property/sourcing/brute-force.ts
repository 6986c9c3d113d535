/**
 * The planner's judge: it tries every split of every line over every node and keeps the best. It
 * shares no code and no idea with the planner, so that they can only agree by being right.
 */
import type { PlanLine, PlanNode, PlanOrder } from "@/server/oms/sourcing/types";

/** Unfilled units, unit-days late, cost in millionths, shipments, Σ of the nodes' places. */
export type BruteKey = readonly [number, number, number, number, number];

const better = (a: BruteKey, b: BruteKey): boolean => {
  for (let part = 0; part < a.length; part += 1) {
    if (a[part] !== b[part]) {
      return (a[part] ?? 0) < (b[part] ?? 0);
    }
  }
  return false;
};

const DAY_MS = 86_400_000;
const daysLate = (line: PlanLine, node: PlanNode) =>
  line.requestedDate === null
    ? 0
    : Math.max(0, (Date.parse(node.deliveryDate) - Date.parse(line.requestedDate)) / DAY_MS);

/** Every way to give out at most `quantity` in steps of `step` to nodes with so much each. */
function splits(quantity: number, step: number, offers: readonly number[]): number[][] {
  const [first, ...rest] = offers;
  if (first === undefined) {
    return [[]];
  }
  const all: number[][] = [];
  for (let given = 0; given <= Math.min(quantity, first); given += step) {
    for (const others of splits(quantity - given, step, rest)) {
      all.push([given, ...others]);
    }
  }
  return all;
}

/** Score a complete choice: `units[line][node]`; null when it breaks a rule. */
export function judge(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  units: readonly (readonly number[])[],
  splitPenaltyMinor: number,
): BruteKey | null {
  const places = [...nodes]
    .sort((a, b) => a.priority - b.priority || (a.code < b.code ? -1 : 1))
    .map((node) => node.nodeId);
  let unfilled = 0;
  let late = 0;
  let cost = 0;
  let shipments = 0;
  let ranks = 0;
  for (const [n, node] of nodes.entries()) {
    const usedBySku = new Map<string, number>();
    let lines = 0;
    let grams = 0;
    let total = 0;
    for (const [l, line] of order.lines.entries()) {
      const given = units[l]?.[n] ?? 0;
      const used = (usedBySku.get(line.skuId) ?? 0) + given;
      usedBySku.set(line.skuId, used);
      if (used > Math.max(0, node.stock[line.skuId]?.available ?? 0)) {
        return null;
      }
      lines += given > 0 ? 1 : 0;
      grams += given * line.gramsPerUnit;
      total += given;
      late += given * daysLate(line, node);
    }
    if (lines > 0) {
      if (node.excluded !== null || lines > (node.capacityLeftLines ?? lines)) {
        return null;
      }
      shipments += 1;
      ranks += places.indexOf(node.nodeId);
      cost += node.rate.fixedMicro + node.rate.microPerGram * grams;
      cost +=
        1_000_000 *
        (node.handlingPerOrderMinor +
          node.handlingPerLineMinor * lines +
          node.handlingPerUnitMinor * total);
    }
  }
  if (shipments > (order.shipmentsMax ?? shipments)) {
    return null;
  }
  for (const [l, line] of order.lines.entries()) {
    unfilled += line.quantity - (units[l] ?? []).reduce((sum, given) => sum + given, 0);
  }
  cost += 1_000_000 * splitPenaltyMinor * Math.max(0, shipments - 1);
  return [unfilled, late, cost, shipments, ranks];
}

/** The best key over all choices, for orders whose choices can be counted out. */
export function bruteForce(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  splitPenaltyMinor: number,
): BruteKey {
  const options = order.lines.map((line) =>
    splits(
      line.quantity,
      line.quantity % line.packMultiple === 0 ? line.packMultiple : 1,
      nodes.map((node) =>
        node.excluded === null ? Math.max(0, node.stock[line.skuId]?.available ?? 0) : 0,
      ),
    ),
  );
  let best: BruteKey | null = null;
  const chosen: number[][] = [];
  const choose = (line: number) => {
    if (line === order.lines.length) {
      const key = judge(order, nodes, chosen, splitPenaltyMinor);
      if (key !== null && (best === null || better(key, best))) {
        best = key;
      }
      return;
    }
    for (const option of options[line] ?? []) {
      chosen[line] = option;
      choose(line + 1);
    }
  };
  choose(0);
  if (best === null) {
    throw new Error("an empty plan breaks no rule");
  }
  return best;
}
