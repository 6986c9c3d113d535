import Link from "next/link";
import { ChangeDateDialog } from "@/components/admin/change-date-dialog";
import { Forbidden } from "@/components/admin/forbidden";
import { ReceiveDialog } from "@/components/admin/receive-dialog";
import { supplyHref } from "@/components/admin/sku-supply";
import { SupplyDate } from "@/components/admin/supply-date";
import { SupplyDialog } from "@/components/admin/supply-dialog";
import { inWords } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Ident, Quantity } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { InboundListRow } from "@/server/oms/inventory/queries-inbound";
import { type InboundView, inboundViews } from "@/server/oms/inventory/types";

export const metadata = { title: "Supply" };

const VIEW_WORDS: Record<InboundView, string> = {
  open: "All open",
  overdue: "Overdue",
  promised: "Orders wait for it",
};
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What is on its way to the nodes, what is due first on top: to receive it, or to move its day. */
export default async function SupplyPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/supply");
  if (!actor.capabilities.has("inventory.list_inbound")) {
    return <Forbidden title="Supply" right="inventory.list_inbound" />;
  }
  const state = await readListState(searchParams, {
    filters: ["node"],
    defaultSort: "eta",
    defaultView: "open",
  });
  const caller = await api();
  const [list, nodes, { today }] = await Promise.all([
    caller.inventory.listInbound({
      q: state.q,
      node: [...(state.filters.node ?? [])],
      view: inboundViews.find((known) => known === state.view) ?? "open",
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.network.listNodes({}),
    readerClock(),
  ]);
  const mayReceive = actor.capabilities.has("inventory.receive_supply");
  const maySet = actor.capabilities.has("inventory.set_supply");
  const mayMove = actor.capabilities.has("inventory.change_inbound");
  return (
    <>
      <PageHeader title="Supply" primary={maySet ? <SupplyDialog nodes={nodes} /> : null} />
      <LiveRefresh topics={["stock.received", "inbound_supply", "allocation", "order_line"]} />
      <DataTable
        label="Supply"
        noun={["supply", "supplies"]}
        pathname="/admin/supply"
        state={state}
        columns={columnsFor(today, actor.capabilities.has("inventory.find_sku_stock"))}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowActions={(row) => (
          <>
            {row.kind === "transfer" ? (
              <LinkButton href={supplyHref(row)} size="dense">
                Transfer
              </LinkButton>
            ) : (
              mayReceive && <ReceiveDialog supply={row} />
            )}
            {mayMove && <ChangeDateDialog supply={row} />}
            {maySet && row.kind !== "transfer" && <SupplyDialog nodes={nodes} supply={row} />}
          </>
        )}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={inboundViews.map((id) => ({ id, label: VIEW_WORDS[id], count: list.counts[id] }))}
        filters={[
          {
            id: "node",
            label: "Node",
            options: nodes.map(({ code, name }) => ({ value: code, label: name })),
          },
        ]}
        search="Reference, SKU or supplier"
        emptyNever={{
          title: "Nothing is on its way",
          text: "Purchase orders, transfers and production runs are listed here until received.",
        }}
      />
    </>
  );
}

function columnsFor(today: string, isSkuLinked: boolean): Column<InboundListRow>[] {
  return [
    { id: "eta", header: "Expected", cell: (row) => <SupplyDate supply={row} today={today} /> },
    { id: "reference", header: "Reference", cell: (row) => <Ident>{row.reference}</Ident> },
    {
      id: "supplier",
      header: "From",
      truncate: true,
      className: "max-w-44",
      cell: (row) => row.supplier || inWords(row.kind),
    },
    { id: "node", header: "To", cell: (row) => row.node },
    {
      id: "sku",
      header: "SKU",
      cell: (row) =>
        isSkuLinked ? (
          <Link
            className="link"
            href={`/admin/inventory/${encodeURIComponent(row.sku)}`}
            prefetch={false}
          >
            <Ident>{row.sku}</Ident>
          </Link>
        ) : (
          <Ident>{row.sku}</Ident>
        ),
    },
    { id: "name", header: "Name", truncate: true, className: "max-w-44", cell: (row) => row.name },
    {
      id: "open",
      header: "To come",
      align: "right",
      cell: (row) => (
        <>
          <Quantity value={row.quantity - row.received} className="font-medium" />
          {row.received > 0 && (
            <span className="text-muted"> of {formatQuantity(row.quantity)}</span>
          )}
        </>
      ),
    },
    {
      id: "pegged",
      header: "Promised",
      align: "right",
      cell: (row) => (
        <>
          {formatQuantity(row.pegged)}
          {row.pegged > 0 && (
            <span className="text-muted"> to {formatCount(row.orders, "order")}</span>
          )}
        </>
      ),
    },
  ];
}
