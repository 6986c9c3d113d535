import type { Metadata } from "next";
import { AccountSearch } from "@/components/desk/account-search";
import { DraftList } from "@/components/desk/draft-list";
import { OrderRows } from "@/components/desk/order-rows";
import { formatCount } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api } from "@/server/api/rsc";

export const metadata: Metadata = { title: "Desk" };

const SHOWN = 12;

/** Where a call begins: find the account; below, what is begun, placed today, and late. */
export default async function DeskPage() {
  const caller = await api();
  const [drafts, placed, late, clock] = await Promise.all([
    caller.orders.listDrafts({ channelCode: "phone", limit: SHOWN }),
    caller.orders.list({ view: "placed_today", mine: "entered", limit: SHOWN }),
    caller.orders.list({
      view: "late",
      mine: "accounts",
      sort: "promise",
      isDescending: false,
      limit: SHOWN,
    }),
    readerClock(),
  ]);
  return (
    <>
      <LiveRefresh topics={["sales_order", "shipment"]} />
      <PageHeader title="Phone desk" />
      <AccountSearch />
      <div className="mt-6 grid items-start gap-6 xl:grid-cols-2">
        <Panel title="My drafts" meta={formatCount(drafts.length, "draft")} flush>
          {drafts.length === 0 ? (
            <EmptyState kind="done" title="No order is half written" />
          ) : (
            <DraftList drafts={drafts} now={clock.now} zone={clock.zone} />
          )}
        </Panel>
        <Panel title="I placed today" meta={countOf(placed)} flush>
          {placed.rows.length === 0 ? (
            <EmptyState kind="done" title="No order yet today" />
          ) : (
            <OrderRows orders={placed.rows} today={clock.today} />
          )}
        </Panel>
        <Panel title="Late, of my accounts" meta={countOf(late)} flush className="xl:col-span-2">
          {late.rows.length === 0 ? (
            <EmptyState kind="done" title="Nothing of yours is late" />
          ) : (
            <OrderRows orders={late.rows} today={clock.today} />
          )}
        </Panel>
      </div>
    </>
  );
}

const countOf = ({ total, rows }: { total: number | null; rows: readonly unknown[] }): string =>
  total === null ? "many" : formatCount(Math.max(total, rows.length), "order");
