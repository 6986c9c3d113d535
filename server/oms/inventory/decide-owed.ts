import { decidePool, type OwedUnits, type PoolEntry, type TakenUnits } from "./decide-pool";
import type { RuleBook, RuleChannel } from "./decide-rules";

/** Units of a SKU that accepted orders of a channel wait for without a supply that will bring them. */
export type WaitingDemand = {
  readonly channel: string;
  /** Nodes that refused them, and are not asked for them again. */
  readonly refusedBy: readonly string[];
  readonly units: number;
};

/** Units by SKU; a SKU that nobody waits for is left out. */
export type WaitingUnits = ReadonlyMap<string, readonly WaitingDemand[]>;

export const NOBODY_WAITS: WaitingUnits = new Map();

const NOTHING_OWED: OwedUnits = { at: new Map(), own: 0 };

/**
 * Units at each node that a new order of a channel leaves to orders that were accepted before it and
 * still wait, so that it comes behind them.
 *
 * Demand of every channel counts, as far as that channel's own pool, rules and quota let it have the
 * units: what no waiting order can have is there for others. Demand that a supply was promised to is
 * not among it: that supply covers it. What waits is laid on nodes that the asking channel does not
 * sell from first, then on those that the network prefers least; demand that the fewest nodes can
 * serve comes first, so that it finds its units there.
 *
 * @param entries each node with a position of the SKU once, in the order of the network
 * @param channel whose new order is asked about
 */
export function decideOwed(
  entries: readonly PoolEntry[],
  skuId: string,
  channel: RuleChannel,
  {
    rules,
    taken,
    waiting,
    channels,
  }: {
    readonly rules: RuleBook;
    readonly taken: TakenUnits;
    readonly waiting: readonly WaitingDemand[];
    readonly channels: ReadonlyMap<string, RuleChannel>;
  },
): OwedUnits {
  if (waiting.length === 0) {
    return NOTHING_OWED;
  }
  const at = new Map<string, number>();
  const owedTo = new Map<string, number>();
  for (const { demand, from, pool } of inTurn(entries, waiting, channels)) {
    const own = owedTo.get(from.code) ?? 0;
    const shares = decidePool(pool, skuId, from, { rules, taken, owed: { at, own } });
    const places = pool
      .map(({ node }, place) => ({ node, units: shares[place]?.available ?? 0 }))
      .filter(({ node }) => !demand.refusedBy.includes(node.id))
      .toReversed();
    const isAsked = ({ node }: (typeof places)[number]) => channel.buffers.has(node.id);
    let left = demand.units;
    for (const place of [...places.filter((each) => !isAsked(each)), ...places.filter(isAsked)]) {
      const units = Math.min(left, place.units);
      at.set(place.node.id, (at.get(place.node.id) ?? 0) + units);
      left -= units;
    }
    owedTo.set(from.code, own + demand.units - left);
  }
  return { at, own: owedTo.get(channel.code) ?? 0 };
}

/** Demand with its channel and the channel's pool, what the fewest nodes can serve first. */
function inTurn(
  entries: readonly PoolEntry[],
  waiting: readonly WaitingDemand[],
  channels: ReadonlyMap<string, RuleChannel>,
) {
  const turns = waiting.flatMap((demand) => {
    const from = channels.get(demand.channel);
    const pool = entries.filter(({ node }) => from?.buffers.has(node.id) === true);
    const open = pool.filter(({ node }) => !demand.refusedBy.includes(node.id)).length;
    return from === undefined ? [] : [{ demand, from, pool, open }];
  });
  return turns.toSorted((a, b) => a.open - b.open || (a.from.code < b.from.code ? -1 : 1));
}
