import { assert } from "../kernel/assert";

/** What there is of one component, and how many units of it a kit takes. */
export type ComponentStock = { readonly perKit: number; readonly available: number };

export type KitAvailable = {
  /** Kits that can be put together now. */
  readonly available: number;
  /** Kits that each component alone would be enough for, in the order given. */
  readonly gives: readonly number[];
};

/**
 * How many kits the stock of their components makes: the smallest of what each gives in whole kits.
 *
 *     available(kit) = min over components of ⌊available(component) / units per kit⌋
 *
 * The components of a kit may come from different nodes, so over a channel's pool each component is
 * summed over its nodes first; for one node the same formula takes what that node has.
 *
 * @param components at least one; `available` in base units, below 0 counts as nothing
 */
export function decideKitAvailable(components: readonly ComponentStock[]): KitAvailable {
  assert(components.length > 0, "a kit has components");
  const gives = components.map(({ perKit, available }) => {
    assert(Number.isInteger(perKit) && perKit >= 1, "a kit takes whole units of each component");
    return Math.max(0, Math.floor(available / perKit));
  });
  return { available: Math.min(...gives), gives };
}

/** A component with what each node has of it. */
export type ComponentCells = {
  readonly perKit: number;
  readonly cells: readonly { readonly nodeId: string; readonly available: number }[];
};

/** Kits that each node could put together by itself, of the nodes that keep any component. */
export function decideKitsByNode(components: readonly ComponentCells[]) {
  const nodeIds = new Set(components.flatMap(({ cells }) => cells.map(({ nodeId }) => nodeId)));
  return [...nodeIds].map((nodeId) => {
    const there = components.map(({ perKit, cells }) => ({
      perKit,
      available: cells.find((cell) => cell.nodeId === nodeId)?.available ?? 0,
    }));
    return { nodeId, available: decideKitAvailable(there).available };
  });
}
