import type { z } from "zod";
import type { inventoryMapping } from "@/server/oms/imports/schema";

/** Which column says what, as a person chooses it: its name, or `@` and a node for every row. */
export type ColumnChoice = {
  readonly sku: string;
  readonly node: string;
  readonly onHand: string;
};

type Mapping = z.output<typeof inventoryMapping>;

function choiceOf(source: Mapping["stock.sku"]): string {
  if (source === undefined || typeof source === "string") {
    return source ?? "";
  }
  return "value" in source ? `@${source.value}` : "";
}

export const columnsOf = (mapping: Partial<Mapping>): ColumnChoice => ({
  sku: choiceOf(mapping["stock.sku"]),
  node: choiceOf(mapping["stock.node"]),
  onHand: choiceOf(mapping["stock.onHand"]),
});

export const mappingOf = ({ sku, node, onHand }: ColumnChoice) => ({
  "stock.sku": sku,
  "stock.node": node.startsWith("@") ? { value: node.slice(1) } : node,
  "stock.onHand": onHand,
});

export const isWhole = (columns: ColumnChoice): boolean =>
  Object.values(columns).every((column) => column !== "");
