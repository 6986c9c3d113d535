import { present } from "../kernel/assert";
import type { Network } from "../network/types";
import { anyoneAt, type SkuClaims } from "../scarcity/decide-claims";
import type { StockPosition } from "./decide";
import { decideOwed, type WaitingDemand } from "./decide-owed";
import { decidePool, type TakenUnits } from "./decide-pool";
import type { RuleBook } from "./decide-rules";

export type ChannelShare = {
  readonly channel: string;
  readonly available: number;
  /** Place of the availability rule that decides; null: the buffer of the channel's pool does. */
  readonly rule: number | null;
  /** Units that it leaves to orders that wait. */
  readonly owed: number;
  /** Units there that the allocation policy keeps from whoever it does not name. */
  readonly policy: number;
};

/** What each channel may sell at each node, of those that may sell less than is available there. */
export function sharesOf<
  Row extends StockPosition & { readonly nodeId: string; readonly available: number },
>(
  rows: readonly Row[],
  skuId: string,
  network: Network,
  {
    rules,
    taken,
    waiting,
    claims,
  }: {
    readonly rules: RuleBook;
    readonly taken: TakenUnits;
    readonly waiting: readonly WaitingDemand[];
    /** What the allocation policy says of the SKU; undefined: nothing. */
    readonly claims: SkuClaims | undefined;
  },
): Map<string, ChannelShare[]> {
  const rowAt = new Map(rows.map((row) => [row.nodeId, row]));
  const all = network.nodes.flatMap((node) => {
    const row = rowAt.get(node.id);
    return row === undefined ? [] : [{ row, position: row, node }];
  });
  const byNode = new Map(rows.map((row) => [row.nodeId, [] as ChannelShare[]]));
  for (const channel of network.channels.values()) {
    const totals = rules.totalsFor(skuId, channel.code);
    const entries = all.filter(({ node }) => channel.buffers.has(node.id));
    const { channels } = network;
    const owed = decideOwed(all, skuId, channel, { rules, taken, waiting, channels });
    const left = claims?.leftTo(anyoneAt(channel, claims.today));
    const shares = decidePool(entries, skuId, channel, { rules, taken, owed, claims: left });
    entries.forEach(({ row }, at) => {
      const share = present(shares[at], "a share of each node");
      const ofTotal = share.beyondCap > 0 ? totals?.cap : totals?.threshold;
      const isOfTotal = share.beyondCap + share.threshold > 0;
      const rule = (isOfTotal ? ofTotal : share.withheld.rule) ?? null;
      if (share.available < row.available) {
        byNode.get(row.nodeId)?.push({
          channel: channel.name,
          available: share.available,
          rule: rule === null ? null : rules.placeOf(rule),
          owed: share.owed,
          policy: share.kept + share.beyondQuota,
        });
      }
    });
  }
  return byNode;
}
