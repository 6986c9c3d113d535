/**
 * The judge of plans under rules: it tries every split of every line over every node, throws away
 * what breaks a rule and compares the rest criterion by criterion. It shares nothing with the
 * planner but the words of the rules.
 */
import type { PlanNode, PlanOrder } from "@/server/oms/sourcing/types";
import type { Criterion } from "@/server/oms/sourcing/types-profile";
import type { PlanRules } from "@/server/oms/sourcing/types-route";
import { judge, splits } from "./brute-force";

const DAY_MS = 86_400_000;
type Units = readonly (readonly number[])[];

/** What one unit from a node counts. */
function perUnit(by: Criterion["by"], node: PlanNode, order: PlanOrder, rules: PlanRules): number {
  const days = (a: string, b: string) => (Date.parse(b) - Date.parse(a)) / DAY_MS;
  const has = (skuId: string) =>
    Math.max(0, Object.entries(node.stock).find(([id]) => id === skuId)?.[1].available ?? 0);
  const wanted = new Map<string, number>();
  for (const line of order.lines) {
    wanted.set(line.skuId, (wanted.get(line.skuId) ?? 0) + line.quantity);
  }
  const missing = [...wanted].reduce((sum, [id, units]) => sum + Math.max(0, units - has(id)), 0);
  switch (by) {
    case "delivery_date":
      return days(rules.today, node.deliveryDate);
    case "transit_days":
      return days(node.shipDate, node.deliveryDate);
    case "distance":
      return node.distanceMiles ?? 13_000;
    case "order_coverage":
      return missing > 0 ? 1 : 0;
    case "unit_coverage":
      return missing;
    case "node_priority":
      return node.priority;
    case "capacity_left":
      return node.about?.percentUsed ?? 0;
    case "backlog_hours":
      return node.about?.backlogHours ?? 0;
    case "preferred_node":
      return node.code === rules.preferredNodeCode ? 0 : 1;
    default:
      throw new Error(`not judged: ${by}`);
  }
}

export function keepsRules(order: PlanOrder, units: Units, rules: PlanRules): boolean {
  const grouped = new Set<number>();
  for (const by of rules.groupedBy) {
    const words = order.lines.map(({ about }) =>
      by === "kit" ? (about?.kit ?? null) : (about?.category ?? null),
    );
    for (const word of new Set(words)) {
      const lines = words.flatMap((each, l) => (each === word && word !== null ? [l] : []));
      if (lines.length > 1) {
        for (const l of lines) {
          grouped.add(l);
        }
        const used = new Set(
          lines.flatMap((l) => (units[l] ?? []).flatMap((given, n) => (given > 0 ? [n] : []))),
        );
        const isWhole = lines.every((l) =>
          (units[l] ?? []).some((given) => given === order.lines[l]?.quantity),
        );
        if (used.size > 1 || (used.size === 1 && !isWhole)) {
          return false;
        }
      }
    }
  }
  return order.lines.every((line, l) => {
    const given = (units[l] ?? []).filter((part) => part > 0);
    const rest = line.quantity - given.reduce((sum, part) => sum + part, 0);
    const pieces = rest > 0 ? [...given, rest] : given;
    const worth = line.about?.unitValueMinor ?? 0;
    return (
      given.length === 0 ||
      pieces.length < 2 ||
      pieces.every(
        (part) =>
          part >= rules.minSplitUnits && (worth === 0 || part * worth >= rules.minSplitValueMinor),
      )
    );
  });
}

/** Unfilled units, unit-days late, then each criterion in sequence; null when a rule is broken. */
export function judgeByRules(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  units: Units,
  splitPenaltyMinor: number,
  rules: PlanRules,
): number[] | null {
  const plain = judge(order, nodes, units, splitPenaltyMinor);
  if (plain === null || !keepsRules(order, units, rules)) {
    return null;
  }
  const [unfilled, late, cost, shipments] = plain;
  const fromNode = nodes.map((_, n) => units.reduce((sum, row) => sum + (row[n] ?? 0), 0));
  const values = rules.criteria.map(({ by, band }) => {
    if (by === "landed_cost") {
      return shipments === 0 ? 0 : cost;
    }
    if (by === "shipments") {
      return shipments;
    }
    return nodes.reduce(
      (sum, node, n) =>
        sum + (fromNode[n] ?? 0) * Math.floor(perUnit(by, node, order, rules) / Math.max(1, band)),
      0,
    );
  });
  return [unfilled, late, ...values];
}

const before = (a: readonly number[], b: readonly number[]): boolean => {
  const place = a.findIndex((value, index) => value !== b[index]);
  return place >= 0 && (a[place] ?? 0) < (b[place] ?? 0);
};

/** The best of all, and the best of each set of nodes. */
export function bruteByRules(
  order: PlanOrder,
  nodes: readonly PlanNode[],
  splitPenaltyMinor: number,
  rules: PlanRules,
): { readonly best: number[]; readonly bySet: ReadonlyMap<number, number[]> } {
  const options = order.lines.map((line) =>
    splits(
      line.quantity,
      line.packMultiple > 1 && line.quantity % line.packMultiple === 0 ? line.packMultiple : 1,
      nodes.map((node) =>
        node.excluded === null ? Math.max(0, node.stock[line.skuId]?.available ?? 0) : 0,
      ),
    ),
  );
  let best: number[] | null = null;
  const bySet = new Map<number, number[]>();
  const chosen: number[][] = [];
  const choose = (line: number) => {
    if (line < order.lines.length) {
      for (const option of options[line] ?? []) {
        chosen[line] = option;
        choose(line + 1);
      }
      return;
    }
    const key = judgeByRules(order, nodes, chosen, splitPenaltyMinor, rules);
    if (key === null) {
      return;
    }
    const set = nodes.reduce(
      (bits, _, n) => bits + (chosen.some((row) => (row[n] ?? 0) > 0) ? 2 ** n : 0),
      0,
    );
    const ofSet = bySet.get(set);
    if (ofSet === undefined || before(key, ofSet)) {
      bySet.set(set, key);
    }
    if (best === null || before(key, best)) {
      best = key;
    }
  };
  choose(0);
  if (best === null) {
    throw new Error("an empty plan breaks no rule");
  }
  return { best, bySet };
}
