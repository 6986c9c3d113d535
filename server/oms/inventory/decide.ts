import type { Withholding } from "./types";

/** The counters of one SKU at one node, as they stand. */
export type StockPosition = {
  readonly onHand: number;
  readonly allocated: number;
  /** Units that carts, quotes and orders hold for the moment, but for the asker's own. */
  readonly reserved: number;
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
 * available = max(0, on hand − allocated − reserved − safety stock − what the channel leaves there)
 *
 * A percentage is taken of what is on hand and held back rounded up, so that 10 % of 1 is 1.
 */
export function decideAvailable(position: StockPosition, withheld: Withholding): AvailableStock {
  const free = Math.max(0, position.onHand - position.allocated - position.reserved);
  const unguarded = Math.max(0, free - position.safetyStock);
  const available = Math.max(0, unguarded - unitsLeft(position.onHand, unguarded, withheld));
  return { available, heldBack: free - available };
}

/** Units that the channel leaves of a position with `unguarded` units beyond its safety stock. */
function unitsLeft(onHand: number, unguarded: number, withheld: Withholding): number {
  switch (withheld.kind) {
    case "all":
      return unguarded;
    case "units":
      return withheld.units;
    case "percent": {
      const share = Math.ceil((Math.max(0, onHand) * withheld.percent) / 100);
      return Math.min(Math.max(share, withheld.atLeast), withheld.atMost);
    }
    case "above":
      return Math.max(0, unguarded - withheld.cap);
    default:
      return withheld satisfies never;
  }
}
