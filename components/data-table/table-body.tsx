import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { listHref } from "./list-state";
import { PageCheckbox, RowCheckbox } from "./table-controls";
import type { Column, DataTableProps } from "./types";

const ROW_HEIGHT = { compact: "h-8", default: "h-10", "two-line": "h-13" } as const;

/** The first column stays in sight when the rest scrolls. */
const STICKY = "sticky left-0 z-10 bg-inherit";

function HeadCell<Row>(props: DataTableProps<Row> & { column: Column<Row>; first: boolean }) {
  const { column, state, pathname, first } = props;
  const sorted = state.sort.id === column.id;
  const right = column.align === "right";
  const desc = sorted ? !state.sort.desc : right;
  const Arrow = (sorted ? state.sort.desc : desc) ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (state.sort.desc ? "descending" : "ascending") : undefined}
      className={cn(
        "px-3 text-left text-2xs font-medium whitespace-nowrap text-muted",
        right && "text-right",
        first && cn(STICKY, "z-20"),
        column.className,
      )}
    >
      {column.sortable ? (
        <Link
          href={listHref(pathname, state, { sort: { id: column.id, desc } })}
          replace
          scroll={false}
          className={cn(
            "group/sort -mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-ink",
            right && "flex-row-reverse",
            sorted && "text-ink",
          )}
        >
          {column.header}
          <Arrow
            aria-hidden="true"
            className={cn(
              "size-3 stroke-2",
              !sorted && "invisible group-hover/sort:visible group-focus-visible/sort:visible",
            )}
          />
        </Link>
      ) : (
        column.header
      )}
    </th>
  );
}

function Cell<Row>(props: {
  column: Column<Row>;
  row: Row;
  first: boolean;
  href?: string | undefined;
}) {
  const { column, row, first, href } = props;
  const content: ReactNode = column.cell(row);
  return (
    <td
      className={cn(
        "px-3 py-1",
        column.align === "right" && "figures text-right",
        column.truncate && "max-w-56 truncate",
        first && STICKY,
        column.className,
      )}
      title={column.truncate && typeof content === "string" ? content : undefined}
    >
      {first && href ? (
        <Link
          href={href}
          prefetch={false}
          className="inline-flex min-h-6 items-center rounded-sm font-medium hover:underline"
        >
          {content}
        </Link>
      ) : (
        content
      )}
    </td>
  );
}

function BodyRow<Row>({ table, row }: { table: DataTableProps<Row>; row: Row }) {
  const id = table.rowKey(row);
  const href = table.rowHref?.(row);
  return (
    <tr
      data-row={id}
      data-href={href}
      data-peek={table.peekHref?.(row)}
      tabIndex={-1}
      className={cn(
        "group/row bg-surface hover:bg-hover focus-within:bg-hover focus-visible:outline-none",
        "focus-visible:[&>td]:shadow-[inset_0_2px_0_var(--ring),inset_0_-2px_0_var(--ring)]",
        "has-checked:bg-selected has-checked:[&>td:first-child]:shadow-[inset_2px_0_0_var(--accent)]",
        href && "cursor-pointer",
        ROW_HEIGHT[table.density ?? "default"],
      )}
    >
      {table.bulk ? (
        <td className="w-9 pl-3">
          <RowCheckbox id={id} label={`Select ${table.noun[0]} ${id}`} />
        </td>
      ) : null}
      {table.columns.map((column, index) => (
        <Cell key={column.id} column={column} row={row} first={index === 0} href={href} />
      ))}
      {table.rowActions ? (
        <td className="w-px px-2 text-right whitespace-nowrap">
          <div
            className={cn(
              "inline-flex gap-1 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100",
              // Tall rows have room for a second line of buttons, so that the columns need not make it.
              table.density === "two-line" && "max-w-48 min-w-48 flex-wrap justify-end",
            )}
          >
            {table.rowActions(row)}
          </div>
        </td>
      ) : null}
    </tr>
  );
}

function Totals<Row>({ table }: { table: DataTableProps<Row> }) {
  return (
    <tfoot>
      <tr className="sticky bottom-0 h-10 bg-surface font-medium [&>td]:shadow-[inset_0_1px_0_var(--line-strong)]">
        {table.bulk ? <td /> : null}
        {table.columns.map((column, index) => (
          <td
            key={column.id}
            className={cn(
              "px-3",
              column.align === "right" && "figures text-right",
              index === 0 && STICKY,
              column.className,
            )}
          >
            {column.total ?? (index === 0 ? "Total" : null)}
          </td>
        ))}
        {table.rowActions ? <td /> : null}
      </tr>
    </tfoot>
  );
}

export function DataTableBody<Row>(props: DataTableProps<Row>) {
  const { columns, rows } = props;
  return (
    <table className="w-full border-separate border-spacing-0 [&_tr>*]:border-line [&_tbody_tr+tr>*]:border-t">
      <caption className="sr-only">{props.label}</caption>
      <thead>
        <tr className="sticky top-0 z-10 h-9 bg-surface [&>th]:shadow-[inset_0_-1px_0_var(--line)]">
          {props.bulk ? (
            <th scope="col" className="w-9 pl-3 text-left">
              <PageCheckbox />
            </th>
          ) : null}
          {columns.map((column, index) => (
            <HeadCell key={column.id} {...props} column={column} first={index === 0} />
          ))}
          {props.rowActions ? (
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <BodyRow key={props.rowKey(row)} table={props} row={row} />
        ))}
      </tbody>
      {columns.some((column) => column.total !== undefined) && rows.length > 0 ? (
        <Totals table={props} />
      ) : null}
    </table>
  );
}
