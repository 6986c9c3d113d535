import type { ShippedInstead } from "../changes/types";
import type { OfferedSku } from "./types";

/** How many units wait, by line. */
export type WaitingUnits = ReadonlyMap<string, number>;

/**
 * Whether what a customer was offered still has a reason: of every line at least as many units wait as
 * were to be replaced.
 */
export const stillWanted = (
  items: readonly Pick<OfferedSku, "lineId" | "asked">[],
  waiting: WaitingUnits,
): boolean =>
  items.length > 0 && items.every(({ lineId, asked }) => (waiting.get(lineId) ?? 0) >= asked.units);

/**
 * Whether what would ship is what the customer was shown: as many units, all of them from stock, at the
 * price that was named or less.
 */
export const isAsOffered = (
  items: readonly Pick<OfferedSku, "lineId" | "quantity" | "unitPriceE4">[],
  shipped: readonly Omit<ShippedInstead, "arrivesOn">[],
): boolean =>
  items.every((item) => {
    const line = shipped.find(({ lineId }) => lineId === item.lineId);
    return (
      line !== undefined &&
      line.units === item.quantity &&
      line.waiting === 0 &&
      line.unitPriceE4 <= item.unitPriceE4
    );
  });
