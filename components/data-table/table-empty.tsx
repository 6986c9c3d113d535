import { formatCount } from "@/components/format";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { countConditions } from "./list-state";
import type { DataTableProps } from "./types";

/** Never, filtered and done are three different sentences. */
export function TableEmpty<Row>(props: DataTableProps<Row> & { clearHref: string | null }) {
  const { state, noun, clearHref, emptyNever, emptyDone } = props;
  const conditions = countConditions(state);
  if (clearHref) {
    return (
      <EmptyState
        kind="filtered"
        title={`No ${noun[1]} match ${formatCount(conditions, "condition")}`}
        action={
          <LinkButton href={clearHref} replace scroll={false}>
            Clear {conditions === 1 ? "it" : "them"}
          </LinkButton>
        }
      />
    );
  }
  if (state.at > 0) {
    return <EmptyState kind="filtered" title={`No more ${noun[1]} after these`} />;
  }
  // That all is done is said of the queue itself, not of a view beside it.
  if (state.view !== state.defaults.view) {
    return <EmptyState kind="filtered" title={`No ${noun[1]} in this view`} />;
  }
  if (emptyDone) {
    return (
      <EmptyState kind="done" title={emptyDone.title}>
        {emptyDone.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState kind="never" title={emptyNever.title} action={emptyNever.action}>
      {emptyNever.text}
    </EmptyState>
  );
}
