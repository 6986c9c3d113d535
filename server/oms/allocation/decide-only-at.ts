import { sum } from "../kernel/quantity";
import type { Network } from "../network/types";
import { Phrases, plainWords } from "../sourcing/decide-phrases";
import type { Exclusion } from "../sourcing/types";
import type { DemandOrder, StockPlan } from "./decide-plan";

/**
 * A demand that one node alone is asked for. That it rejected the line before does not count, since a
 * person chose it with that in view; what it cannot do, it still cannot.
 */
export function decideOnlyAt(
  demand: DemandOrder,
  nodeId: string,
  { nodes }: Pick<Network, "nodes">,
): DemandOrder {
  const others = nodes.filter(({ id }) => id !== nodeId);
  return {
    ...demand,
    excludedNodeIds: new Map(
      others.map(({ id }): [string, Exclusion] => [
        id,
        demand.excludedNodeIds.get(id) ?? { code: "manual", note: null },
      ]),
    ),
  };
}

/** Why units go where a person put them: the planner compared nothing, so its reasons are none. */
export function handSentence(
  { parts, nodes }: StockPlan,
  { who, reason }: { readonly who: string; readonly reason: string },
): string {
  const name = nodes.find(({ nodeId }) => nodeId === parts[0]?.nodeId)?.name ?? "";
  const units = sum(parts.map((part) => part.units));
  return `${name} ships ${units === 1 ? "1 unit" : `${plainWords.units(units)} units`}, placed there by hand by ${who}: ${reason}`;
}

export type ShortAt = {
  readonly message: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly available: number;
  }[];
};

/**
 * Why a node cannot take all the units that it alone was asked for.
 *
 * @returns the sentence, with what it could give each line; null when it takes all
 */
export function decideShortAt(
  demand: DemandOrder,
  { nodes, decision, openUnits }: StockPlan,
  nodeId: string,
): ShortAt | null {
  if (openUnits.every((units) => units === 0)) {
    return null;
  }
  const node = nodes.find((each) => each.nodeId === nodeId);
  const row = decision.candidates.find((each) => each.nodeId === nodeId);
  const lines = demand.lines.map(({ lineId, skuId, quantity }) => ({
    lineId,
    quantity,
    available: Math.max(0, node?.stock[skuId]?.available ?? 0),
  }));
  return { message: sentence(demand, { nodes, node, row, lines }), lines };
}

function sentence(
  demand: DemandOrder,
  {
    nodes,
    node,
    row,
    lines,
  }: Pick<StockPlan, "nodes"> &
    Pick<ShortAt, "lines"> & {
      readonly node: StockPlan["nodes"][number] | undefined;
      readonly row: StockPlan["decision"]["candidates"][number] | undefined;
    },
): string {
  if (node === undefined || row === undefined) {
    return "There is no such node";
  }
  if (row.excluded !== null) {
    const words = new Phrases(demand, nodes, plainWords).exclusion(node.nodeId, row.excluded);
    return `${words}, so nothing can be placed there`;
  }
  if (row.verdict === "no_capacity") {
    return `${node.name} is full on ${plainWords.date(node.shipDate)}`;
  }
  const short = lines.find(({ quantity, available }) => available < quantity);
  return short === undefined
    ? `${node.name} cannot take all of it: it ships in whole packs, or its day or the rules leave no room`
    : `${node.name} has ${short.available} free for this order, not ${short.quantity}`;
}
