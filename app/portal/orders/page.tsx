import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { LiveRefresh } from "@/components/live/live-refresh";
import { OrderWord } from "@/components/portal/open-orders";
import { BUYER_PROGRESS, BUYER_STATUSES, statesBehind } from "@/components/portal/order-states";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { PromiseChip } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import { Ident, InstantText, Money, Quantity } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api } from "@/server/api/rsc";
import { type OrderRow, orderSorts } from "@/server/oms/orders/types";

export const metadata: Metadata = { title: "Orders" };

const PAGE = 50;
const OPEN = ["submitted", "pending_approval", "confirmed", "in_fulfillment"];
const VIEWS = [
  { id: "open", label: "Open" },
  { id: "mine", label: "My orders" },
  { id: "all", label: "All of the company" },
];

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The company's orders: mine or all, searched, filtered, sorted; all of it stands in the address. */
export default async function PortalOrdersPage({ searchParams }: Props) {
  const state = await readListState(searchParams, {
    filters: ["status", "progress"],
    defaultSort: "-placed_at",
    defaultView: "open",
  });
  const caller = await api();
  const status = statesBehind(BUYER_STATUSES, state.filters.status);
  const isOpen = state.view === "open" && status.length === 0;
  const [list, clock] = await Promise.all([
    caller.orders.list({
      q: state.q,
      status: isOpen ? OPEN : status,
      fulfillment: statesBehind(BUYER_PROGRESS, state.filters.progress),
      ...(state.view === "mine" ? { mine: "ordered" as const } : {}),
      sort: orderSorts.find((known) => known === state.sort.id) ?? "placed_at",
      isDescending: state.sort.desc,
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    readerClock(),
  ]);
  return (
    <>
      <LiveRefresh topics={["sales_order", "shipment", "order_line"]} />
      <PageHeader
        title="Orders"
        primary={
          <LinkButton href="/portal/order" variant="primary" size="portal">
            Start an order
          </LinkButton>
        }
      />
      <DataTable
        label="Orders"
        noun={["order", "orders"]}
        pathname="/portal/orders"
        state={state}
        columns={columnsOf(clock)}
        rows={list.rows}
        rowKey={(order) => order.number}
        rowHref={(order) => `/portal/orders/${order.number}`}
        page={{ size: PAGE, total: list.total, next: list.next, previous: null }}
        views={VIEWS}
        filters={[
          { id: "status", label: "State", options: BUYER_STATUSES },
          { id: "progress", label: "Delivery", options: BUYER_PROGRESS },
        ]}
        search="Order, PO, tracking number or SKU"
        emptyNever={{
          title: "No order is here yet",
          text: "What you and your colleagues order stands here.",
          action: <LinkButton href="/portal/order">Start an order</LinkButton>,
        }}
      />
    </>
  );
}

const columnsOf = ({ now, zone, today }: ReaderClock): Column<OrderRow>[] => [
  { id: "number", header: "Order", sortable: true, cell: (order) => <Ident>{order.number}</Ident> },
  {
    id: "po",
    header: "Your PO",
    cell: (order) => (order.customerPo === null ? null : <Ident>{order.customerPo}</Ident>),
  },
  {
    id: "placed_at",
    header: "Placed",
    sortable: true,
    cell: (order) => <InstantText at={order.placedAt} now={now} zone={zone} />,
  },
  { id: "state", header: "State", cell: (order) => <OrderWord order={order} /> },
  {
    id: "lines",
    header: "Lines",
    align: "right",
    className: "hidden md:table-cell",
    cell: (order) => <Quantity value={order.lineCount} />,
  },
  {
    id: "where",
    header: "Where it is",
    className: "hidden w-40 lg:table-cell",
    cell: (order) => <QuantityBar buckets={order.buckets} show="bar" audience="customer" />,
  },
  {
    id: "promise",
    header: "Arrives",
    sortable: true,
    cell: (order) => (
      <PromiseChip
        date={order.currentPromise}
        state={order.promiseState}
        original={order.originalPromise}
        today={today}
        audience="customer"
      />
    ),
  },
  {
    id: "value",
    header: "Total",
    align: "right",
    sortable: true,
    cell: (order) => <Money minor={order.owed} currency={order.currency} />,
  },
];
