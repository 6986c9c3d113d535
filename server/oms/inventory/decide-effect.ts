import { sum } from "../kernel/quantity";
import type { StockPosition } from "./decide";
import { decideOwed, type WaitingUnits } from "./decide-owed";
import { decidePool, type PoolEntry, type PoolShare, type TakenUnits } from "./decide-pool";
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
  /** In the order of the network. */
  readonly nodes: readonly RuleNode[];
  readonly channels: ReadonlyMap<string, RuleChannel>;
  readonly positions: readonly StockedPosition[];
  readonly taken: TakenUnits;
  /** Accepted demand that new orders come behind. */
  readonly waiting: WaitingUnits;
};

type Tally = { positions: number; units: number; skus: Set<string> };

/**
 * What each rule of a book decides and keeps back, by the formula that orders meet. A position, or
 * the total of a SKU, that several channels leave differently counts once, with the most that one of
 * them leaves.
 */
export function impactsOf(book: RuleBook, world: World): Map<string, RuleImpact> {
  const tallies = new Map<string, Tally>();
  const count = (ruleId: string, skuId: string, positions: number, units: number) => {
    const tally = tallies.get(ruleId) ?? { positions: 0, units: 0, skus: new Set() };
    tallies.set(ruleId, tally);
    tally.positions += positions;
    tally.units += units;
    if (units > 0) {
      tally.skus.add(skuId);
    }
  };
  for (const [skuId, entries] of entriesBySku(world)) {
    const atNodes = entries.map(() => new Map<string, number>());
    const inAll = new Map<string, { positions: number; units: number }>();
    for (const channel of world.channels.values()) {
      const pool = poolOf(entries, channel);
      const shares = sharesOf(entries, skuId, channel, book, world);
      pool.forEach((entry, at) => {
        const share = shares[at];
        if (share?.withheld.rule != null) {
          const most = atNodes[entries.indexOf(entry)];
          const { ruleId } = share.withheld.rule;
          most?.set(ruleId, Math.max(most.get(ruleId) ?? 0, keptAlone(entry, share)));
        }
      });
      const totals = book.totalsFor(skuId, channel.code);
      for (const [rule, units] of [
        [totals?.threshold, sum(shares.map(({ threshold }) => threshold))],
        [totals?.cap, sum(shares.map(({ beyondCap }) => beyondCap))],
      ] as const) {
        if (rule != null && pool.length > 0) {
          const most = inAll.get(rule.ruleId) ?? { positions: 0, units: 0 };
          inAll.set(rule.ruleId, {
            positions: Math.max(most.positions, pool.length),
            units: Math.max(most.units, units),
          });
        }
      }
    }
    for (const [ruleId, units] of atNodes.flatMap((most) => [...most])) {
      count(ruleId, skuId, 1, units);
    }
    for (const [ruleId, { positions, units }] of inAll) {
      count(ruleId, skuId, positions, units);
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
  const bySku = entriesBySku(world);
  return new Map(
    [...world.channels.values()].map((channel) => [
      channel.code,
      sum(
        [...bySku].map(([skuId, entries]) =>
          sum(sharesOf(entries, skuId, channel, book, world).map(({ available }) => available)),
        ),
      ),
    ]),
  );
}

function sharesOf(
  entries: readonly PoolEntry[],
  skuId: string,
  channel: RuleChannel,
  rules: RuleBook,
  { taken, channels, waiting }: World,
): PoolShare[] {
  const grounds = { rules, taken, channels, waiting: waiting.get(skuId) ?? [] };
  const owed = decideOwed(entries, skuId, channel, grounds);
  return decidePool(poolOf(entries, channel), skuId, channel, { rules, taken, owed });
}

/** What the rule of a node keeps there beyond the safety stock. */
const keptAlone = ({ position }: PoolEntry, share: PoolShare) =>
  Math.max(0, share.heldBack - share.threshold - share.beyondCap - position.safetyStock);

const poolOf = (entries: readonly PoolEntry[], { buffers }: RuleChannel) =>
  entries.filter(({ node }) => buffers.has(node.id));

function entriesBySku({ nodes, positions }: World): Map<string, PoolEntry[]> {
  const placeOf = new Map(nodes.map((node, place) => [node.id, { node, place }]));
  const bySku = new Map<string, (PoolEntry & { readonly place: number })[]>();
  for (const position of positions) {
    const at = placeOf.get(position.nodeId);
    if (at !== undefined) {
      const entries = bySku.get(position.skuId) ?? [];
      bySku.set(position.skuId, entries);
      entries.push({ ...at, position });
    }
  }
  for (const entries of bySku.values()) {
    entries.sort((a, b) => a.place - b.place);
  }
  return bySku;
}
