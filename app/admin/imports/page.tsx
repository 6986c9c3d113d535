import { Forbidden } from "@/components/admin/forbidden";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { UNKNOWN } from "@/components/format";
import { IMPORT_KINDS, RUN_STATES } from "@/components/imports/import-words";
import { WaitingUploads } from "@/components/imports/waiting-uploads";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Ident, InstantText, Quantity } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { ListedRun } from "@/server/oms/imports/queries-runs";
import { listedKinds } from "@/server/oms/imports/types-undo";

export const metadata = { title: "Imports" };

const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Everything that came by file or feed: who brought it, when, and what became of its rows. */
export default async function ImportsPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/imports");
  if (!actor.capabilities.has("imports.list_runs")) {
    return <Forbidden title="Imports" right="imports.list_runs" />;
  }
  const state = await readListState(searchParams, {
    filters: ["kind"],
    defaultSort: "-started",
    defaultView: "all",
  });
  const caller = await api();
  const mayUpload = actor.capabilities.has("imports.open_upload");
  const kinds = state.filters.kind ?? [];
  const [runs, uploads, { now, zone }] = await Promise.all([
    caller.imports.listRuns({
      kind: listedKinds.filter((kind) => kinds.includes(kind)),
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    mayUpload ? caller.imports.listUploads({}) : [],
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        title="Imports"
        primary={
          mayUpload ? (
            <LinkButton href="/admin/imports/new" variant="primary">
              Import a file
            </LinkButton>
          ) : null
        }
      />
      <LiveRefresh topics={["import_run", "import_upload", "inventory_feed"]} />
      <WaitingUploads uploads={uploads} now={now} zone={zone} />
      <DataTable
        label="Imports"
        noun={["import", "imports"]}
        pathname="/admin/imports"
        state={state}
        columns={columnsFor(now, zone)}
        rows={runs.rows}
        rowKey={(run) => run.id}
        rowHref={(run) =>
          run.kind === "feed" ? `/admin/feeds/runs/${run.id}` : `/admin/imports/${run.id}`
        }
        page={{ size: PAGE, total: null, next: runs.next }}
        filters={[
          {
            id: "kind",
            label: "What",
            options: listedKinds.map((value) => ({ value, label: IMPORT_KINDS[value] })),
          },
        ]}
        emptyNever={{
          title: "No imports yet",
          text: "Files of customers, SKUs, orders and nodes, and feeds of stock, are listed here.",
        }}
      />
    </>
  );
}

function columnsFor(now: Date, zone: string): Column<ListedRun>[] {
  const count = (
    id: string,
    header: string,
    of: (run: ListedRun) => number | null,
  ): Column<ListedRun> => ({
    id,
    header,
    align: "right",
    cell: (run) => {
      const value = of(run);
      return value === null ? UNKNOWN : <Quantity value={value} />;
    },
  });
  return [
    {
      id: "started",
      header: "When",
      cell: (run) => <InstantText at={run.startedAt} now={now} zone={zone} />,
    },
    {
      id: "kind",
      header: "What",
      className: "whitespace-nowrap",
      cell: (run) => IMPORT_KINDS[run.kind],
    },
    {
      id: "name",
      header: "File or source",
      truncate: true,
      className: "max-w-60",
      cell: (run) => <Ident>{run.name}</Ident>,
    },
    { id: "by", header: "Who", truncate: true, className: "max-w-40", cell: (run) => run.by },
    count("created", "New", ({ created }) => created),
    count("updated", "Changed", ({ updated }) => updated),
    count("rejected", "Refused", ({ rejected }) => rejected),
    {
      id: "state",
      header: "State",
      className: "whitespace-nowrap",
      cell: ({ state }) => RUN_STATES[state],
    },
  ];
}
