import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

export type PlainColumn = {
  /** Empty for a column of actions: say what it holds in `hidden`. */
  header: ReactNode;
  align?: "right";
  hidden?: boolean;
};

export type PlainTableProps = {
  /** Names the table for those who cannot see it. */
  label: string;
  columns: readonly PlainColumn[];
  /** Rows as `<tr>` of `<PlainCell>`. */
  children: ReactNode;
};

/** A small table inside a panel: all of it is there, so it needs no search, no sort, no pages. */
export function PlainTable({ label, columns, children }: PlainTableProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      className="relative overflow-x-auto rounded-md"
    >
      <table className="w-full [&_tbody_tr]:border-t [&_tbody_tr]:border-line [&_tfoot_tr]:border-t [&_tfoot_tr]:border-line-strong">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="h-9">
            {columns.map(({ header, align, hidden }, at) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table are fixed.
                key={at}
                scope="col"
                className={cn(
                  "px-3 text-left text-2xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4",
                  align === "right" && "text-right",
                )}
              >
                {hidden ? <span className="sr-only">{header}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </section>
  );
}

export type PlainCellProps = {
  align?: "right" | undefined;
  /** Names its row. */
  isHead?: boolean;
  className?: string;
  children?: ReactNode;
};

export function PlainCell({ align, isHead, className, children }: PlainCellProps) {
  const look = cn(
    "px-3 py-2 first:pl-4 last:pr-4",
    align === "right" && "figures text-right whitespace-nowrap",
    isHead && "text-left font-normal",
    className,
  );
  return isHead ? (
    <th scope="row" className={look}>
      {children}
    </th>
  ) : (
    <td className={look}>{children}</td>
  );
}
