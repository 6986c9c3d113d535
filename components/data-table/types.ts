import type { ReactNode } from "react";
import type { SelectOption } from "@/components/ui/select";
import type { ListState } from "./list-state";

export type Column<Row> = {
  /** Also the name the server sorts by. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers right, everything else left. */
  align?: "left" | "right";
  sortable?: boolean;
  /** Tailwind classes for the column: "w-40", "max-w-64", "hidden lg:table-cell". */
  className?: string;
  /** Long names end in "…" with the whole in the title; identifiers are never cut. */
  truncate?: boolean;
  /** Sum at the foot, where sums make sense. */
  total?: ReactNode;
};

export type Filter = { id: string; label: string; options: readonly SelectOption[] };

export type View = { id: string; label: string; count?: number | null | undefined };

/** What the server said about this page of the list. */
export type TablePage = {
  size: number;
  /** Rows matching view, search and filters; null when they were not counted. */
  total: number | null;
  /** Cursor of the following page, null at the end. */
  next: string | null;
  /** Cursor of the page before, when the query can walk back; else "First page" is offered. */
  previous?: string | null | undefined;
};

export type DataTableProps<Row> = {
  /** Names the table for those who cannot see it: "Orders". */
  label: string;
  /** "order", "orders". */
  noun: readonly [one: string, many: string];
  pathname: string;
  state: ListState;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row's own page: its first cell links there; Enter and a click on the row go there. */
  rowHref?: (row: Row) => string;
  /** A side sheet at an address, opened by Space. */
  peekHref?: (row: Row) => string;
  /** Buttons that appear on hover and on focus within the row. */
  rowActions?: (row: Row) => ReactNode;
  page: TablePage;
  views?: readonly View[];
  filters?: readonly Filter[];
  /** What the search box finds: "Order, PO, customer or SKU". Absent: no search box. */
  search?: string;
  /** Shows checkboxes; what can be done with the chosen rows (reads useTableSelection). */
  bulk?: ReactNode;
  /** CSV of exactly what is shown. */
  exportHref?: string;
  /** More controls at the right of the toolbar. */
  tools?: ReactNode;
  /** Shown when nothing has ever existed. */
  emptyNever: { title: string; text?: ReactNode; action?: ReactNode };
  /** A queue worked off: shown when a view is empty without filters. */
  emptyDone?: { title: string; text?: ReactNode };
  density?: "compact" | "default" | "two-line";
};
