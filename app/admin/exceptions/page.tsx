import { Forbidden } from "@/components/admin/forbidden";
import { DataTable } from "@/components/data-table/data-table";
import { listHref, readListState } from "@/components/data-table/list-state";
import { ExceptionActions } from "@/components/exceptions/exception-actions";
import { exceptionColumns, exceptionHref } from "@/components/exceptions/exception-columns";
import { exceptionFilters } from "@/components/exceptions/exception-filters";
import { ExceptionGroups } from "@/components/exceptions/exception-groups";
import { RowKeys } from "@/components/exceptions/row-keys";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { ExceptionRow } from "@/server/oms/exceptions/queries";
import {
  type ExceptionView,
  exceptionSorts,
  exceptionTypes,
  exceptionViews,
  severities,
} from "@/server/oms/exceptions/types";
import { ExceptionPeek } from "./exception-peek";

export const metadata = { title: "Exceptions" };

const VIEW_WORDS: Record<ExceptionView, string> = {
  open: "Open",
  mine: "Mine",
  unowned: "Unowned",
  breached: "Over time",
  snoozed: "Snoozed",
  closed: "Closed",
};
const PAGE = 50;
const PATH = "/admin/exceptions";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What needs a decision, the gravest and oldest on top: to take in hand, resolve or put off. */
export default async function ExceptionsPage({ searchParams }: Props) {
  const { actor } = await signedIn(PATH);
  if (!actor.capabilities.has("exceptions.list_exceptions")) {
    return <Forbidden title="Exceptions" right="exceptions.list_exceptions" />;
  }
  const state = await readListState(searchParams, {
    filters: ["type", "severity", "owner", "sku", "node", "company"],
    defaultSort: "severity",
    defaultView: "open",
  });
  const view = exceptionViews.find((known) => known === state.view) ?? "open";
  const chosen = (name: string) => [...(state.filters[name] ?? [])];
  const caller = await api();
  const [list, owners, nodes, clock, { peek }] = await Promise.all([
    caller.exceptions.list({
      view,
      q: state.q,
      type: exceptionTypes.filter((known) => chosen("type").includes(known)),
      severity: severities.filter((known) => chosen("severity").includes(known)),
      owner: chosen("owner"),
      sku: chosen("sku"),
      node: chosen("node"),
      company: chosen("company"),
      sort: exceptionSorts.find((known) => known === state.sort.id) ?? "severity",
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.exceptions.listOwners({}),
    caller.network.listNodes({}),
    readerClock(),
    searchParams,
  ]);
  const here = listHref(PATH, state, state);
  const rights = [...actor.capabilities].filter((right) =>
    /^exceptions\.|^inventory\.repair_drift$/.test(right),
  );
  return (
    <>
      <PageHeader title="Exceptions" />
      <LiveRefresh topics={["exception"]} />
      <RowKeys />
      <ExceptionGroups state={state} groups={list.groups} />
      <DataTable<ExceptionRow>
        label="Exceptions"
        noun={["exception", "exceptions"]}
        pathname={PATH}
        state={state}
        columns={exceptionColumns(clock, view)}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => exceptionHref(row.id)}
        peekHref={(row) => `${here}${here.includes("?") ? "&" : "?"}peek=${row.id}`}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={exceptionViews.map((id) => ({ id, label: VIEW_WORDS[id], count: list.counts[id] }))}
        filters={exceptionFilters(state, { ...list, owners, nodes })}
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
                  isOwn={row.isOwn}
                  isSnoozed={row.snoozedUntil !== null}
                  isFailedStep={row.isFailedStep}
                  drift={row.drift}
                  rights={rights}
                  fixOn={clock.today}
                />
              ),
              emptyDone: {
                title: "Queue clear",
                text: "Whatever breaks a promise, or is about to, comes here by itself.",
              },
            })}
      />
      {typeof peek === "string" ? <ExceptionPeek id={peek} closeHref={here} clock={clock} /> : null}
    </>
  );
}
