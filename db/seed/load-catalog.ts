import type { Tx } from "@/db/client";
import { priceList, priceListItem, sku, skuAlias, skuUnit } from "@/db/schema";
import type { PriceListId, SkuId } from "@/server/oms/kernel/ids";
import { demoId } from "./demo-id";
import { inChunks } from "./in-chunks";
import { readTable, type TableRow } from "./tables";

export const skuIdOf = (code: string): SkuId => demoId("sku", code);
export const priceListIdOf = (code: string): PriceListId => demoId("price_list", code);

/** The price lists of the dealers: percent of the dealer price that each kind of business pays. */
const PRICE_LISTS = [
  { code: "DEALER-SPECIALTY", name: "Dealers: specialty bike shops", percent: 100 },
  { code: "DEALER-VAR", name: "Dealers: value added resellers", percent: 98 },
  { code: "DEALER-WAREHOUSE", name: "Dealers: warehouses", percent: 95 },
] as const;

/** Some goods of the source cost more to make than dealers pay for them, or nearly. */
const COST_PERCENT_MAX = 65;

/** What a unit costs the maker, in ten-thousandths: as in the source, within a share of the dealer price. */
export const costOf = (row: TableRow): number =>
  Math.min(
    row.int("standard_cost_e4"),
    Math.floor((row.int("dealer_price_e4") * COST_PERCENT_MAX) / 100),
  );

const backorderPolicyOf = (row: TableRow): "refuse" | "backorder" =>
  row.text("backorder_policy") === "refuse" ? "refuse" : "backorder";

async function loadSkus(tx: Tx, rows: readonly TableRow[]): Promise<void> {
  await inChunks(rows, (some) =>
    tx.insert(sku).values(
      some.map((row) => ({
        id: skuIdOf(row.text("code")),
        code: row.text("code"),
        name: row.text("name"),
        description: row.text("description"),
        category: row.text("category"),
        subcategory: row.text("subcategory"),
        packMultiple: row.int("order_multiple"),
        minQuantity: row.int("order_multiple"),
        grams: row.int("weight_g"),
        lengthMm: row.int("length_mm"),
        widthMm: row.int("width_mm"),
        heightMm: row.int("height_mm"),
        measuresImputed: row.int("weight_imputed") === 1 || row.int("dimensions_imputed") === 1,
        freightClass: row.text("freight_class"),
        backorderPolicy: backorderPolicyOf(row),
        leadTimeDays: row.int("lead_time_days"),
        standardCostE4: costOf(row),
        listPriceE4: row.int("list_price_e4"),
        status:
          row.text("lifecycle") === "discontinued"
            ? ("discontinued" as const)
            : ("active" as const),
      })),
    ),
  );
}

async function loadGtins(tx: Tx, rows: readonly TableRow[]): Promise<void> {
  await inChunks(rows, (some) =>
    tx.insert(skuAlias).values(
      some.map((row) => ({
        id: demoId<string>("sku_alias", "gtin", row.text("gtin13")),
        kind: "gtin" as const,
        code: row.text("gtin13"),
        skuId: skuIdOf(row.text("code")),
      })),
    ),
  );
}

/** Packs and cases; the base unit needs no row. */
async function loadUnits(tx: Tx, rows: readonly TableRow[]): Promise<void> {
  const units = rows.flatMap((row) =>
    [
      { unit: "pack", numerator: row.int("pack_factor") },
      { unit: "case", numerator: row.int("case_factor") },
    ]
      .filter(({ numerator }) => numerator > 1)
      .map((one) => ({ skuId: skuIdOf(row.text("code")), ...one })),
  );
  await inChunks(units, (some) => tx.insert(skuUnit).values([...some]));
}

/** Ten-thousandths, after a share and a discount in percent, rounded half up once. */
const priceOf = (dealerE4: number, percent: number, discountE4: number): number =>
  Math.floor((dealerE4 * percent * (10_000 - discountE4) + 500_000) / 1_000_000);

/** What a dealer pays for one unit, before discounts, in ten-thousandths. */
export type DealerPrice = { readonly code: string; readonly dealerE4: number };

async function loadPriceLists(tx: Tx): Promise<void> {
  await tx.insert(priceList).values(
    PRICE_LISTS.map(({ code, name }) => ({
      id: priceListIdOf(code),
      code,
      name,
      currency: "USD",
    })),
  );
}

/** Every dealer list holds every SKU, with the volume discounts of the source as tiers. */
export async function loadPrices(tx: Tx, prices: readonly DealerPrice[]): Promise<void> {
  const volume = readTable("price_tiers").map((row) => ({
    least: row.int("least_quantity"),
    discountE4: row.int("discount_e4"),
  }));
  const tiers = [{ least: 1, discountE4: 0 }, ...volume];
  const items = PRICE_LISTS.flatMap(({ code, percent }) =>
    prices.flatMap((price) =>
      tiers.map(({ least, discountE4 }) => ({
        priceListId: priceListIdOf(code),
        skuId: skuIdOf(price.code),
        minQuantity: least,
        unitPriceE4: priceOf(price.dealerE4, percent, discountE4),
      })),
    ),
  );
  await inChunks(items, (some) => tx.insert(priceListItem).values([...some]));
}

/** SKUs with their other names, units and dealer prices. */
export async function loadCatalog(tx: Tx): Promise<void> {
  const rows = readTable("skus");
  await loadSkus(tx, rows);
  await loadGtins(tx, rows);
  await loadUnits(tx, rows);
  await loadPriceLists(tx);
  await loadPrices(
    tx,
    rows.map((row) => ({ code: row.text("code"), dealerE4: row.int("dealer_price_e4") })),
  );
}
