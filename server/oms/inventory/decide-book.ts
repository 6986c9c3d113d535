import { type AvailableStock, decideAvailable, type StockPosition } from "./decide";
import { decidePool, NOTHING_TAKEN, type TakenUnits } from "./decide-pool";
import type { ListedRule, RuleBook, RuleChannel, RuleNode } from "./decide-rules";

type Counters = { onHand: number; allocated: number; reserved: number; safetyStock: number };

/**
 * The stock that one transaction has locked, as it changes while its orders are planned one after
 * the other: what an earlier order of a batch took is not there for the later ones.
 */
export class StockBook {
  private readonly positions = new Map<string, Map<string, Counters>>();
  private readonly rules: RuleBook;
  private readonly nodes: readonly RuleNode[];
  private readonly taken: TakenUnits;
  /** Units that were taken and given back here, by channel and SKU. */
  private readonly moved = new Map<string, number>();

  /** @param world the nodes in their order, and what was taken under quotas before */
  constructor(
    rows: readonly (StockPosition & { readonly skuId: string; readonly nodeId: string })[],
    rules: RuleBook,
    { nodes, taken = NOTHING_TAKEN }: StockWorld,
  ) {
    this.rules = rules;
    this.nodes = nodes;
    this.taken = (rule: ListedRule, channelCode: string, skuId: string) =>
      taken(rule, channelCode, skuId) + (this.moved.get(`${channelCode} ${skuId}`) ?? 0);
    for (const { skuId, nodeId, onHand, allocated, reserved, safetyStock } of rows) {
      const byNode = this.positions.get(skuId) ?? new Map<string, Counters>();
      byNode.set(nodeId, { onHand, allocated, reserved, safetyStock });
      this.positions.set(skuId, byNode);
    }
  }

  /** What a channel may promise there; null when the node does not keep the SKU. */
  availableAt(node: RuleNode, skuId: string, channel: RuleChannel): AvailableStock | null {
    const alone = this.aloneAt(node, skuId, channel);
    const isBounded = this.rules.totalsFor(skuId, channel.code) !== null;
    if (alone === null || !isBounded || !channel.buffers.has(node.id)) {
      return alone;
    }
    const byNode = this.positions.get(skuId);
    const entries = this.nodes.flatMap((each) => {
      const position = byNode?.get(each.id);
      return position === undefined || !channel.buffers.has(each.id)
        ? []
        : [{ node: each, position }];
    });
    const { rules, taken } = this;
    const shares = decidePool(entries, skuId, channel, { rules, taken });
    return shares[entries.findIndex((entry) => entry.node.id === node.id)] ?? alone;
  }

  /** The same without what the channel leaves of its total: for units that only change their node. */
  aloneAt(node: RuleNode, skuId: string, channel: RuleChannel): AvailableStock | null {
    const position = this.positions.get(skuId)?.get(node.id);
    return position === undefined
      ? null
      : decideAvailable(position, this.rules.withheldAt(node, skuId, channel).withheld);
  }

  /** Take units for an order of a channel, or give them back with a negative number; null: nobody's. */
  allocate(nodeId: string, skuId: string, units: number, channelCode: string | null): void {
    const position = this.positions.get(skuId)?.get(nodeId);
    if (position !== undefined) {
      position.allocated += units;
      this.move(channelCode, skuId, units);
    }
  }

  /** Hold units for an owner, or end its hold with a negative number. */
  reserve(nodeId: string, skuId: string, units: number, channelCode: string): void {
    const position = this.positions.get(skuId)?.get(nodeId);
    if (position !== undefined) {
      position.reserved += units;
      this.move(channelCode, skuId, units);
    }
  }

  private move(channelCode: string | null, skuId: string, units: number): void {
    if (channelCode === null) {
      return;
    }
    const key = `${channelCode} ${skuId}`;
    this.moved.set(key, (this.moved.get(key) ?? 0) + units);
  }
}

export type StockWorld = { readonly nodes: readonly RuleNode[]; readonly taken?: TakenUnits };
