import Link from "next/link";
import { redirect } from "next/navigation";
import { NodeTable } from "@/components/admin/node-table";
import { OpenByKey } from "@/components/admin/open-by-key";
import { WorstExceptions } from "@/components/admin/worst-exceptions";
import { formatCount, UNKNOWN } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Stat, type StatProps, StatRow } from "@/components/ui/stat";
import { api, signedIn } from "@/server/api/rsc";
import { BACKORDER_DUE_DAYS } from "@/server/oms/orders/types";

export const metadata = { title: "Today" };

/** So many of the queue are shown; the rest is one press away. */
const WORST = 6;

/** A source that fails leaves the others: its figures are unknown, never 0. */
async function known<T>(source: Promise<T>): Promise<T | null> {
  try {
    return await source;
  } catch {
    return null;
  }
}

/** What will miss its promise, what nobody has in hand, what each node must still get out. */
export default async function TodayPage() {
  const { actor } = await signedIn("/admin");
  if (!actor.capabilities.has("reporting.today")) {
    redirect(actor.capabilities.has("orders.list_orders") ? "/admin/orders" : "/admin/fulfillment");
  }
  const caller = await api();
  const exceptions = (type: "promise_at_risk" | "integration_failed") =>
    known(caller.exceptions.list({ type: [type], limit: 1 }));
  const [today, queue, atRisk, failed, stock, clock] = await Promise.all([
    known(caller.reporting.today({})),
    known(caller.exceptions.list({ limit: WORST })),
    exceptions("promise_at_risk"),
    exceptions("integration_failed"),
    known(caller.inventory.list({ view: "low", limit: 1 })),
    readerClock(),
  ]);
  const counts = today?.counts ?? null;
  const open = queue?.counts ?? null;
  const first = [
    stat("Promise at risk", atRisk?.total, "/admin/exceptions?type=promise_at_risk", "warning"),
    stat("Promise missed", counts?.missed, "/admin/orders?view=late", "critical"),
    {
      ...stat("Unowned", open?.unowned, "/admin/exceptions?view=unowned", "warning"),
      note: open === null ? UNKNOWN : `of ${formatCount(open.open, "exception")}`,
    },
    {
      ...stat("Backordered", counts?.backordered, "/admin/orders?view=backordered"),
      note:
        counts === null
          ? UNKNOWN
          : `${formatCount(counts.backorderedUnits, "unit")} on ${formatCount(counts.backorderedLines, "line")}`,
    },
    {
      ...stat("Backorders due", counts?.backordersDue, "/admin/orders?view=backorders_due"),
      note: `within ${BACKORDER_DUE_DAYS} days`,
    },
    {
      ...stat("Low stock", stock?.counts.low, "/admin/inventory?view=low", "warning"),
      note: stock === null ? UNKNOWN : `and ${formatCount(stock.counts.out, "SKU")} out`,
    },
    stat(
      "Integration failures",
      failed?.total,
      "/admin/exceptions?type=integration_failed",
      "critical",
    ),
  ];
  return (
    <>
      <PageHeader title="Today" />
      <LiveRefresh />
      <OpenByKey hrefs={first.map(({ href }) => href)} />
      <div className="grid gap-6">
        <StatRow label="What needs somebody">
          {first.map((each) => (
            <Stat key={each.label} {...each} />
          ))}
        </StatRow>
        <Panel
          title="Look at these first"
          meta={
            queue !== null && queue.total > WORST
              ? `the ${WORST} gravest of ${queue.total}`
              : undefined
          }
          actions={
            queue !== null && queue.total > 0 ? (
              <Link className="link text-sm" href="/admin/exceptions">
                Work the queue
              </Link>
            ) : undefined
          }
          flush
        >
          {queue === null ? <Unread /> : <WorstExceptions rows={queue.rows} clock={clock} />}
        </Panel>
        <Panel title="Late to ship, by node" flush>
          {today === null ? <Unread /> : <NodeTable nodes={today.nodes} />}
        </Panel>
        <StatRow label="So far today">
          <Stat {...stat("Due by tomorrow", counts?.dueSoon, "/admin/orders?view=due_soon")} />
          <Stat {...stat("On hold", counts?.onHold, "/admin/orders?view=on_hold")} />
          <Stat
            {...stat("Awaiting approval", counts?.awaitingApproval, "/admin/orders?view=approval")}
          />
          <Stat {...stat("Exceptions of mine", open?.mine, "/admin/exceptions?view=mine")} />
          <Stat
            {...stat(
              "Over their time",
              open?.breached,
              "/admin/exceptions?view=breached",
              "critical",
            )}
          />
          <Stat
            {...stat("Orders placed", counts?.placedToday, "/admin/orders?view=placed_today")}
          />
          <Stat
            {...stat("Orders shipped", counts?.shippedToday, "/admin/orders?view=shipped_today")}
          />
        </StatRow>
      </div>
    </>
  );
}

const Unread = () => (
  <div className="p-4">
    <Callout tone="warning" title="This could not be read just now">
      Everything else on this page stands. It is read again by itself.
    </Callout>
  </div>
);

type Counter = StatProps & { readonly label: string; readonly href: string };

/** A counter with the list that it counts; tone and glyph only when there is something to see. */
function stat(
  label: string,
  value: number | undefined,
  href: string,
  tone?: "critical" | "warning",
): Counter {
  const isRisky = tone !== undefined && value !== undefined && value > 0;
  return { label, value: value ?? null, href, ...(isRisky ? { tone, glyph: "risk" } : {}) };
}
