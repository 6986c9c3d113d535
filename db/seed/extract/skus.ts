import { demoGtin13 } from "../gtin";
import { byText, type Column, cell, dateCell, type Row, scaled } from "./csv-files";
import { DEFAULTS, type Defaults, freightClass, SUCCESSOR_MODEL } from "./sku-defaults";
import type { Source } from "./source";

export type Sku = {
  productId: string;
  code: string;
  name: string;
  category: string;
  subcategory: string;
  modelId: string;
  colour: string;
  size: string;
  /** Has the sale of it ended, and did it end a year before the last orders? */
  ended: boolean;
  endedLong: boolean;
  made: boolean;
  safetyStock: number;
  reorderPoint: number;
  defaults: Defaults;
  /** DimProduct keys, one per price version: the codes that the reseller orders use. */
  keys: readonly string[];
  row: Row;
};

export const SKU_COLUMNS = [
  "code",
  "name",
  "category",
  "subcategory",
  "kind",
  "model",
  "description",
  "colour",
  "size",
  "weight_g",
  "weight_imputed",
  "length_mm",
  "width_mm",
  "height_mm",
  "dimensions_imputed",
  "standard_cost_e4",
  "list_price_e4",
  "dealer_price_e4",
  "dealer_price_imputed",
  "safety_stock",
  "reorder_point",
  "made",
  "days_to_manufacture",
  "lead_time_days",
  "order_multiple",
  "pack_factor",
  "case_factor",
  "gtin13",
  "freight_class",
  "lifecycle",
  "backorder_policy",
  "superseded_by",
];

/** Sales end in May of a year; what ended before the last of them is gone, not being sold off. */
const LONG_ENDED_BEFORE = "2013-01-01";

/** Finished goods with a price, in order of their product number. */
export function readSkus(source: Source): Sku[] {
  const subcategories = new Map(
    source.oltp("ProductSubcategory").map((row) => [cell(row, "ProductSubcategoryID"), row]),
  );
  const categories = new Map(
    source.oltp("ProductCategory").map((row) => [cell(row, "ProductCategoryID"), row]),
  );
  const keys = new Map<string, string[]>();
  for (const row of source.warehouse("DimProduct")) {
    const code = cell(row, "ProductAlternateKey");
    keys.set(code, [...(keys.get(code) ?? []), cell(row, "ProductKey")]);
  }

  return source
    .oltp("Product")
    .filter(
      (row) => cell(row, "FinishedGoodsFlag") === "True" && Number(cell(row, "ListPrice")) > 0,
    )
    .map((row): Sku => {
      const subcategory = subcategories.get(cell(row, "ProductSubcategoryID"));
      const category = subcategory && categories.get(cell(subcategory, "ProductCategoryID"));
      const defaults = subcategory && DEFAULTS[cell(subcategory, "Name")];
      if (subcategory === undefined || category === undefined || defaults === undefined) {
        throw new Error(`no defaults for the subcategory of ${cell(row, "ProductNumber")}`);
      }
      return {
        productId: cell(row, "ProductID"),
        code: cell(row, "ProductNumber"),
        name: cell(row, "Name"),
        category: cell(category, "Name"),
        subcategory: cell(subcategory, "Name"),
        modelId: cell(row, "ProductModelID"),
        colour: cell(row, "Color"),
        size: cell(row, "Size"),
        ended: dateCell(row, "SellEndDate") !== "",
        endedLong: (dateCell(row, "SellEndDate") || LONG_ENDED_BEFORE) < LONG_ENDED_BEFORE,
        made: cell(row, "MakeFlag") === "True",
        safetyStock: Number(cell(row, "SafetyStockLevel")),
        reorderPoint: Number(cell(row, "ReorderPoint")),
        defaults,
        keys: keys.get(cell(row, "ProductNumber")) ?? [],
        row,
      };
    })
    .sort((a, b) => byText(a.code, b.code));
}

const SIZES = ["S", "M", "L", "X"];

/** How far apart two sizes are: centimetres, or steps of S–XL; unlike kinds are far. */
function sizeDistance(a: string, b: string): number {
  const letters = [SIZES.indexOf(a), SIZES.indexOf(b)];
  if (letters[0] !== undefined && letters[1] !== undefined && Math.min(...letters) >= 0) {
    return Math.abs(letters[0] - letters[1]);
  }
  const distance = Math.abs(Number(a) - Number(b));
  return Number.isNaN(distance) ? 1000 : distance;
}

