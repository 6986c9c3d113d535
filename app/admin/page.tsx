import { redirect } from "next/navigation";
import { formatCount } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Stat, StatRow } from "@/components/ui/stat";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Today" };

/** What will miss its promise, what nobody has in hand, what each node must still get out. */
export default async function TodayPage() {
  const { actor } = await signedIn("/admin");
  if (!actor.capabilities.has("reporting.today")) {
    redirect(actor.capabilities.has("orders.list_orders") ? "/admin/orders" : "/admin/fulfillment");
  }
  const { counts, nodes } = await (await api()).reporting.today({});
  return (
    <>
      <PageHeader title="Today" />
      <LiveRefresh />
      <StatRow label="What needs somebody">
        <Stat
          label="Promise missed"
          value={counts.missed}
          tone={counts.missed > 0 ? "critical" : "neutral"}
          href="/admin/orders?view=late"
        />
        <Stat label="Due by tomorrow" value={counts.dueSoon} href="/admin/orders?sort=promise" />
        <Stat
          label="Open exceptions"
          value={counts.openExceptions}
          tone={counts.openExceptions > 0 ? "warning" : "neutral"}
          href="/admin/exceptions"
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
          note={formatCount(counts.backorderedLines, "line")}
          href="/admin/orders?view=backordered"
        />
      </StatRow>
      <StatRow label="So far today">
        <Stat label="Orders placed" value={counts.placedToday} href="/admin/orders" />
        <Stat
          label="Shipments sent"
          value={counts.shippedToday}
          href="/admin/orders?view=shipped_today"
        />
        <Stat
          label="Failed deliveries of events"
          value={counts.deadJobs}
          tone={counts.deadJobs > 0 ? "critical" : "neutral"}
          href="/admin/exceptions?type=integration_failed"
        />
      </StatRow>
      <Panel title="Work by node" flush>
        <NodeTable nodes={nodes} />
      </Panel>
    </>
  );
}

type Nodes = Awaited<ReturnType<Awaited<ReturnType<typeof api>>["reporting"]["today"]>>["nodes"];

const HEAD = "px-4 py-2 text-2xs font-medium whitespace-nowrap text-muted";
const CELL = "px-4 py-2.5 figures";

function NodeTable({ nodes }: { nodes: Nodes }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Work by node"
      className="overflow-x-auto"
    >
      <table className="w-full [&_tbody_tr]:border-t [&_tbody_tr]:border-line">
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-left`}>
              Node
            </th>
            {["To accept or pick", "Picking", "Packed", "Due today", "Late"].map((word) => (
              <th key={word} scope="col" className={`${HEAD} text-right`}>
                {word}
              </th>
            ))}
            <th scope="col" className={`${HEAD} text-right`}>
              Last cut-off
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.id}>
              <th scope="row" className="px-4 py-2.5 text-left font-normal">
                <a className="link font-medium" href={`/admin/fulfillment?node=${node.code}`}>
                  {node.name}
                </a>{" "}
                <Ident>{node.code}</Ident>
              </th>
              <td className={`${CELL} text-right`}>{node.open}</td>
              <td className={`${CELL} text-right`}>{node.picking}</td>
              <td className={`${CELL} text-right`}>{node.packed}</td>
              <td className={`${CELL} text-right`}>{node.dueToday}</td>
              <td className={`${CELL} text-right`}>
                {node.late > 0 ? <Badge tone="critical">{String(node.late)}</Badge> : 0}
              </td>
              <td className={`${CELL} text-right text-muted`}>
                {node.cutOff ?? "—"} {node.timeZone.split("/").at(-1)?.replaceAll("_", " ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
