import { shareOut } from "@/server/oms/kernel/money";
import { pickBelow } from "../chance";
import { DEMO_NODES, DROPSHIP_NODE, DROPSHIP_VENDOR } from "../nodes";
import { byText, type Column, cell, dateCell } from "./csv-files";
import type { Sku } from "./skus";
import type { Source } from "./source";

export const STOCK_COLUMNS = [
  "node",
  "sku",
  "on_hand",
  "safety_stock",
  "shelf",
  "bin",
  "counted_in",
];

type Count = { units: number; shelf: string; bin: string; from: "locations" | "ledger" };

/**
 * Units of each SKU in the source: the count by location, or, where none was counted, the last
 * balance of the daily ledger. The scarce SKUs of the demo are the source's own.
 */
export function countedUnits(source: Source, skus: readonly Sku[]): Map<string, Count> {
  const codeOfId = new Map(skus.map((sku) => [sku.productId, sku.code]));
  const codeOfKey = new Map(skus.flatMap((sku) => sku.keys.map((key) => [key, sku.code] as const)));

  const balances = new Map<string, { date: string; units: number }>();
  for (const row of source.warehouse("FactProductInventory")) {
    const code = codeOfKey.get(cell(row, "ProductKey"));
    const date = dateCell(row, "MovementDate");
    if (code !== undefined && date >= (balances.get(code)?.date ?? "")) {
      balances.set(code, { date, units: Number(cell(row, "UnitsBalance")) });
    }
  }

  const counts = new Map<string, Count>();
  const rows = source
    .oltp("ProductInventory")
    .toSorted((a, b) => Number(cell(a, "LocationID")) - Number(cell(b, "LocationID")));
  for (const row of rows) {
    const code = codeOfId.get(cell(row, "ProductID"));
    if (code === undefined) {
      continue;
    }
    const known = counts.get(code) ?? { units: 0, shelf: "", bin: "", from: "locations" };
    const shelved = known.shelf === "" && cell(row, "Shelf") !== "N/A";
    counts.set(code, {
      units: known.units + Number(cell(row, "Quantity")),
      shelf: shelved ? cell(row, "Shelf") : known.shelf,
      bin: shelved ? cell(row, "Bin") : known.bin,
      from: "locations",
    });
  }

  for (const { code } of skus) {
    const count = counts.get(code);
    if (count === undefined || count.units === 0) {
      const units = balances.get(code)?.units ?? 0;
      counts.set(code, { units, shelf: count?.shelf ?? "", bin: count?.bin ?? "", from: "ledger" });
    }
  }
  return counts;
}

/** Product ids that the drop-ship supplier sells to Adventure Works. */
export function dropshipProducts(source: Source): Set<string> {
  const vendor = source
    .oltp("Vendor")
    .find((row) => cell(row, "AccountNumber") === DROPSHIP_VENDOR);
  if (vendor === undefined) {
    throw new Error(`no vendor ${DROPSHIP_VENDOR}`);
  }
  const id = cell(vendor, "BusinessEntityID");
  return new Set(
    source
      .oltp("ProductVendor")
      .filter((row) => cell(row, "BusinessEntityID") === id)
      .map((row) => cell(row, "ProductID")),
  );
}

/** Of each hundred node × SKU pairs, this many warehouses do not keep a SKU that they could. */
const NOT_KEPT_PERCENT = 22;
/** Fewer units than this stay together: a handful is not spread over a continent. */
const KEEP_TOGETHER_BELOW = 12;

/** Which nodes keep a SKU, and in what proportion. At least one of the two main warehouses does. */
function keepers(sku: Sku, units: number, dropshipped: boolean): { node: string; share: number }[] {
  const main = pickBelow(2, "main", sku.code) === 0 ? "RNO" : "CMH";
  if (units < KEEP_TOGETHER_BELOW) {
    return [{ node: main, share: 1 }];
  }
  return DEMO_NODES.filter(({ code, stockShare }) => {
    if (code === DROPSHIP_NODE) {
      return dropshipped;
    }
    const kept = pickBelow(100, "kept", code, sku.code) >= NOT_KEPT_PERCENT;
    return stockShare[sku.defaults.kind] > 0 && (code === main || kept);
  }).map(({ code, stockShare }) => ({ node: code, share: stockShare[sku.defaults.kind] }));
}

/** Adventure Works keeps safety stock for the whole company; a node withholds a tenth of its part. */
const SAFETY_DIVISOR = 10;

/**
 * Stock by node: the units of the source, shared out over the nodes that keep the SKU, to the last
 * unit. Deterministic: which node keeps what follows from the codes alone.
 */
export function stockRows(source: Source, skus: readonly Sku[]): Column[][] {
  const counts = countedUnits(source, skus);
  const dropshipped = dropshipProducts(source);
  return skus
    .flatMap((sku): Column[][] => {
      const count = counts.get(sku.code);
      if (count === undefined) {
        throw new Error(`no count of ${sku.code}`);
      }
      const nodes = keepers(sku, count.units, dropshipped.has(sku.productId));
      const shares = nodes.map(({ share }) => share);
      const onHand = shareOut(count.units, shares);
      const safety = shareOut(
        Math.floor(Math.min(sku.safetyStock, count.units) / SAFETY_DIVISOR),
        shares,
      );
      return nodes.map(({ node }, at): Column[] => [
        node,
        sku.code,
        onHand[at] ?? 0,
        safety[at] ?? 0,
        count.shelf,
        count.bin,
        count.from,
      ]);
    })
    .sort((a, b) => byText(String(a[0]), String(b[0])) || byText(String(a[1]), String(b[1])));
}
