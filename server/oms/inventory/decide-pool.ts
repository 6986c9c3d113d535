import { sum } from "../kernel/quantity";
import type { ClaimsLeft } from "../scarcity/decide-claims";
import { type AvailableStock, decideAvailable, type StockPosition } from "./decide";
import type {
  ListedRule,
  RuleBook,
  RuleChannel,
  RuleNode,
  TotalRules,
  Withheld,
} from "./decide-rules";

/** What is at one node; nodes come in the order of the network, the preferred ones first. */
export type PoolEntry = { readonly node: RuleNode; readonly position: StockPosition };

/** What a channel may sell at one node, and what kept it from selling more. */
export type PoolShare = AvailableStock & {
  readonly withheld: Withheld;
  /** Units there that orders wait for which were accepted before. */
  readonly owed: number;
  /** Units that the rule about the total leaves there for other channels. */
  readonly threshold: number;
  /** Units there that are beyond what the channel may sell in all. */
  readonly beyondCap: number;
  /** Units there that the allocation policy keeps for others. */
  readonly kept: number;
  /** Units there beyond the asker's quota in the allocation policy. */
  readonly beyondQuota: number;
};

/** Units that a channel's orders and holds took under a quota. */
export type TakenUnits = (rule: ListedRule, channelCode: string, skuId: string) => number;

/** Units that are left to accepted orders that wait (`decideOwed`). */
export type OwedUnits = {
  /** By node, whichever channel's orders wait for them. */
  readonly at: ReadonlyMap<string, number>;
  /** Units of them that the channel's own orders wait for. */
  readonly own: number;
};

/** Where no quota is asked: nothing was taken under it. */
export const NOTHING_TAKEN: TakenUnits = () => 0;

/**
 * What a channel may sell of a SKU at each node of its pool:
 *
 * total = max(0, Σ available at the nodes − owed − threshold), and no more than the cap;
 * of that, what the pools of the allocation policy do not keep for others, within the asker's quotas
 *
 * What is owed to orders that wait comes off at its node. A cap is a number of units at once, or a
 * quota less what the channel took since it began and what its own orders wait for. What the
 * total has to leave is left at the nodes that the network prefers least, so that the parts of the
 * nodes add up to the total for whoever plans node by node: quote, placement, holds and answers.
 *
 * @param entries each node of the channel's pool once, in the order of the network
 * @param owed left out for whoever does not come behind those who wait
 * @returns a share per entry, in their order
 */
export function decidePool(
  entries: readonly PoolEntry[],
  skuId: string,
  channel: RuleChannel,
  {
    claims,
    ...grounds
  }: {
    readonly rules: RuleBook;
    readonly taken: TakenUnits;
    readonly owed?: OwedUnits;
    /** What the allocation policy leaves to the asker; left out where it says nothing. */
    readonly claims?: ClaimsLeft | undefined;
  },
): PoolShare[] {
  const shares = sharesByRules(entries, skuId, channel, grounds);
  return claims === undefined ? shares : withinClaims(shares, claims);
}

/** What a pool keeps is left at the nodes that the network prefers least, like what a rule keeps. */
function withinClaims(shares: readonly PoolShare[], { kept, room }: ClaimsLeft): PoolShare[] {
  const total = sum(shares.map(({ available }) => available));
  let beforeQuota = Math.max(0, total - kept);
  let left = Math.min(beforeQuota, room);
  return shares.map((share) => {
    const open = Math.min(share.available, beforeQuota);
    const available = Math.min(share.available, left);
    beforeQuota -= open;
    left -= available;
    return {
      ...share,
      available,
      heldBack: share.heldBack + share.available - available,
      kept: share.available - open,
      beyondQuota: open - available,
    };
  });
}

function sharesByRules(
  entries: readonly PoolEntry[],
  skuId: string,
  channel: RuleChannel,
  {
    rules,
    taken,
    owed,
  }: { readonly rules: RuleBook; readonly taken: TakenUnits; readonly owed?: OwedUnits },
): PoolShare[] {
  const alone = entries.map(({ node, position }) => {
    const withheld = rules.withheldAt(node, skuId, channel);
    const before = decideAvailable(position, withheld.withheld);
    const claimed = owed?.at.get(node.id) ?? 0;
    const allocated = position.allocated + claimed;
    const { available } =
      claimed === 0 ? before : decideAvailable({ ...position, allocated }, withheld.withheld);
    return {
      withheld,
      ...before,
      available,
      owed: before.available - available,
      threshold: 0,
      beyondCap: 0,
      kept: 0,
      beyondQuota: 0,
    };
  });
  const totals = rules.totalsFor(skuId, channel.code);
  if (totals === null) {
    return alone;
  }
  const total = sum(alone.map(({ available }) => available));
  const afterThreshold = Math.max(0, total - (totals.threshold?.amount ?? 0));
  const allowed = Math.min(afterThreshold, capOf(totals, channel.code, skuId, taken, owed));
  let [beforeCap, left] = [afterThreshold, allowed];
  return alone.map((share) => {
    const kept = Math.min(share.available, beforeCap);
    const available = Math.min(share.available, left);
    beforeCap -= kept;
    left -= available;
    return {
      ...share,
      available,
      heldBack: share.heldBack + share.available - available,
      threshold: share.available - kept,
      beyondCap: kept - available,
    };
  });
}

function capOf(
  { cap }: TotalRules,
  channelCode: string,
  skuId: string,
  taken: TakenUnits,
  owed: OwedUnits | undefined,
): number {
  if (cap === null) {
    return Number.MAX_SAFE_INTEGER;
  }
  return cap.effect === "quota_total"
    ? Math.max(0, cap.amount - taken(cap, channelCode, skuId) - (owed?.own ?? 0))
    : cap.amount;
}
