import { pickBelow } from "../chance";
import { byText, type Column, cell, dateCell, type Row } from "./csv-files";
import type { Sku } from "./skus";
import type { Source } from "./source";

export const SUPPLY_COLUMNS = [
  "reference",
  "kind",
  "vendor",
  "sku",
  "node",
  "quantity",
  "ordered_days",
  "due_days",
  "confidence_percent",
  "dock_to_stock_days",
  "source",
];

type Supply = {
  reference: string;
  kind: "purchase_order" | "production";
  vendor: string;
  sku: Sku;
  quantity: number;
  /** Days from the day on which the demo world ends; negative = before it. */
  orderedDays: number;
  dueDays: number;
  confidence: number;
  source: string;
};

/** How sure a delivery is, by the credit rating (1 best … 5 worst) that the source gives the vendor. */
const CONFIDENCE: Readonly<Record<string, number>> = {
  "1": 95,
  "2": 90,
  "3": 80,
  "4": 70,
  "5": 60,
};
const PRODUCTION_CONFIDENCE = 95;
/** One delivery in this many is overdue: its date has passed and nothing has come. */
const LATE_ONE_IN = 9;
/** The most open purchase orders of one SKU that the demo carries. */
const OPEN_ORDERS_PER_SKU = 2;

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

const vendorsById = (source: Source): Map<string, Row> =>
  new Map(source.oltp("Vendor").map((row) => [cell(row, "BusinessEntityID"), row]));

function overdue(supply: Supply): Supply {
  if (pickBelow(LATE_ONE_IN, "late", supply.reference, supply.sku.code) !== 0) {
    return supply;
  }
  const daysLate = 1 + pickBelow(6, "days late", supply.reference, supply.sku.code);
  return { ...supply, dueDays: -daysLate, confidence: supply.confidence - 20 };
}

/** Pending and approved purchase orders: their due dates keep their distances from this day. */
const OPEN_FROM = "2014-08-02";
/** Older ones are left-overs in the source: what was due that long before is not still expected. */
const OLDEST_DUE = "2014-07-20";

function purchaseOrders(source: Source, skus: ReadonlyMap<string, Sku>): Supply[] {
  const vendors = vendorsById(source);
  const open = new Map(
    source
      .oltp("PurchaseOrderHeader")
      .filter((row) => ["1", "2"].includes(cell(row, "Status")))
      .map((row) => [cell(row, "PurchaseOrderID"), row]),
  );
  const perSku = new Map<string, number>();
  return source
    .oltp("PurchaseOrderDetail")
    .filter((row) => open.has(cell(row, "PurchaseOrderID")) && skus.has(cell(row, "ProductID")))
    .filter((row) => dateCell(row, "DueDate") >= OLDEST_DUE)
    .toSorted(
      (a, b) =>
        byText(dateCell(a, "DueDate"), dateCell(b, "DueDate")) ||
        Number(cell(a, "PurchaseOrderDetailID")) - Number(cell(b, "PurchaseOrderDetailID")),
    )
    .flatMap((row): Supply[] => {
      const header = open.get(cell(row, "PurchaseOrderID"));
      const sku = skus.get(cell(row, "ProductID"));
      const vendor = header && vendors.get(cell(header, "VendorID"));
      const nth = (perSku.get(cell(row, "ProductID")) ?? 0) + 1;
      perSku.set(cell(row, "ProductID"), nth);
      if (!(header && sku && vendor) || nth > OPEN_ORDERS_PER_SKU) {
        return [];
      }
      return [
        {
          reference: `PO-${cell(row, "PurchaseOrderID")}`,
          kind: "purchase_order",
          vendor: cell(vendor, "AccountNumber"),
          sku,
          quantity: Number(cell(row, "OrderQty")),
          orderedDays: daysBetween(OPEN_FROM, dateCell(header, "OrderDate")),
          dueDays: daysBetween(OPEN_FROM, dateCell(row, "DueDate")),
          confidence: CONFIDENCE[cell(vendor, "CreditRating")] ?? 60,
          source: "PurchaseOrderDetail",
        },
      ];
    });
}

/** What a vendor has on order for us without an open purchase order: somewhere in its lead time. */
function onOrder(source: Source, skus: ReadonlyMap<string, Sku>): Supply[] {
  const vendors = vendorsById(source);
  return source.oltp("ProductVendor").flatMap((row): Supply[] => {
    const sku = skus.get(cell(row, "ProductID"));
    const vendor = vendors.get(cell(row, "BusinessEntityID"));
    const dozens = cell(row, "UnitMeasureCode") === "DZ" ? 12 : 1;
    const quantity = Number(cell(row, "OnOrderQty")) * dozens;
    if (!(sku && vendor && quantity > 0)) {
      return [];
    }
    const leadTime = Number(cell(row, "AverageLeadTime"));
    const dueDays = 2 + pickBelow(leadTime, "due", sku.code);
    return [
      {
        reference: `PO-V${cell(row, "BusinessEntityID")}-${sku.productId}`,
        kind: "purchase_order",
        vendor: cell(vendor, "AccountNumber"),
        sku,
        quantity,
        orderedDays: dueDays - leadTime,
        dueDays,
        confidence: CONFIDENCE[cell(vendor, "CreditRating")] ?? 60,
        source: "ProductVendor",
      },
    ];
  });
}

