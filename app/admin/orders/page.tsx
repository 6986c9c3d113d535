import { Forbidden } from "@/components/admin/forbidden";
import { HoldGroups } from "@/components/admin/hold-groups";
import { inWords, ORDER_AGE_WORDS } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { FulfillmentBadge } from "@/components/orders/fulfillment-badge";
import { RiskMarker } from "@/components/orders/risk-strip";
import { readerClock } from "@/components/reader-clock";
import { PromiseChip } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import { statusOptions } from "@/components/status";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { Ident, InstantText, Money, Quantity } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import { companyTiers } from "@/server/oms/customers/types";
import type { LineRisk } from "@/server/oms/exceptions/decide-risk";
import {
  type OrderRow,
  type OrderView,
  orderAges,
  orderSorts,
  orderViews,
} from "@/server/oms/orders/types";

export const metadata = { title: "Orders" };

const VIEW_WORDS: Record<OrderView, string> = {
  all: "All",
  attention: "Needs attention",
  late: "Late",
  due_soon: "Due by tomorrow",
  backordered: "Backordered",
  backorders_due: "Backorders due",
  preordered: "Pre-ordered",
  ready: "Ready to ship",
  on_hold: "On hold",
  approval: "To approve",
  placed_today: "Placed today",
  shipped_today: "Shipped today",
};

const isPreorder = ({ buckets }: { buckets: { backordered: number; preordered: number } }) =>
  buckets.preordered > 0 && buckets.preordered === buckets.backordered;

const FILTERS = ["status", "fulfillment", "promise", "channel", "tier", "age"];
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every order, by view, search, filter and sort; all of it stands in the address. */
export default async function OrdersPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/orders");
  if (!actor.capabilities.has("orders.list_orders")) {
    return <Forbidden title="Orders" right="orders.list_orders" />;
  }
  const state = await readListState(searchParams, { filters: FILTERS, defaultSort: "-placed_at" });
  const narrowed = {
    q: state.q,
    ...Object.fromEntries(FILTERS.map((name) => [name, [...(state.filters[name] ?? [])]])),
  };
  const view = orderViews.find((known) => known === state.view) ?? "all";
  const sort = orderSorts.find((known) => known === state.sort.id) ?? "placed_at";
  const caller = await api();
  const mayRelease = actor.capabilities.has("orders.list_hold_groups");
  const [list, counts, channels, clock, holdGroups, parked] = await Promise.all([
    caller.orders.list({
      ...narrowed,
      view,
      sort,
      isDescending: state.sort.desc,
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.orders.count(narrowed),
    caller.network.listChannels({}),
    readerClock(),
    view === "on_hold" && mayRelease ? caller.orders.listHoldGroups(narrowed) : [],
    actor.capabilities.has("orders.list_parked")
      ? caller.orders.listParked({ limit: 1 }).then(({ counts: { parked: count } }) => count)
      : 0,
  ]);
  const risks = actor.capabilities.has("exceptions.find_risks")
    ? await caller.exceptions.findRisks({ orderIds: list.rows.map(({ id }) => id) })
    : [];
  return (
    <>
      <PageHeader
        title="Orders"
        actions={
          parked > 0 ? (
            <LinkButton href="/admin/orders/parked">
              {formatCount(parked, "parked order")}
            </LinkButton>
          ) : null
        }
      />
      <LiveRefresh />
      {holdGroups.length > 0 && <HoldGroups groups={holdGroups} rights={[...actor.capabilities]} />}
      <DataTable
        label="Orders"
        noun={["order", "orders"]}
        pathname="/admin/orders"
        state={state}
        columns={columnsFor(clock, risks)}
        rows={list.rows}
        rowKey={(row) => row.number}
        rowHref={(row) => `/admin/orders/${row.number}`}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={orderViews.map((id) => ({ id, label: VIEW_WORDS[id], count: counts[id] }))}
        filters={[
          { id: "status", label: "Order", options: statusOptions("order") },
          { id: "fulfillment", label: "Fulfillment", options: statusOptions("order_fulfillment") },
          { id: "promise", label: "Promise", options: statusOptions("promise") },
          {
            id: "channel",
            label: "Channel",
            options: channels.map(({ code, name }) => ({ value: code, label: name })),
          },
          {
            id: "tier",
            label: "Tier",
            options: companyTiers.map((value) => ({ value, label: inWords(value) })),
          },
          {
            id: "age",
            label: "Age",
            options: orderAges.map((value) => ({ value, label: ORDER_AGE_WORDS[value] })),
          },
        ]}
        search="Order, PO, customer, SKU or tracking number"
        density="two-line"
        emptyNever={{
          title: "No orders yet",
          text: "Orders from the portal, the desk, imports and the API arrive here.",
        }}
      />
    </>
  );
}

function columnsFor(
  { zone, now, today }: Awaited<ReturnType<typeof readerClock>>,
  risks: readonly LineRisk[],
): Column<OrderRow>[] {
  return [
    { id: "number", header: "Order", sortable: true, cell: (row) => <Ident>{row.number}</Ident> },
    {
      id: "placed_at",
      header: "Placed",
      sortable: true,
      cell: (row) => <InstantText at={row.placedAt} now={now} zone={zone} />,
    },
    {
      id: "company",
      header: "Customer",
      className: "max-w-52",
      cell: (row) => (
        <>
          <span className="block truncate" title={row.company}>
            {row.company}
          </span>
          <span className="block truncate text-xs text-muted">
            {row.customerPo === null ? null : (
              <>
                <Ident>{row.customerPo}</Ident>,{" "}
              </>
            )}
            {row.channel}
          </span>
        </>
      ),
    },
    {
      id: "units",
      header: "Units",
      align: "right",
      cell: (row) => <Quantity value={row.unitCount} />,
    },
    {
      id: "value",
      header: "Value",
      align: "right",
      sortable: true,
      cell: (row) => <Money minor={row.owed} currency={row.currency} />,
    },
    {
      id: "bar",
      header: "Where it is",
      className: "w-24",
      cell: (row) => (
        <QuantityBar
          buckets={{
            ...row.buckets,
            isPromised: row.fulfillmentStatus === "promised",
            isPreorder: isPreorder(row),
          }}
          show="bar"
        />
      ),
    },
    {
      id: "fulfillment",
      header: "Fulfillment",
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          <FulfillmentBadge value={row.fulfillmentStatus} isPreorder={isPreorder(row)} />
          {row.status === "pending_approval" && <StatusBadge kind="order" value={row.status} />}
          {row.holdCount > 0 && (
            <Badge tone="warning" glyph="hold">
              On hold
            </Badge>
          )}
          {row.openExceptionCount > 0 && (
            <Badge
              tone="critical"
              glyph="risk"
              title={formatCount(row.openExceptionCount, "open exception")}
            >
              {formatQuantity(row.openExceptionCount)}
              <span className="sr-only">open exceptions</span>
            </Badge>
          )}
        </span>
      ),
    },
    {
      id: "promise",
      header: "Promise",
      sortable: true,
      cell: (row) => (
        <>
          <PromiseChip
            date={row.currentPromise}
            state={row.promiseState}
            original={row.originalPromise}
            today={today}
          />
          <RiskMarker risks={risks.filter(({ orderId }) => orderId === row.id)} today={today} />
        </>
      ),
    },
  ];
}
