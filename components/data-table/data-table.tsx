import { countConditions, listHref } from "./list-state";
import { DataTableBody } from "./table-body";
import { SelectionBar } from "./table-controls";
import { TableEmpty } from "./table-empty";
import { TableFrame } from "./table-frame";
import { pagerSummary, TablePager } from "./table-pager";
import { TableToolbar } from "./table-toolbar";
import type { DataTableProps } from "./types";

/**
 * The one list. The page reads its state from the address (readListState), asks the server for that
 * page of rows and hands both in; sorting, filters, views and paging are links, so that nothing is
 * ever filtered in the browser and the address always says what is seen.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { state, pathname, rows, page, noun, label } = props;
  const conditions = countConditions(state);
  const summary = pagerSummary(state, page, rows.length, noun);
  const clearHref = conditions > 0 ? listHref(pathname, state, { q: "", filters: {} }) : null;
  return (
    <TableFrame
      pageIds={rows.map(props.rowKey)}
      clearHref={clearHref}
      selectable={Boolean(props.bulk)}
    >
      <TableToolbar {...props} clearHref={clearHref} />
      <p role="status" className="sr-only">
        {`${label}: ${summary}`}
      </p>
      <div className="relative rounded-md border border-line bg-surface">
        {props.bulk && rows.length > 0 ? (
          <SelectionBar total={page.total} noun={noun}>
            {props.bulk}
          </SelectionBar>
        ) : null}
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
          tabIndex={0}
          aria-label={label}
          className="relative overflow-auto rounded-md group-data-pending/frame:opacity-60 md:max-h-[calc(100dvh-13rem)] print:max-h-none print:overflow-visible"
        >
          <DataTableBody {...props} />
          {rows.length === 0 ? <TableEmpty {...props} clearHref={clearHref} /> : null}
        </section>
      </div>
      <TablePager {...props} summary={summary} />
    </TableFrame>
  );
}
