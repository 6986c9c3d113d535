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

/** By the first piece of the rate that reaches the weight, in whole steps. */
function freightOf({ rate }: PlanNode, grams: number): number {
  const piece = rate.pieces.find(({ upToGrams }) => (upToGrams ?? grams) >= grams);
  if (piece === undefined) {
    throw new Error("the last piece of a rate reaches any weight");
  }
  const steps = Math.ceil(grams / piece.stepGrams);
  return piece.charges.reduce(
    (sum, [fixed, perGram]) => sum + fixed + perGram * steps * piece.stepGrams,
    0,
  );
}

/** Every way to give out at most `quantity` in steps of `step` to nodes with so much each. */
export function splits(quantity: number, step: number, offers: readonly number[]): number[][] {
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
      cost += freightOf(node, grams);
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

/**
 * A second judge for more nodes: per line, the best of each set of nodes by dynamic programming over
 * its members, and then the best set. Lines must not share a SKU, no node may be short of room, and
 * freight must be in proportion to weight.
 */
export function bestOverSets(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  splitPenaltyMinor: number,
): readonly [unfilled: number, late: number, cost: number] {
  const perLine = order.lines.map((line) => bestOfLine(line, nodes));
  let best: Triple = [Number.POSITIVE_INFINITY, 0, 0];
  for (let set = 0; set < 2 ** nodes.length; set += 1) {
    const members = nodes.filter((_, n) => (set >> n) & 1);
    if (members.length <= (order.shipmentsMax ?? members.length)) {
      const total: Triple = [0, 0, 0];
      for (const member of members) {
        total[2] += freightOf(member, 0) + 1_000_000 * member.handlingPerOrderMinor;
      }
      total[2] += 1_000_000 * splitPenaltyMinor * Math.max(0, members.length - 1);
      for (const line of perLine) {
        const [unfilled, late, cost] = line[set] ?? best;
        total[0] += unfilled;
        total[1] += late;
        total[2] += cost;
      }
      best = less(total, best) ? total : best;
    }
  }
  return best;
}

type Triple = [number, number, number];
const less = (a: Triple, b: Triple) => (a[0] - b[0] || a[1] - b[1] || a[2] - b[2]) < 0;

/** By set of nodes: the best that one line can come to. */
function bestOfLine(line: PlanLine, nodes: readonly PlanNode[]): Triple[] {
  const step = line.quantity % line.packMultiple === 0 ? line.packMultiple : 1;
  const levels = Math.floor(line.quantity / step);
  // given[set][level]: least lateness and cost with `level` steps given out by the set.
  const given: (Triple | null)[][] = [];
  for (let set = 0; set < 2 ** nodes.length; set += 1) {
    const top = 31 - Math.clz32(set);
    const node = nodes[top];
    const row: (Triple | null)[] = [];
    for (let level = 0; level <= levels; level += 1) {
      if (node === undefined) {
        row.push(level === 0 ? [0, 0, 0] : null);
      } else {
        row.push(bestWith(line, node, step, level, given[set & ~(1 << top)] ?? []));
      }
    }
    given.push(row);
  }
  return given.map((row) => {
    const level = row.findLastIndex((found) => found !== null);
    const found = row[level] ?? [0, 0, 0];
    return [line.quantity - Math.max(0, level) * step, found[1], found[2]];
  });
}

/** Give out `level` steps: some from this node, the rest from those before it. */
function bestWith(
  line: PlanLine,
  node: PlanNode,
  step: number,
  level: number,
  before: readonly (Triple | null)[],
): Triple | null {
  const offer = node.excluded === null ? Math.max(0, node.stock[line.skuId]?.available ?? 0) : 0;
  const perUnit =
    (freightOf(node, 1) - freightOf(node, 0)) * line.gramsPerUnit +
    1_000_000 * node.handlingPerUnitMinor;
  let best: Triple | null = null;
  for (let part = 0; part <= level && part * step <= offer; part += 1) {
    const rest = before[level - part] ?? null;
    if (rest !== null) {
      const units = part * step;
      const handling = units > 0 ? 1_000_000 * node.handlingPerLineMinor : 0;
      const sum: Triple = [
        0,
        rest[1] + units * daysLate(line, node),
        rest[2] + units * perUnit + handling,
      ];
      best = best === null || less(sum, best) ? sum : best;
    }
  }
  return best;
}