/** The SKU that a buyer of this ended one is pointed to, or null. */
export function successorOf(sku: Sku, all: readonly Sku[]): Sku | null {
  const model = sku.ended ? SUCCESSOR_MODEL[sku.modelId] : undefined;
  const candidates = all.filter((other) => other.modelId === model && !other.ended);
  const order = (a: Sku, b: Sku): number =>
    sizeDistance(sku.size, a.size) - sizeDistance(sku.size, b.size) ||
    Number(a.colour !== sku.colour) - Number(b.colour !== sku.colour) ||
    byText(a.code, b.code);
  return candidates.sort(order)[0] ?? null;
}

/** Grams, from pounds or grams of the source; null where it has none. */
function sourceWeight(row: Row): number | null {
  const weight = cell(row, "Weight");
  if (weight === "") {
    return null;
  }
  const unit = cell(row, "WeightUnitMeasureCode");
  if (unit !== "LB" && unit !== "G") {
    throw new Error(`weight unit ${unit}`);
  }
  return unit === "G" ? Math.round(Number(weight)) : Math.round(Number(weight) * 453.592_37);
}

/**
 * An order multiple is set only where every order line of the source respects it; elsewhere packs
 * are offered, not enforced.
 */
function orderMultiple(defaults: Defaults, ordered: readonly number[]): number {
  return ordered.every((units) => units % defaults.pack === 0) ? defaults.pack : 1;
}

/** Dealer price and its description come from the newest price version of the warehouse. */
function newestVersions(source: Source): Map<string, Row> {
  const newest = new Map<string, Row>();
  for (const row of source.warehouse("DimProduct")) {
    const code = cell(row, "ProductAlternateKey");
    const known = newest.get(code);
    if (known === undefined || dateCell(known, "StartDate") < dateCell(row, "StartDate")) {
      newest.set(code, row);
    }
  }
  return newest;
}

/** Days until more of it can be had: the vendor's lead time, or production after its parts. */
function leadTimes(source: Source): Map<string, number> {
  const days = new Map<string, number>();
  for (const row of source.oltp("ProductVendor")) {
    const id = cell(row, "ProductID");
    const known = days.get(id) ?? Number.POSITIVE_INFINITY;
    days.set(id, Math.min(known, Number(cell(row, "AverageLeadTime"))));
  }
  return days;
}

/** Every dealer price of the source is three fifths of its list price; three SKUs have none. */
const DEALER_SHARE = 0.6;
const lifecycleOf = (sku: Sku): string => {
  const ending = sku.endedLong ? "discontinued" : "closeout";
  return sku.ended ? ending : "active";
};

const PARTS_DAYS = 10;
const UNKNOWN_VENDOR_DAYS = 30;

/** One row of skus.csv per SKU. `ordered` holds the quantities of the reseller lines by code. */
export function skuRows(
  source: Source,
  skus: readonly Sku[],
  ordered: ReadonlyMap<string, readonly number[]>,
): Column[][] {
  const newest = newestVersions(source);
  const vendorDays = leadTimes(source);
  return skus.map((sku, at): Column[] => {
    const { defaults, row } = sku;
    const version = newest.get(sku.code);
    if (version === undefined) {
      throw new Error(`no price version of ${sku.code}`);
    }
    const quantities = ordered.get(sku.code) ?? [];
    const weight = sourceWeight(row);
    const volume = defaults.lengthMm * defaults.widthMm * defaults.heightMm;
    const listPrice = scaled(cell(row, "ListPrice"), 4);
    const dealer = cell(version, "DealerPrice");
    const daysToManufacture = Number(cell(row, "DaysToManufacture"));
    return [
      sku.code,
      sku.name,
      sku.category,
      sku.subcategory,
      defaults.kind,
      cell(version, "ModelName"),
      cell(version, "EnglishDescription"),
      sku.colour,
      sku.size,
      weight ?? defaults.weightG,
      weight === null,
      defaults.lengthMm,
      defaults.widthMm,
      defaults.heightMm,
      true,
      scaled(cell(row, "StandardCost"), 4),
      listPrice,
      dealer === "" ? Math.round(listPrice * DEALER_SHARE) : scaled(dealer, 4),
      dealer === "",
      sku.safetyStock,
      sku.reorderPoint,
      sku.made,
      daysToManufacture,
      sku.made
        ? daysToManufacture + PARTS_DAYS
        : (vendorDays.get(sku.productId) ?? UNKNOWN_VENDOR_DAYS),
      orderMultiple(defaults, quantities),
      defaults.pack,
      defaults.case,
      demoGtin13(at + 1),
      freightClass(weight ?? defaults.weightG, volume),
      lifecycleOf(sku),
      sku.ended && quantities.length === 0 ? "refuse" : "backorder",
      successorOf(sku, skus)?.code ?? "",
    ];
  });
}
