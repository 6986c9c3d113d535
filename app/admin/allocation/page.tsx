import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { AllocationTabs } from "@/components/allocation/allocation-tabs";
import { BackorderAges } from "@/components/allocation/backorder-ages";
import { OpenRun } from "@/components/allocation/open-run";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { EmptyState } from "@/components/ui/empty-state";
import { DateText, Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Scarce stock" };

const COLUMNS = [
  { header: "SKU" },
  { header: "Waiting", align: "right" },
  { header: "Promised", align: "right" },
  { header: "Free now", align: "right" },
  { header: "To come", align: "right" },
  { header: "Next" },
  { header: "Last promise" },
  { header: "Oldest" },
] as const;

/** The SKUs that somebody waits for, and what there is to be had of them. */
export default async function ScarceStockPage() {
  const { actor } = await signedIn("/admin/allocation");
  if (!actor.capabilities.has("allocation.list_short")) {
    return <Forbidden title="Scarce stock" right="allocation.list_short" />;
  }
  const caller = await api();
  const [rows, ages, { today, now, zone }] = await Promise.all([
    caller.allocation.listShort({}),
    actor.capabilities.has("allocation.list_backorder_ages")
      ? caller.allocation.listBackorderAges({})
      : [],
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        title="Scarce stock"
        meta="SKUs that orders wait for, those with the most units first"
        primary={
          actor.capabilities.has("allocation.open_run") && rows.length > 0 ? (
            <OpenRun skus={[]} policy={null} />
          ) : null
        }
      />
      <AllocationTabs current="board" />
      <LiveRefresh
        topics={["stock", "inbound_supply", "allocation", "allocation_run", "order_line"]}
      />
      {ages.some(({ orders }) => orders > 0) && (
        <BackorderAges ages={ages} mayListOrders={actor.capabilities.has("orders.list_orders")} />
      )}
      {rows.length === 0 ? (
        <EmptyState kind="done" title="Nobody waits for stock">
          Each open order has the units it asks for.
        </EmptyState>
      ) : (
        <Panel title="Short SKUs" meta={formatCount(rows.length, "SKU")} flush>
          <PlainTable label="Short SKUs" columns={COLUMNS}>
            <tbody>
              {rows.map((row) => (
                <tr key={row.sku}>
                  <PlainCell isHead>
                    <Link
                      className="link"
                      href={`/admin/allocation/${encodeURIComponent(row.sku)}`}
                      prefetch={false}
                    >
                      <Ident>{row.sku}</Ident>
                    </Link>{" "}
                    <span className="block text-muted">{row.name}</span>
                  </PlainCell>
                  <PlainCell align="right">
                    {formatQuantity(row.waiting)}
                    <span className="text-muted"> for {formatCount(row.orders, "order")}</span>
                  </PlainCell>
                  <PlainCell align="right">{formatQuantity(row.pegged)}</PlainCell>
                  <PlainCell align="right">{formatQuantity(row.free)}</PlainCell>
                  <PlainCell align="right">{formatQuantity(row.incoming)}</PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {row.nextDate === null ? (
                      <span className="text-muted">nothing</span>
                    ) : (
                      <DateText date={row.nextDate} today={today} />
                    )}
                  </PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {row.lastPromise === null ? null : (
                      <DateText date={row.lastPromise} today={today} />
                    )}
                  </PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    <InstantText at={row.oldest} now={now} zone={zone} />
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      )}
    </>
  );
}
