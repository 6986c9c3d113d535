import { assert } from "../kernel/assert";

/** A booked line with units that could still be taken back. */
export type OpenSale = {
  readonly orderLineId: string;
  readonly companyId: string;
  readonly skuId: string;
  readonly placedAt: Date;
  readonly unitPriceE4: number;
  /** Delivered and not taken back yet. */
  readonly units: number;
};

export type Reversal = {
  readonly companyId: string;
  readonly skuId: string;
  readonly unitPriceE4: number;
  readonly units: number;
  readonly cancelledAt: Date;
};

export type Taken = { readonly orderLineId: string; readonly units: number };

/** The sales that a reversal reduces, and the units for which no sale was left. */
export type Matched = { readonly taken: readonly Taken[]; readonly unmatchedUnits: number };

/**
 * Apply cancellations to the sales they reverse: of the same customer and SKU, not later than the
 * cancellation, first those at the same price, the latest first. One cancellation may reduce several
 * sales; no unit of a sale is taken back twice.
 *
 * @param reversals in their order of time; earlier ones take first
 * @returns one answer per reversal
 */
export function decideCancellations(
  reversals: readonly Reversal[],
  sales: readonly OpenSale[],
): Matched[] {
  const left = new Map(sales.map((sale) => [sale.orderLineId, sale.units] as const));
  const byPair = new Map<string, OpenSale[]>();
  for (const sale of sales) {
    const key = pairOf(sale);
    byPair.set(key, [...(byPair.get(key) ?? []), sale]);
  }
  for (const pair of byPair.values()) {
    pair.sort(
      (a, b) => Number(b.placedAt) - Number(a.placedAt) || (a.orderLineId < b.orderLineId ? 1 : -1),
    );
  }
  return reversals.map((reversal) => {
    assert(reversal.units > 0, "a cancellation takes units back");
    const earlier = (byPair.get(pairOf(reversal)) ?? []).filter(
      (sale) => sale.placedAt <= reversal.cancelledAt,
    );
    const samePrice = earlier.filter((sale) => sale.unitPriceE4 === reversal.unitPriceE4);
    const otherPrice = earlier.filter((sale) => sale.unitPriceE4 !== reversal.unitPriceE4);
    return takeFrom([...samePrice, ...otherPrice], reversal.units, left);
  });
}

function takeFrom(sales: readonly OpenSale[], units: number, left: Map<string, number>): Matched {
  const taken: Taken[] = [];
  let wanted = units;
  for (const { orderLineId } of sales) {
    const have = left.get(orderLineId) ?? 0;
    const part = Math.min(have, wanted);
    if (part > 0) {
      left.set(orderLineId, have - part);
      taken.push({ orderLineId, units: part });
      wanted -= part;
    }
  }
  return { taken, unmatchedUnits: wanted };
}

const pairOf = ({ companyId, skuId }: { companyId: string; skuId: string }) =>
  `${companyId}:${skuId}`;
