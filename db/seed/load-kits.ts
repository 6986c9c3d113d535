import type { Tx } from "@/db/client";
import { kitComponent, sku } from "@/db/schema";
import { present } from "@/server/oms/kernel/assert";
import { costOf, type DealerPrice, loadPrices, skuIdOf } from "./load-catalog";
import { readTable, type TableRow } from "./tables";

/** A kit costs so many percent of what its components cost one by one. */
const KIT_PERCENT = 90;

const CATEGORY = "Kits";

/** Kits of finished goods, made for the demo; each keeps what it is made of, not a stock of its own. */
export async function loadKits(tx: Tx): Promise<void> {
  const goods = new Map(readTable("skus").map((row) => [row.text("code"), row]));
  const components = readTable("kit_components");
  const kits = readTable("kits").map((row) => {
    const code = row.text("code");
    const parts = components.filter((part) => part.text("kit") === code);
    return { code, row, parts: parts.map((part) => partOf(part, goods)) };
  });
  await tx.insert(sku).values(
    kits.map(({ code, row, parts }) => ({
      id: skuIdOf(code),
      code,
      name: row.text("name"),
      description: row.text("description"),
      category: CATEGORY,
      grams: total(parts, "weight_g"),
      measuresImputed: true,
      leadTimeDays: Math.max(...parts.map(({ good }) => good.int("lead_time_days"))),
      standardCostE4: parts.reduce((sum, { good, quantity }) => sum + costOf(good) * quantity, 0),
      listPriceE4: kitPrice(parts, "list_price_e4"),
    })),
  );
  await tx.insert(kitComponent).values(
    kits.flatMap(({ code, parts }) =>
      parts.map(({ good, quantity }, index) => ({
        kitSkuId: skuIdOf(code),
        componentSkuId: skuIdOf(good.text("code")),
        quantity,
        position: index + 1,
      })),
    ),
  );
  await loadPrices(
    tx,
    kits.map(
      ({ code, parts }): DealerPrice => ({ code, dealerE4: kitPrice(parts, "dealer_price_e4") }),
    ),
  );
}

type Part = { readonly good: TableRow; readonly quantity: number };

const partOf = (row: TableRow, goods: ReadonlyMap<string, TableRow>): Part => ({
  good: present(goods.get(row.text("component")), `a good ${row.text("component")}`),
  quantity: row.int("quantity"),
});

const total = (parts: readonly Part[], column: string): number =>
  parts.reduce((sum, { good, quantity }) => sum + good.int(column) * quantity, 0);

/** Rounded to whole cents: nobody prints a kit's price in hundredths of a cent. */
const kitPrice = (parts: readonly Part[], column: string): number =>
  Math.round((total(parts, column) * KIT_PERCENT) / 10_000) * 100;
