import { Forbidden } from "@/components/admin/forbidden";
import { inWords } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { Ident, InstantText, Quantity } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { ParkedRow } from "@/server/oms/intake/queries-parked";
import { parkedStates } from "@/server/oms/intake/types";

export const metadata = { title: "Parked orders" };

const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Orders that could not be taken as they were sent, until somebody mends them. */
export default async function ParkedPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/orders/parked");
  if (!actor.capabilities.has("orders.list_parked")) {
    return <Forbidden title="Parked orders" right="orders.list_parked" />;
  }
  const state = await readListState(searchParams, {
    defaultSort: "received_at",
    defaultView: "parked",
  });
  const view = parkedStates.find((known) => known === state.view) ?? "parked";
  const [list, clock] = await Promise.all([
    (await api()).orders.listParked({
      view,
      q: state.q,
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Orders", href: "/admin/orders" }]}
        title="Parked orders"
        meta="They came with faults from where nobody can be asked, and are kept as they were sent."
      />
      <LiveRefresh topics={["parked_order"]} />
      <DataTable
        label="Parked orders"
        noun={["order", "orders"]}
        pathname="/admin/orders/parked"
        state={state}
        columns={columnsFor(clock)}
        rows={list.rows}
        rowKey={(row) => row.number}
        rowHref={(row) => `/admin/orders/parked/${row.number}`}
        page={{ size: PAGE, total: list.counts[view], next: list.next }}
        views={parkedStates.map((id) => ({ id, label: inWords(id), count: list.counts[id] }))}
        search="Number, reference, PO or customer"
        emptyNever={{
          title: "Nothing is parked",
          text: "Orders by EDI, CSV and the API that cannot be taken as they are wait here.",
        }}
        emptyDone={{ title: "Nothing waits to be mended" }}
      />
    </>
  );
}

function columnsFor({ now, zone }: ReaderClock): Column<ParkedRow>[] {
  return [
    { id: "number", header: "Parked", cell: (row) => <Ident>{row.number}</Ident> },
    {
      id: "received_at",
      header: "Received",
      cell: (row) => <InstantText at={row.receivedAt} now={now} zone={zone} />,
    },
    { id: "channel", header: "Channel", cell: (row) => row.channel },
    { id: "company", header: "Customer", truncate: true, cell: (row) => row.company ?? "Unknown" },
    {
      id: "reference",
      header: "Reference",
      cell: (row) => <Ident>{row.customerPo ?? row.externalRef ?? ""}</Ident>,
    },
    {
      id: "lines",
      header: "Lines",
      align: "right",
      cell: (row) => <Quantity value={row.lines} />,
    },
    {
      id: "faults",
      header: "What is wrong",
      cell: (row) => {
        const [first] = row.faults;
        const more = row.faults.length - 1;
        return (
          <span className="block max-w-lg">
            {first?.message ?? ""}
            {more > 0 && <span className="text-muted"> and {more} more</span>}
          </span>
        );
      },
    },
    {
      id: "outcome",
      header: "Became",
      cell: (row) =>
        row.orderNumber === null ? (
          (row.closeReason ?? "")
        ) : (
          <a className="link" href={`/admin/orders/${row.orderNumber}`}>
            {row.orderNumber}
          </a>
        ),
    },
  ];
}
