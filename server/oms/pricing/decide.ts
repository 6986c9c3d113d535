import type { LocalDate } from "../kernel/local-date";
import { err, ok, type Result } from "../kernel/result";

export type PriceTier = { readonly minQuantity: number; readonly unitPriceE4: number };

export type PriceSource = {
  /** The company's price list; null when it has none. */
  readonly priceList: {
    readonly id: string;
    readonly name: string;
    readonly validFrom: LocalDate | null;
    readonly validTo: LocalDate | null;
  } | null;
  /** The list's tiers for this SKU, in any order. */
  readonly tiers: readonly PriceTier[];
  /** The SKU's own list price, in force where the price list has no word; 0 = not for sale. */
  readonly listPriceE4: number;
};

export type Price = { readonly unitPriceE4: number; readonly priceListId: string | null };

export type NoPrice =
  | { readonly code: "PRICE_LIST_ENDED"; readonly name: string; readonly on: LocalDate }
  | { readonly code: "PRICE_LIST_NOT_YET_VALID"; readonly name: string; readonly on: LocalDate }
  | { readonly code: "NO_PRICE" };

/**
 * The price of one unit for a quantity on a day.
 *
 * The highest tier that the quantity reaches decides. Where the company's list does not name the
 * SKU, the SKU's list price holds. A list outside its days prices nothing: silence about an ended
 * agreement would be a wrong invoice later.
 */
export function decidePrice(
  source: PriceSource,
  quantity: number,
  today: LocalDate,
): Result<Price, NoPrice> {
  const { priceList } = source;
  if (priceList?.validTo && today > priceList.validTo) {
    return err({ code: "PRICE_LIST_ENDED", name: priceList.name, on: priceList.validTo });
  }
  if (priceList?.validFrom && today < priceList.validFrom) {
    return err({ code: "PRICE_LIST_NOT_YET_VALID", name: priceList.name, on: priceList.validFrom });
  }
  let reached: PriceTier | null = null;
  for (const tier of source.tiers) {
    const isBetter = reached === null || tier.minQuantity > reached.minQuantity;
    if (tier.minQuantity <= quantity && isBetter) {
      reached = tier;
    }
  }
  if (reached !== null && priceList !== null) {
    return ok({ unitPriceE4: reached.unitPriceE4, priceListId: priceList.id });
  }
  return source.listPriceE4 > 0
    ? ok({ unitPriceE4: source.listPriceE4, priceListId: null })
    : err({ code: "NO_PRICE" });
}
