import type { SourceKind } from "@/server/oms/inventory/types";

export const SOURCE_KINDS: Record<SourceKind, string> = {
  erp: "ERP",
  wms: "Warehouse system",
  "3pl": "Logistics provider",
  store: "Store",
  supplier: "Supplier",
};
