import Link from "next/link";
import { inWords } from "@/components/admin/words";
import { type ListState, listHref } from "@/components/data-table/list-state";
import { formatQuantity } from "@/components/format";
import type { ExceptionGroup } from "@/server/oms/exceptions/queries";

const PATH = "/admin/exceptions";
const BY = [
  { sort: "type", label: "Type" },
  { sort: "sku", label: "SKU" },
  { sort: "node", label: "Node" },
] as const;

type Props = { state: ListState; groups: readonly ExceptionGroup[] };

/** Alike ones together: by what, and how many of each; one press shows only those. */
export function ExceptionGroups({ state, groups }: Props) {
  const by = BY.find(({ sort }) => sort === state.sort.id);
  return (
    <nav aria-label="Group by" className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="text-muted">Group by</span>
      {BY.map(({ sort, label }) => (
        <Link
          key={sort}
          href={listHref(PATH, state, {
            sort: { id: by?.sort === sort ? "severity" : sort, desc: false },
          })}
          aria-current={by?.sort === sort ? "true" : undefined}
          className="inline-flex min-h-6 items-center rounded-sm px-1.5 hover:bg-hover aria-[current]:bg-selected aria-[current]:font-medium"
        >
          {label}
        </Link>
      ))}
      {groups.map(({ value, label, count }) => (
        <Link
          key={value}
          className="link inline-flex min-h-6 items-center"
          href={listHref(PATH, state, {
            filters: { ...state.filters, [by?.sort ?? "type"]: [value] },
          })}
        >
          {by?.sort === "type" ? inWords(label) : label} ({formatQuantity(count)})
        </Link>
      ))}
    </nav>
  );
}
