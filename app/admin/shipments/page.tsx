import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import type { ShipmentRowView } from "@/components/fulfillment/work-view";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { statusOptions } from "@/components/status";
import { StatusBadge } from "@/components/ui/badge";
import { DateText, Ident, InstantText, Money, Quantity } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Shipments" };

const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What left, or is about to: one row per shipment, newest first. */
export default async function ShipmentsPage({ searchParams }: Props) {
  await signedIn("/admin/shipments");
  const state = await readListState(searchParams, {
    filters: ["state", "node"],
    defaultSort: "-created_at",
  });
  const caller = await api();
  const [list, nodes, clock] = await Promise.all([
    caller.fulfillment.shipments({
      text: state.q,
      states: [...(state.filters.state ?? [])],
      nodeCodes: [...(state.filters.node ?? [])],
      after: state.after,
      limit: PAGE,
    }),
    caller.network.listNodes({}),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader title="Shipments" />
      <LiveRefresh topics={["shipment", "package"]} />
      <DataTable
        label="Shipments"
        noun={["shipment", "shipments"]}
        pathname="/admin/shipments"
        state={state}
        columns={columnsFor(clock)}
        rows={list.rows}
        rowKey={(row) => row.number}
        rowHref={(row) => `/admin/shipments/${row.number}`}
        page={{ size: PAGE, total: null, next: list.next }}
        filters={[
          { id: "state", label: "State", options: statusOptions("shipment") },
          {
            id: "node",
            label: "Node",
            options: nodes.map(({ code, name }) => ({ value: code, label: name })),
          },
        ]}
        search="Shipment, order or tracking number"
        emptyNever={{
          title: "No shipments yet",
          text: "A shipment begins with the first parcel of a work order.",
        }}
      />
    </>
  );
}

function columnsFor({
  zone,
  now,
  today,
}: Awaited<ReturnType<typeof readerClock>>): Column<ShipmentRowView>[] {
  return [
    { id: "number", header: "Shipment", cell: (row) => <Ident>{row.number}</Ident> },
    {
      id: "state",
      header: "State",
      cell: (row) => <StatusBadge kind="shipment" value={row.state} plain />,
    },
    { id: "order", header: "Order", cell: (row) => <Ident>{row.orderNumber}</Ident> },
    { id: "company", header: "Customer", truncate: true, cell: (row) => row.companyName },
    { id: "node", header: "From", className: "whitespace-nowrap", cell: (row) => row.nodeName },
    {
      id: "carrier",
      header: "Carrier",
      className: "whitespace-nowrap",
      cell: (row) => row.carrier,
    },
    {
      id: "packages",
      header: "Parcels",
      align: "right",
      cell: (row) => <Quantity value={row.packages} />,
    },
    {
      id: "freight",
      header: "Freight",
      align: "right",
      cell: (row) => <Money minor={row.freightCost} currency={row.currency} />,
    },
    {
      id: "shipped",
      header: "Shipped",
      cell: (row) =>
        row.shippedAt === null ? "" : <InstantText at={row.shippedAt} now={now} zone={zone} />,
    },
    {
      id: "expected",
      header: "Expected",
      cell: (row) => <DateText date={row.estimatedDelivery} today={today} />,
    },
  ];
}
