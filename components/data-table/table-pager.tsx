import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatQuantity } from "@/components/format";
import { buttonClass } from "@/components/ui/button-class";
import { type ListState, listHref } from "./list-state";
import type { DataTableProps, TablePage } from "./types";

/** "1–50 of 1,284 orders" when counted, "1–50 of 50+ orders" when there is more than was counted. */
export function pagerSummary(
  state: ListState,
  page: TablePage,
  shown: number,
  noun: readonly [string, string],
): string {
  const last = state.at + shown;
  const total = page.total ?? last;
  const of = page.total === null && page.next ? `${formatQuantity(last)}+` : formatQuantity(total);
  const things = total === 1 ? noun[0] : noun[1];
  if (shown === 0) {
    return `0 ${noun[1]}`;
  }
  return `${formatQuantity(state.at + 1)}–${formatQuantity(last)} of ${of} ${things}`;
}

function Step({
  href,
  label,
  children,
}: {
  href: string | null;
  label: string;
  children: ReactNode;
}) {
  const look = buttonClass({ size: "dense", square: true });
  return href ? (
    <Link href={href} aria-label={label} className={look}>
      {children}
    </Link>
  ) : (
    <span aria-hidden="true" className={`${look} text-subtle opacity-50`}>
      {children}
    </span>
  );
}

export function TablePager<Row>(props: DataTableProps<Row> & { summary: string }) {
  const { state, page, pathname, rows, summary } = props;
  const before = Math.max(0, state.at - page.size);
  const first = state.after || state.before ? listHref(pathname, state, {}) : null;
  const walksBack = page.previous && before > 0;
  const previous = walksBack
    ? listHref(pathname, state, { before: page.previous ?? null, at: before })
    : first;
  const next = page.next
    ? listHref(pathname, state, { after: page.next, at: state.at + rows.length })
    : null;
  return (
    <nav
      aria-label={`Pages of ${props.noun[1]}`}
      className="mt-2 flex min-h-7 flex-wrap items-center gap-3 text-xs text-muted"
    >
      <span className="figures">{summary}</span>
      {props.exportHref ? (
        <a
          href={props.exportHref}
          download
          className="link screen-only inline-flex min-h-6 items-center"
        >
          Export CSV
        </a>
      ) : null}
      <span className="screen-only ml-auto flex items-center gap-1">
        {first && before > 0 ? (
          <Link href={first} className="link mr-2 inline-flex min-h-6 items-center">
            First page
          </Link>
        ) : null}
        <Step href={walksBack || before === 0 ? previous : null} label="Previous page">
          <ChevronLeft aria-hidden="true" />
        </Step>
        <Step href={next} label="Next page">
          <ChevronRight aria-hidden="true" />
        </Step>
      </span>
    </nav>
  );
}
