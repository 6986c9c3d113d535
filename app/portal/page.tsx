import type { Metadata } from "next";
import Link from "next/link";
import { formatCount, formatTime } from "@/components/format";
import { CreditBar } from "@/components/orders/credit-bar";
import { OpenOrders, OrderWord } from "@/components/portal/open-orders";
import { QuickPaste } from "@/components/portal/quick-paste";
import { ReorderTable } from "@/components/portal/reorder-table";
import { readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText, Money } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api } from "@/server/api/rsc";

export const metadata: Metadata = { title: "Home" };

const OPEN = ["submitted", "pending_approval", "confirmed", "in_fulfillment"];
const OPEN_SHOWN = 8;

/** The first screen: order again, order something else, see what is under way. */
export default async function PortalHomePage() {
  const caller = await api();
  const [company, purchased, recent, open, drafts, clock] = await Promise.all([
    caller.customers.mine({}),
    caller.orders.listPurchased({ limit: 10 }),
    caller.orders.listRecent({ limit: 3 }),
    caller.orders.list({ status: OPEN, sort: "promise", isDescending: false, limit: OPEN_SHOWN }),
    caller.orders.listDrafts({ channelCode: "portal", limit: 1 }),
    readerClock(),
  ]);
  const draft = drafts[0];
  return (
    <>
      <PageHeader
        title={company.name}
        meta={
          draft && draft.lineCount > 0
            ? `Your order pad holds ${formatCount(draft.lineCount, "line")}, saved ${formatTime(draft.updatedAt, clock.zone)}`
            : undefined
        }
        primary={
          <LinkButton href="/portal/order" variant="primary" size="portal">
            {draft && draft.lineCount > 0 ? "Go on with your order" : "Start an order"}
          </LinkButton>
        }
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 content-start gap-6">
          <Panel title="Order again" flush>
            {purchased.length === 0 ? (
              <EmptyState kind="never" title="What you order will stand here, ready to order again">
                Start with the order pad, or paste your list.
              </EmptyState>
            ) : (
              <ReorderTable items={purchased} now={clock.now} zone={clock.zone} />
            )}
          </Panel>
          {recent.length === 0 ? null : <LastOrders orders={recent} clock={clock} />}
          <Panel
            title="Open orders"
            meta={open.total === null ? "many" : formatCount(open.total, "order")}
            actions={
              <Link href="/portal/orders" className="link text-sm">
                All orders
              </Link>
            }
            flush
          >
            {open.rows.length === 0 ? (
              <EmptyState kind="done" title="No order is under way" />
            ) : (
              <OpenOrders orders={open.rows} today={clock.today} />
            )}
          </Panel>
        </div>
        <div className="grid content-start gap-6">
          <Panel title="Order from a list">
            <QuickPaste />
          </Panel>
          <Panel title="Credit" meta={company.termsName}>
            <CreditBar credit={company.credit} currency={company.currency} />
          </Panel>
          {company.salesRepName ? (
            <Panel title="Your sales rep">
              <p className="font-medium">{company.salesRepName}</p>
              {company.salesRepEmail ? (
                <a href={`mailto:${company.salesRepEmail}`} className="link">
                  {company.salesRepEmail}
                </a>
              ) : null}
            </Panel>
          ) : null}
        </div>
      </div>
    </>
  );
}

type Recent = Awaited<ReturnType<Awaited<ReturnType<typeof api>>["orders"]["listRecent"]>>;

function LastOrders({ orders, clock }: { orders: Recent; clock: { now: Date; zone: string } }) {
  return (
    <Panel title="Your company's last orders" flush>
      <ul className="grid divide-y divide-line md:grid-cols-3 md:divide-x md:divide-y-0">
        {orders.map((order) => (
          <li key={order.number} className="flex flex-col gap-2 p-4">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <Link href={`/portal/orders/${order.number}`} className="font-medium">
                <Ident>{order.number}</Ident>
              </Link>
              <OrderWord order={order} />
            </div>
            <p className="text-sm text-muted">
              <InstantText at={order.placedAt} now={clock.now} zone={clock.zone} /> ·{" "}
              {formatCount(order.lines.length, "line")} ·{" "}
              <Money minor={order.owed} currency={order.currency} />
            </p>
            <p className="line-clamp-2 flex-1 text-sm">
              {order.lines.map((line) => line.name).join(", ")}
            </p>
            <div>
              <LinkButton href={`/portal/order?reorder=${order.number}`}>Order again</LinkButton>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
