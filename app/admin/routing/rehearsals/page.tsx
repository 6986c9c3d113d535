import { Forbidden } from "@/components/admin/forbidden";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatMoney, formatQuantity, UNKNOWN } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { StartDialog } from "@/components/rehearsal/start-dialog";
import { BASIS_WORDS, periodWords, versionWords } from "@/components/rehearsal/words";
import { StatusBadge } from "@/components/ui/badge";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import { addDays, type LocalDate } from "@/server/oms/kernel/local-date";
import type { RehearsalListRow } from "@/server/oms/rehearsal/queries";

export const metadata = { title: "Rehearsals" };

const PAGE = 50;
const PERIOD_DAYS = 30;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What changes of routing were tried on real orders, and what came out. */
export default async function RehearsalsPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/routing/rehearsals");
  if (!actor.capabilities.has("rehearsal.list_rehearsals")) {
    return <Forbidden title="Rehearsals" right="rehearsal.list_rehearsals" />;
  }
  const params = await searchParams;
  const state = await readListState(params, { defaultSort: "-queued" });
  const caller = await api();
  const mayStart = actor.capabilities.has("rehearsal.start_rehearsal");
  const [list, versions, channels, clock] = await Promise.all([
    caller.rehearsal.list({
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    mayStart ? caller.rehearsal.listVersions({}) : [],
    caller.network.listChannels({}),
    readerClock(),
  ]);
  const asked = versions.find(({ version }) => String(version) === params.version);
  const utcToday = clock.now.toISOString().slice(0, 10) as LocalDate;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Routing", href: "/admin/routing" }]}
        title="Rehearsals"
        primary={
          mayStart ? (
            <StartDialog
              versions={versions}
              channels={channels}
              version={asked?.version ?? null}
              fromDay={addDays(utcToday, 1 - PERIOD_DAYS)}
              toDay={utcToday}
            />
          ) : undefined
        }
      />
      <LiveRefresh topics={["rehearsal"]} />
      <DataTable
        label="Rehearsals"
        noun={["rehearsal", "rehearsals"]}
        pathname="/admin/routing/rehearsals"
        state={state}
        columns={columnsFor(clock)}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/admin/routing/rehearsals/${row.id}`}
        page={{ size: PAGE, total: null, next: list.next }}
        emptyNever={{
          title: "Nothing was rehearsed yet",
          text: "A rehearsal routes stored orders by a draft and shows what would change, before it is published.",
        }}
      />
    </>
  );
}

function columnsFor({ now, zone, today }: ReaderClock): Column<RehearsalListRow>[] {
  return [
    {
      id: "profile",
      header: "Rehearsed",
      className: "whitespace-nowrap",
      cell: (row) => versionWords(row.profileVersion),
    },
    {
      id: "against",
      header: "Compared with",
      className: "whitespace-nowrap",
      cell: (row) => versionWords(row.againstVersion),
    },
    {
      id: "period",
      header: "Orders placed",
      className: "whitespace-nowrap",
      cell: (row) => periodWords(row.fromDay, row.toDay, today),
    },
    {
      id: "basis",
      header: "On",
      className: "whitespace-nowrap",
      cell: (row) => BASIS_WORDS[row.basis].label,
    },
    {
      id: "state",
      header: "State",
      cell: (row) => <StatusBadge kind="rehearsal" value={row.state} />,
    },
    {
      id: "orders",
      header: "Orders",
      align: "right",
      cell: (row) =>
        row.state === "running"
          ? `${formatQuantity(row.ordersDone)} of ${formatQuantity(row.ordersTotal)}`
          : formatQuantity(row.ordersTotal),
    },
    {
      id: "changed",
      header: "Changed",
      align: "right",
      cell: (row) => (row.changed === null ? UNKNOWN : formatQuantity(row.changed)),
    },
    { id: "cost", header: "Cost", align: "right", cell: (row) => costWords(row) },
    {
      id: "queued",
      header: "Asked",
      cell: (row) => <InstantText at={row.queuedAt} now={now} zone={zone} />,
    },
    { id: "who", header: "By", className: "whitespace-nowrap", cell: (row) => row.actorName },
    {
      id: "looked",
      header: "Seen by",
      className: "whitespace-nowrap",
      cell: (row) => row.lookedBy ?? UNKNOWN,
    },
  ];
}

function costWords({ costDelta, currency }: RehearsalListRow): string {
  if (costDelta === null || currency === null) {
    return UNKNOWN;
  }
  const sign = costDelta > 0 ? "+" : costDelta < 0 ? "−" : "";
  return `${sign}${formatMoney(Math.abs(costDelta), currency)}`;
}