/** Lots below this are the trickle of daily returns in the ledger, not production. */
const LEAST_LOT = 10;

/**
 * Production orders of what the manufacturer makes itself: the last lots that went into the ledger
 * come again, two for what is still sold, one for what is not.
 */
function production(source: Source, skus: readonly Sku[]): Supply[] {
  const codeOfKey = new Map(skus.flatMap((sku) => sku.keys.map((key) => [key, sku.code] as const)));
  const lots = new Map<string, Map<string, number>>();
  for (const row of source.warehouse("FactProductInventory")) {
    const code = codeOfKey.get(cell(row, "ProductKey"));
    const units = Number(cell(row, "UnitsIn"));
    if (code !== undefined && units >= LEAST_LOT) {
      const known = lots.get(code) ?? new Map<string, number>();
      known.set(dateCell(row, "MovementDate"), units);
      lots.set(code, known);
    }
  }
  return skus
    .filter((sku) => sku.made)
    .flatMap((sku) =>
      [...(lots.get(sku.code) ?? [])]
        .sort(([a], [b]) => byText(b, a))
        .slice(0, sku.ended ? 1 : 2)
        .map(([date, quantity], at): Supply => {
          const dueDays = 4 + at * 16 + pickBelow(14, "lot", sku.code, at);
          return {
            reference: `MO-${sku.productId}-${at + 1}`,
            kind: "production",
            vendor: "",
            sku,
            quantity,
            orderedDays: dueDays - 20,
            dueDays,
            confidence: PRODUCTION_CONFIDENCE,
            source: `FactProductInventory ${date}`,
          };
        }),
    );
}

/** The warehouse that a delivery goes to: one of those that keep the SKU. */
function receiver(supply: Supply, keeping: readonly string[]): string {
  const found = keeping[pickBelow(keeping.length, "to", supply.reference, supply.sku.code)];
  if (found === undefined) {
    throw new Error(`no warehouse keeps ${supply.sku.code}`);
  }
  return found;
}

/**
 * Inbound supply of the coming weeks.
 *
 * @param warehousesKeeping the warehouses that keep a SKU, by its code
 */
export function supplyRows(
  source: Source,
  skus: readonly Sku[],
  warehousesKeeping: ReadonlyMap<string, readonly string[]>,
): Column[][] {
  const byId = new Map(skus.map((sku) => [sku.productId, sku]));
  const all = [
    ...purchaseOrders(source, byId),
    ...onOrder(source, byId),
    ...production(source, skus),
  ];
  return all
    .map(overdue)
    .map((supply): Column[] => [
      supply.reference,
      supply.kind,
      supply.vendor,
      supply.sku.code,
      receiver(supply, warehousesKeeping.get(supply.sku.code) ?? []),
      supply.quantity,
      Math.min(supply.orderedDays, supply.dueDays - 1, -1),
      supply.dueDays,
      supply.confidence,
      supply.kind === "production" ? 1 : 2,
      supply.source,
    ])
    .sort((a, b) => byText(String(a[0]), String(b[0])) || byText(String(a[3]), String(b[3])));
}

export const VENDOR_COLUMNS = [
  "account",
  "name",
  "credit_rating",
  "preferred",
  "line1",
  "city",
  "region",
  "postcode",
  "country",
];

/** The vendors that sell finished goods, with their addresses. */
export function vendorRows(source: Source, skus: readonly Sku[]): Column[][] {
  const ids = new Set(skus.map((sku) => sku.productId));
  const selling = new Set(
    source
      .oltp("ProductVendor")
      .filter((row) => ids.has(cell(row, "ProductID")))
      .map((row) => cell(row, "BusinessEntityID")),
  );
  const addressOf = new Map(
    source
      .oltp("BusinessEntityAddress")
      .map((row) => [cell(row, "BusinessEntityID"), cell(row, "AddressID")]),
  );
  const addresses = new Map(source.oltp("Address").map((row) => [cell(row, "AddressID"), row]));
  const regions = new Map(
    source.oltp("StateProvince").map((row) => [cell(row, "StateProvinceID"), row]),
  );
  return source
    .oltp("Vendor")
    .filter((row) => selling.has(cell(row, "BusinessEntityID")))
    .map((row): Column[] => {
      const address = addresses.get(addressOf.get(cell(row, "BusinessEntityID")) ?? "");
      const region = address && regions.get(cell(address, "StateProvinceID"));
      if (!(address && region)) {
        throw new Error(`no address of vendor ${cell(row, "Name")}`);
      }
      return [
        cell(row, "AccountNumber"),
        cell(row, "Name"),
        cell(row, "CreditRating"),
        cell(row, "PreferredVendorStatus") === "True",
        cell(address, "AddressLine1"),
        cell(address, "City"),
        cell(region, "StateProvinceCode"),
        cell(address, "PostalCode"),
        cell(region, "CountryRegionCode"),
      ];
    })
    .sort((a, b) => byText(String(a[0]), String(b[0])));
}
