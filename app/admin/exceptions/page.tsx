import { ExceptionActions } from "@/components/admin/exception-actions";
import { ExceptionSubject } from "@/components/admin/exception-subject";
import { Forbidden } from "@/components/admin/forbidden";
import { inWords, withDays } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { statusOptions } from "@/components/status";
import { StatusBadge } from "@/components/ui/badge";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";
import {
  type ExceptionView,
  exceptionTypes,
  exceptionViews,
  severities,
} from "@/server/oms/exceptions/types";

export const metadata = { title: "Exceptions" };

const VIEW_WORDS: Record<ExceptionView, string> = {
  open: "Open",
  unowned: "Unowned",
  closed: "Closed",
};
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What needs a decision, the gravest and oldest on top: to take in hand, resolve or put aside. */
export default async function ExceptionsPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/exceptions");
  if (!actor.capabilities.has("exceptions.list_exceptions")) {
    return <Forbidden title="Exceptions" right="exceptions.list_exceptions" />;
  }
  const state = await readListState(searchParams, {
    filters: ["type", "severity"],
    defaultSort: "severity",
    defaultView: "open",
  });
  const view = exceptionViews.find((known) => known === state.view) ?? "open";
  const [list, clock] = await Promise.all([
    (await api()).reporting.listExceptions({
      view,
      q: state.q,
      type: exceptionTypes.filter((known) => state.filters.type?.includes(known)),
      severity: severities.filter((known) => state.filters.severity?.includes(known)),
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader title="Exceptions" />
      <LiveRefresh topics={["exception"]} />
      <DataTable<ExceptionRow>
        label="Exceptions"
        noun={["exception", "exceptions"]}
        pathname="/admin/exceptions"
        state={state}
        columns={columnsFor(clock, view)}
        rows={list.rows}
        rowKey={(row) => row.id}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={exceptionViews.map((id) => ({ id, label: VIEW_WORDS[id], count: list.counts[id] }))}
        filters={[
          { id: "type", label: "Type", options: typeOptions(list.types, state.filters.type ?? []) },
          { id: "severity", label: "Severity", options: statusOptions("severity").toReversed() },
        ]}
        search="Order, SKU or words of the sentence"
        density="two-line"
        emptyNever={{ title: "Nothing needs a decision" }}
        {...(view === "closed"
          ? {}
          : {
              rowActions: (row) => (
                <ExceptionActions
                  id={row.id}
                  state={row.state}
                  sentence={row.sentence}
                  isFailedStep={row.type === "integration_failed"}
                  drift={row.drift}
                  rights={[...actor.capabilities].filter((right) =>
                    /^exceptions\.|^inventory\.repair_drift$/.test(right),
                  )}
                />
              ),
              emptyDone: {
                title: "Queue clear",
                text: "Whatever breaks a promise, or is about to, comes here by itself.",
              },
            })}
      />
    </>
  );
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

function columnsFor(
  { now, zone, today }: ReaderClock,
  view: ExceptionView,
): Column<ExceptionRow>[] {
  const closing: Column<ExceptionRow>[] = [
    {
      id: "closed",
      header: "Closed",
      cell: (row) => <InstantText at={row.closedAt} now={now} zone={zone} />,
    },
    { id: "by", header: "By", cell: (row) => row.closedBy ?? "" },
    {
      id: "resolution",
      header: "What was done",
      className: "min-w-48 max-w-96",
      cell: (row) => row.resolution ?? "",
    },
  ];
  return [
    {
      id: "severity",
      header: "Severity",
      cell: (row) => <StatusBadge kind="severity" value={row.severity} />,
    },
    {
      id: "sentence",
      header: "What is wrong",
      className: "min-w-80 max-w-xl",
      cell: (row) => (
        <>
          <span className="block">{withDays(row.sentence, today)}</span>
          <span className="text-xs text-muted">{inWords(row.type)}</span>
        </>
      ),
    },
    { id: "about", header: "About", cell: (row) => <ExceptionSubject subject={row} /> },
    {
      id: "state",
      header: "In hand",
      cell: (row) => (
        <span className="grid justify-items-start gap-0.5">
          <StatusBadge kind="exception" value={row.state} />
          {row.owner && view !== "closed" ? (
            <span className="text-xs whitespace-nowrap text-muted">{row.owner}</span>
          ) : null}
        </span>
      ),
    },
    {
      id: "opened",
      header: "Since",
      cell: (row) => <InstantText at={row.openedAt} now={now} zone={zone} />,
    },
    ...(view === "closed" ? closing : []),
  ];
}
