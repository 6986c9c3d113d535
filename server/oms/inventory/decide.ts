/** The counters of one SKU at one node, as they stand. */
export type StockPosition = {
  readonly onHand: number;
  readonly allocated: number;
  readonly safetyStock: number;
};

export type AvailableStock = {
  /** Units that may be promised to a new order. */
  readonly available: number;
  /** Units there and free, but kept back as safety stock or as the channel's buffer. */
  readonly heldBack: number;
};

/**
 * How many units of a position one channel may promise: the one formula that catalogue, quote,
 * placement, re-sourcing and the API share.
 *
 * available = max(0, on hand − allocated − safety stock − buffer)
 *
 * @param bufferUnits what the channel leaves at this node for others
 */
export function decideAvailable(position: StockPosition, bufferUnits: number): AvailableStock {
  const free = Math.max(0, position.onHand - position.allocated);
  const available = Math.max(0, free - position.safetyStock - bufferUnits);
  return { available, heldBack: free - available };
}

type Counters = { onHand: number; allocated: number; safetyStock: number };

/**
 * The stock that one transaction has locked, as it changes while its orders are planned one after
 * the other: what an earlier order of a batch took is not there for the later ones.
 */
export class StockBook {
  private readonly positions = new Map<string, Map<string, Counters>>();

  constructor(
    rows: readonly (StockPosition & { readonly skuId: string; readonly nodeId: string })[],
  ) {
    for (const { skuId, nodeId, onHand, allocated, safetyStock } of rows) {
      const byNode = this.positions.get(skuId) ?? new Map<string, Counters>();
      byNode.set(nodeId, { onHand, allocated, safetyStock });
      this.positions.set(skuId, byNode);
    }
  }

  /** Null when the node does not keep the SKU. */
  availableAt(nodeId: string, skuId: string, bufferUnits: number): AvailableStock | null {
    const position = this.positions.get(skuId)?.get(nodeId);
    return position === undefined ? null : decideAvailable(position, bufferUnits);
  }

  /** Take units for an order, or give them back with a negative number. */
  allocate(nodeId: string, skuId: string, units: number): void {
    const position = this.positions.get(skuId)?.get(nodeId);
    if (position !== undefined) {
      position.allocated += units;
    }
  }
}
