import Link from "next/link";
import { redirect } from "next/navigation";
import { NodeTable } from "@/components/admin/node-table";
import { WorstExceptions } from "@/components/admin/worst-exceptions";
import { formatCount } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Stat, type StatProps, StatRow } from "@/components/ui/stat";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Today" };

/** So many of the queue are shown; the rest is one press away. */
const WORST = 6;

/** What will miss its promise, what nobody has in hand, what each node must still get out. */
export default async function TodayPage() {
  const { actor } = await signedIn("/admin");
  if (!actor.capabilities.has("reporting.today")) {
    redirect(actor.capabilities.has("orders.list_orders") ? "/admin/orders" : "/admin/fulfillment");
  }
  const caller = await api();
  const [{ counts, nodes }, queue, clock] = await Promise.all([
    caller.reporting.today({}),
    caller.exceptions.list({ limit: WORST }),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader title="Today" />
      <LiveRefresh />
      <div className="grid gap-6">
        <StatRow label="What needs somebody">
          <Stat
            label="Promise missed"
            value={counts.missed}
            href="/admin/orders?view=late"
            {...risky(counts.missed, "critical")}
          />
          <Stat label="Due by tomorrow" value={counts.dueSoon} href="/admin/orders?view=due_soon" />
          <Stat
            label="Exceptions unowned"
            value={queue.counts.unowned}
            note={`${formatCount(queue.counts.open, "exception")} open`}
            href="/admin/exceptions?view=unowned"
            {...risky(queue.counts.unowned, "warning")}
          />
          <Stat label="On hold" value={counts.onHold} href="/admin/orders?view=on_hold" />
          <Stat
            label="Awaiting approval"
            value={counts.awaitingApproval}
            href="/admin/orders?view=approval"
          />
          <Stat
            label="Backordered units"
            value={counts.backorderedUnits}
            note={`on ${formatCount(counts.backorderedLines, "line")}`}
            href="/admin/orders?view=backordered"
          />
        </StatRow>
        <Panel
          title="Look at these first"
          meta={queue.total > WORST ? `the ${WORST} gravest of ${queue.total}` : undefined}
          actions={
            queue.total > 0 ? (
              <Link className="link text-sm" href="/admin/exceptions">
                Work the queue
              </Link>
            ) : undefined
          }
          flush
        >
          <WorstExceptions rows={queue.rows} clock={clock} />
        </Panel>
        <Panel title="Work by node" flush>
          <NodeTable nodes={nodes} />
        </Panel>
        <StatRow label="So far today">
          <Stat
            label="Orders placed"
            value={counts.placedToday}
            href="/admin/orders?view=placed_today"
          />
          <Stat
            label="Shipments sent"
            value={counts.shippedToday}
            href="/admin/orders?view=shipped_today"
          />
          <Stat
            label="Integration failures"
            value={counts.deadJobs}
            href="/admin/exceptions?type=integration_failed"
            {...risky(counts.deadJobs, "critical")}
          />
        </StatRow>
      </div>
    </>
  );
}

/** Tone and glyph only when there is something to see. */
const risky = (count: number, tone: "critical" | "warning"): Pick<StatProps, "tone" | "glyph"> =>
  count > 0 ? { tone, glyph: "risk" } : {};
