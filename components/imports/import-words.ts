import { inWords } from "@/components/admin/words";
import type { RunState } from "@/server/oms/imports/queries-runs";
import type {
  LeftChange,
  ListedKind,
  UndoHindrance,
  UploadKind,
} from "@/server/oms/imports/types-undo";

export const IMPORT_KINDS: Record<ListedKind, string> = {
  customers: "Customers",
  catalog: "SKUs and prices",
  orders: "Orders",
  inventory: "Stock",
  nodes: "Nodes",
  feed: "Stock feed",
};

export const RUN_STATES: Record<RunState, string> = {
  running: "Not finished",
  done: "Done",
  undone: "Undone",
  held: "To be confirmed",
  ignored: "Older than known",
};

export const UPLOADS: Record<UploadKind, { readonly text: string; readonly template: string }> = {
  customers: {
    text: "Customers: companies and their ship-tos",
    template:
      "company,company_name,phone,currency,location,address1,city,region,postal_code,country",
  },
  catalog: {
    text: "SKUs and prices: names, list prices, packs, GTINs, low-stock points",
    template: "sku,name,description,category,grams,pack_multiple,list_price,gtin",
  },
};

export const CHANGE_KINDS: Record<LeftChange["kind"], string> = {
  position: "Stock of",
  order: "Order",
  company: "Customer",
  ship_to: "Ship-to",
  sku: "SKU",
  gtin: "GTIN",
  low_stock_point: "Low-stock point",
};

/** The same of orders. */
export const WHY_ORDER_LEFT: Record<UndoHindrance, string> = {
  changed_since: "Changed since",
  in_use: "A node has it in hand, or some of it has left",
  gone: "It is over",
};

export const WHY_LEFT: Record<UndoHindrance, string> = {
  changed_since: "Changed since",
  in_use: "Orders or others need it",
  gone: "Not there any more",
};

/** The fields of a file whose names do not say it. */
const FIELDS: Readonly<Record<string, string>> = {
  "company.code": "Customer",
  "company.name": "Customer name",
  "company.backorderLimit": "Backorders at most, units",
  "company.backorderDays": "Backorders at most, days",
  "location.code": "Ship-to",
  "location.name": "Ship-to name",
  "location.address1": "Address",
  "location.address2": "Address, second line",
  "location.residential": "Somebody lives there",
  "sku.code": "SKU",
  "sku.grams": "Weight in grams",
  "sku.gtin": "GTIN",
  "sku.backorderLimit": "Backorders at most, units",
  "sku.backorderDays": "Backorders at most, days",
  "sku.lowStock": "Low at so many units",
  "sku.comesOutOn": "Comes out on",
  "sku.preorderLimit": "Units that may be pre-ordered",
  listPriceE4: "List price",
  measuresImputed: "Weight is a guess",
  isImported: "To be completed",
  grams: "Weight in grams",
  gtin: "GTIN",
  address1: "Address",
  address2: "Address, second line",
  isResidential: "Somebody lives there",
};

/** A field of a file, or of what an import wrote, in words. */
export const fieldInWords = (field: string): string =>
  FIELDS[field] ??
  inWords(field.replace(/^.*\./, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
