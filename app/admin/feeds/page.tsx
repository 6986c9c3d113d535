import { DownloadRejected } from "@/components/admin/download-rejected";
import { FeedSources } from "@/components/admin/feed-sources";
import { Forbidden } from "@/components/admin/forbidden";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { RunningJobs } from "@/components/feeds/running-jobs";
import { SourceDialog } from "@/components/feeds/source-dialog";
import { UNKNOWN } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { Ident, InstantText, Quantity } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { FeedRun } from "@/server/oms/inventory/queries-feeds";

export const metadata = { title: "Feeds" };

const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Who tells us of stock, how old what they told is, and what became of each feed. */
export default async function FeedsPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/feeds");
  if (!actor.capabilities.has("inventory.list_sources")) {
    return <Forbidden title="Feeds" right="inventory.list_sources" />;
  }
  const state = await readListState(searchParams, {
    filters: ["source"],
    defaultSort: "-started",
    defaultView: "all",
  });
  const caller = await api();
  const mayChange = actor.capabilities.has("inventory.set_source");
  const mayUpload = actor.capabilities.has("imports.open_feed_job");
  const [sources, jobs, nodes, runs, { now, zone }] = await Promise.all([
    caller.inventory.listSources({}),
    actor.capabilities.has("imports.list_feed_jobs") ? caller.inventory.listFeedJobs({}) : [],
    mayChange ? caller.network.listNodes({}) : null,
    caller.inventory.listFeedRuns({
      source: [...(state.filters.source ?? [])],
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        title="Feeds"
        actions={nodes === null ? null : <SourceDialog source={null} nodes={nodes} />}
        primary={
          mayUpload && sources.length > 0 ? (
            <LinkButton href="/admin/feeds/upload" variant="primary">
              Upload a file
            </LinkButton>
          ) : null
        }
      />
      <LiveRefresh
        topics={["stock.fed", "inventory_feed", "inventory_feed_job", "inventory_source"]}
      />
      <div className="mb-6 grid gap-4">
        <FeedSources sources={sources} nodes={nodes} now={now} zone={zone} />
        <RunningJobs jobs={jobs} now={now} zone={zone} />
      </div>
      <DataTable
        label="Feeds"
        noun={["feed", "feeds"]}
        pathname="/admin/feeds"
        state={state}
        columns={columnsFor(now, zone)}
        rows={runs.rows}
        rowKey={(run) => run.id}
        rowHref={(run) => `/admin/feeds/runs/${run.id}`}
        page={{ size: PAGE, total: null, next: runs.next }}
        filters={[
          {
            id: "source",
            label: "Source",
            options: sources.map(({ code, name }) => ({ value: code, label: name })),
          },
        ]}
        emptyNever={{
          title: "No feeds yet",
          text: "What an ERP, a warehouse, a store or a supplier tells of stock is listed here.",
        }}
      />
    </>
  );
}

function columnsFor(now: Date, zone: string): Column<FeedRun>[] {
  const count = (id: string, header: string, of: (run: FeedRun) => number): Column<FeedRun> => ({
    id,
    header,
    align: "right",
    cell: (run) => <Quantity value={of(run)} />,
  });
  return [
    {
      id: "started",
      header: "Arrived",
      cell: (run) => <InstantText at={run.startedAt} now={now} zone={zone} />,
    },
    {
      id: "source",
      header: "Source",
      className: "whitespace-nowrap",
      cell: (run) => <Ident>{run.source}</Ident>,
    },
    {
      id: "sequence",
      header: "Number",
      cell: (run) => (run.sequence === null ? UNKNOWN : <Ident>{String(run.sequence)}</Ident>),
    },
    { id: "mode", header: "Mode", cell: (run) => (run.mode === "full" ? "Full" : "Delta") },
    {
      id: "state",
      header: "State",
      cell: (run) => <StatusBadge kind="feed" value={run.state} />,
    },
    count("read", "Read", ({ rows }) => rows.read),
    count("changed", "Changed", ({ rows }) => rows.changed),
    count("ignored", "Ignored", ({ rows }) => rows.ignored),
    {
      id: "rejected",
      header: "Rejected",
      align: "right",
      cell: ({ id, source, rows: { rejected } }) => (
        <span className="inline-flex items-center gap-2">
          {rejected > 0 && <DownloadRejected run={{ id, source, rejected }} />}
          <Quantity value={rejected} />
        </span>
      ),
    },
    count("zeroed", "Emptied", ({ zeroed }) => zeroed),
    count("units", "Units ±", ({ units }) => units),
    {
      id: "reason",
      header: "Remark",
      truncate: true,
      className: "max-w-40",
      cell: (run) => run.reason ?? "",
    },
  ];
}
