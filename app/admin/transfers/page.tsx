import { Forbidden } from "@/components/admin/forbidden";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { DateText, Ident, InstantText } from "@/components/ui/figures";
import { Glyph } from "@/components/ui/glyph";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { TransferRow } from "@/server/oms/inventory/queries-transfers";
import { type TransferView, transferViews } from "@/server/oms/inventory/types";

export const metadata = { title: "Transfers" };

const VIEW_WORDS: Record<TransferView, string> = {
  open: "On the way",
  overdue: "Overdue",
  discrepancy: "With discrepancy",
  all: "All",
};
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Stock on its way between nodes, the latest on top: what is late, and what arrived otherwise. */
export default async function TransfersPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/transfers");
  if (!actor.capabilities.has("inventory.list_transfers")) {
    return <Forbidden title="Transfers" right="inventory.list_transfers" />;
  }
  const state = await readListState(searchParams, {
    filters: ["node"],
    defaultSort: "-shipped",
    defaultView: "open",
  });
  const caller = await api();
  const [list, nodes, clock] = await Promise.all([
    caller.inventory.listTransfers({
      q: state.q,
      node: [...(state.filters.node ?? [])],
      view: transferViews.find((known) => known === state.view) ?? "open",
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.network.listNodes({}),
    readerClock(),
  ]);
  const maySend = actor.capabilities.has("inventory.ship_transfer");
  return (
    <>
      <PageHeader
        title="Transfers"
        primary={
          maySend ? (
            <LinkButton href="/admin/transfers/new" variant="primary">
              New transfer
            </LinkButton>
          ) : undefined
        }
      />
      <LiveRefresh topics={["stock_transfer", "inbound_supply", "allocation"]} />
      <DataTable
        label="Transfers"
        noun={["transfer", "transfers"]}
        pathname="/admin/transfers"
        state={state}
        columns={columnsFor(clock)}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/admin/transfers/${row.number}`}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={transferViews.map((id) => ({ id, label: VIEW_WORDS[id], count: list.counts[id] }))}
        filters={[
          {
            id: "node",
            label: "Node",
            options: nodes.map(({ code, name }) => ({ value: code, label: name })),
          },
        ]}
        search="Number or SKU"
        emptyNever={{
          title: "Nothing is on its way between nodes",
          text: "Stock sent from one node to another is listed here, and is promised to orders meanwhile.",
        }}
      />
    </>
  );
}

function columnsFor({ now, zone, today }: ReaderClock): Column<TransferRow>[] {
  return [
    { id: "number", header: "Transfer", cell: (row) => <Ident>{row.number}</Ident> },
    { id: "from", header: "From", cell: (row) => row.from },
    { id: "to", header: "To", cell: (row) => row.to },
    {
      id: "state",
      header: "Status",
      cell: (row) => <StatusBadge kind="stock_transfer" value={row.state} />,
    },
    {
      id: "eta",
      header: "Expected",
      cell: (row) => (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
          {row.isOverdue && (
            <>
              <Glyph name="risk" tone="critical" />
              <span className="sr-only">Overdue: </span>
            </>
          )}
          <DateText
            date={row.eta}
            today={today}
            {...(row.isOverdue ? { className: "text-critical-fg" } : {})}
          />
        </span>
      ),
    },
    {
      id: "units",
      header: "Received",
      align: "right",
      cell: (row) => (
        <>
          {formatQuantity(row.received)}
          <span className="text-muted"> of {formatCount(row.units, "unit")}</span>
        </>
      ),
    },
    {
      id: "pegged",
      header: "Promised",
      align: "right",
      cell: (row) => formatQuantity(row.pegged),
    },
    { id: "discrepancy", header: "Discrepancy", cell: (row) => <Discrepancies row={row} /> },
    {
      id: "shipped",
      header: "Shipped",
      cell: (row) => <InstantText at={row.shippedAt} now={now} zone={zone} />,
    },
  ];
}

function Discrepancies({ row: { missing, beyond } }: { row: TransferRow }) {
  return (
    <span className="flex flex-wrap gap-1">
      {missing > 0 && (
        <Badge tone="warning" glyph="risk">{`${formatQuantity(missing)} missing`}</Badge>
      )}
      {beyond > 0 && <Badge tone="warning">{`${formatQuantity(beyond)} too many`}</Badge>}
    </span>
  );
}
