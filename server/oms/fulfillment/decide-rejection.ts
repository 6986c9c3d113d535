import type { MovementKind, StockStatus } from "../inventory/types";
import { assert } from "../kernel/assert";
import type { RejectReason } from "./types";

/** What a node has of a SKU when it says that it cannot supply some of it. */
export type ShelfPosition = {
  readonly onHand: number;
  /** Picked for other work and not shipped: in the building, seen by a person. */
  readonly inTotes: number;
};

export type StockEffect = {
  readonly status: StockStatus;
  readonly kind: MovementKind;
  readonly onHandDelta: number;
  readonly allocatedDelta: number;
};

/**
 * What a refusal of units says about stock: they are no longer held, and the reason tells what was
 * found on the shelf. Units that stand picked in totes are never counted away.
 *
 * @param kind `deallocated` for refused work, `picked_short` for what a picker did not find
 * @returns ledger rows; Σ allocatedDelta = −quantity, and sellable on hand never falls below
 *   `inTotes`
 */
export function decideStockEffects(
  reason: RejectReason,
  quantity: number,
  position: ShelfPosition,
  kind: "deallocated" | "picked_short",
): StockEffect[] {
  assert(quantity > 0, "some units are refused");
  const onShelf = Math.max(0, position.onHand - position.inTotes);
  const lost = lostFromShelf(reason, quantity, onShelf);
  const effects: StockEffect[] =
    kind === "picked_short"
      ? [{ status: "sellable", kind, onHandDelta: -lost, allocatedDelta: -quantity }]
      : [{ status: "sellable", kind, onHandDelta: 0, allocatedDelta: -quantity }];
  if (lost > 0 && kind === "deallocated") {
    effects.push({ status: "sellable", kind: "adjusted", onHandDelta: -lost, allocatedDelta: 0 });
  }
  if (lost > 0 && reason === "damaged") {
    effects.push({ status: "damaged", kind: "adjusted", onHandDelta: lost, allocatedDelta: 0 });
  }
  return effects;
}

function lostFromShelf(reason: RejectReason, quantity: number, onShelf: number): number {
  switch (reason) {
    case "not_in_stock":
      return onShelf;
    case "stock_mismatch":
    case "damaged":
      return Math.min(quantity, onShelf);
    case "no_capacity":
    case "other":
      return 0;
  }
}
