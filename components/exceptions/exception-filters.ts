import { inWords } from "@/components/admin/words";
import type { ListState } from "@/components/data-table/list-state";
import type { Filter } from "@/components/data-table/types";
import { formatQuantity } from "@/components/format";
import { statusOptions } from "@/components/status";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";

type Named = { readonly value: string; readonly label: string };
type Known = {
  readonly rows: readonly ExceptionRow[];
  readonly types: readonly { type: string; count: number }[];
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  readonly nodes: readonly { readonly code: string; readonly name: string }[];
};

/** The queue's filters, with what there is to choose. */
export function exceptionFilters({ filters }: ListState, known: Known): Filter[] {
  const { rows, types, owners, nodes } = known;
  const named = (list: readonly Named[]) => list.map((each) => ({ ...each }));
  return [
    { id: "type", label: "Type", options: typeOptions(types, filters.type ?? []) },
    { id: "severity", label: "Severity", options: statusOptions("severity").toReversed() },
    {
      id: "owner",
      label: "Owner",
      options: named(owners.map(({ id, name }) => ({ value: id, label: name }))),
    },
    {
      id: "node",
      label: "Node",
      options: named(nodes.map(({ code, name }) => ({ value: code, label: name }))),
    },
    { id: "sku", label: "SKU", options: seen(rows, filters.sku ?? [], skuOf) },
    { id: "company", label: "Customer", options: seen(rows, filters.company ?? [], buyerOf) },
  ];
}

/** The types that there are, with how many of each; a chosen one stays even when it has none. */
function typeOptions(types: readonly { type: string; count: number }[], chosen: readonly string[]) {
  const found = types.map(({ type, count }) => ({
    value: type,
    label: `${inWords(type)} (${formatQuantity(count)})`,
  }));
  const without = chosen.filter((type) => types.every((each) => each.type !== type));
  return [...found, ...without.map((type) => ({ value: type, label: `${inWords(type)} (0)` }))];
}

const skuOf = (row: ExceptionRow) => [row.sku, row.sku] as const;
const buyerOf = (row: ExceptionRow) => [row.companyCode, row.company] as const;

/** What the rows of this page are about, to choose from; a chosen one stays. */
function seen(
  rows: readonly ExceptionRow[],
  chosen: readonly string[],
  of: (row: ExceptionRow) => readonly [value: string | null, label: string | null],
) {
  const labels = new Map<string, string>(chosen.map((value) => [value, value]));
  for (const row of rows) {
    const [value, label] = of(row);
    if (value !== null) {
      labels.set(value, label ?? value);
    }
  }
  return [...labels]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => (a.label < b.label ? -1 : 1));
}
