import { decideAvailable, type StockPosition } from "./decide";
import type { RuleBook, RuleChannel, RuleNode } from "./decide-rules";

/** What one rule does to the stock there is now. */
export type RuleImpact = {
  /** Positions that it decides for some channel. */
  readonly positions: number;
  readonly skus: number;
  /** Units beyond the safety stock that it keeps from at least one channel. */
  readonly units: number;
};

export type StockedPosition = StockPosition & { readonly skuId: string; readonly nodeId: string };

type World = {
  readonly nodes: readonly RuleNode[];
  readonly channels: readonly RuleChannel[];
  readonly positions: readonly StockedPosition[];
};

type Tally = { positions: number; units: number; skus: Set<string> };

/**
 * What each rule of a book decides and keeps back, by the formula that orders meet. A position
 * that several channels leave differently counts once, with the most that one of them leaves.
 */
export function impactsOf(book: RuleBook, world: World): Map<string, RuleImpact> {
  const nodeById = new Map(world.nodes.map((node) => [node.id, node]));
  const tallies = new Map<string, Tally>();
  for (const position of world.positions) {
    const node = nodeById.get(position.nodeId);
    if (node === undefined) {
      continue;
    }
    const most = new Map<string, number>();
    for (const channel of world.channels) {
      const { withheld, rule } = book.withheldAt(node, position.skuId, channel);
      if (rule !== null) {
        const { heldBack } = decideAvailable(position, withheld);
        const kept = Math.max(0, heldBack - position.safetyStock);
        most.set(rule.ruleId, Math.max(most.get(rule.ruleId) ?? 0, kept));
      }
    }
    for (const [ruleId, units] of most) {
      const tally = tallies.get(ruleId) ?? { positions: 0, units: 0, skus: new Set() };
      tallies.set(ruleId, tally);
      tally.positions += 1;
      tally.units += units;
      if (units > 0) {
        tally.skus.add(position.skuId);
      }
    }
  }
  return new Map(
    [...tallies].map(([ruleId, { positions, units, skus }]) => [
      ruleId,
      { positions, units, skus: skus.size },
    ]),
  );
}

/** Units that each channel may sell in all, by its code. */
export function sellableByChannel(book: RuleBook, world: World): Map<string, number> {
  const nodeById = new Map(world.nodes.map((node) => [node.id, node]));
  return new Map(
    world.channels.map((channel) => [
      channel.code,
      world.positions.reduce((sum, position) => {
        const node = nodeById.get(position.nodeId);
        return node === undefined
          ? sum
          : sum +
              decideAvailable(position, book.withheldAt(node, position.skuId, channel).withheld)
                .available;
      }, 0),
    ]),
  );
}
