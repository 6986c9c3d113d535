import Link from "next/link";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatMeasured, formatQuantity, UNKNOWN } from "@/components/format";
import { CapacityBar } from "@/components/fulfillment/capacity-bar";
import { LiveRefresh } from "@/components/live/live-refresh";
import { NetworkTabs } from "@/components/network/network-tabs";
import { NODE_KINDS, offInWords, placeOf } from "@/components/network/network-words";
import { NewNodeDialog } from "@/components/network/new-node-dialog";
import { RestoreNode } from "@/components/network/retire-node";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import { decideLoad } from "@/server/oms/network/decide-capacity";
import type { NodeState, RetiredNode } from "@/server/oms/network/queries-nodes";

export const metadata = { title: "Network" };

const COLUMNS = [
  { header: "Node" },
  { header: "Kind" },
  { header: "Its clock" },
  { header: "Now" },
  { header: "Cut-offs" },
  { header: "Processing", align: "right" },
  { header: "Capacity today" },
  { header: "Backlog", align: "right" },
  { header: "Orders waiting", align: "right" },
] as const;

const NO_LIMIT = { orders: null, lines: null, units: null };

/** Every node: whether it works, by which clock, how full its day is and what waits for it. */
export default async function NetworkPage() {
  const { actor } = await signedIn("/admin/network");
  if (!actor.capabilities.has("network.list_node_states")) {
    return <Forbidden title="Network" right="network.list_node_states" />;
  }
  const caller = await api();
  const may = (right: string) => actor.capabilities.has(right);
  const [nodes, retired] = await Promise.all([
    caller.network.listNodeStates({}),
    may("network.list_retired_nodes") ? caller.network.listRetiredNodes({}) : [],
  ]);
  return (
    <>
      <PageHeader
        title="Network"
        meta="Where orders ship from, by which clock and at what cost."
        primary={may("network.create_node") ? <NewNode /> : null}
      />
      <NetworkTabs current="nodes" />
      <LiveRefresh topics={["node", "allocation"]} />
      <Panel flush>
        <PlainTable label="Nodes" columns={COLUMNS}>
          <tbody>
            {nodes.map((node) => (
              <NodeRow key={node.id} node={node} />
            ))}
          </tbody>
        </PlainTable>
      </Panel>
      {retired.length === 0 ? null : (
        <RetiredNodes nodes={retired} mayRestore={may("network.restore_node")} />
      )}
    </>
  );
}

/** The dialog with all that a node is made of. */
async function NewNode() {
  const caller = await api();
  const [calendars, services, channels] = await Promise.all([
    caller.network.listCalendars({}),
    caller.network.services({}),
    caller.network.listChannels({}),
  ]);
  return (
    <NewNodeDialog
      calendars={calendars.map(({ code, name }) => ({ value: code, label: name }))}
      services={services}
      channels={channels}
    />
  );
}

const RETIRED_COLUMNS = [
  { header: "Node" },
  { header: "Kind" },
  { header: "Retired" },
  { header: "Why" },
  { header: "Actions", hidden: true },
] as const;

async function RetiredNodes({
  nodes,
  mayRestore,
}: {
  nodes: readonly RetiredNode[];
  mayRestore: boolean;
}) {
  const { now, zone } = await readerClock();
  return (
    <Panel title="Retired" className="mt-4" flush>
      <PlainTable label="Retired nodes" columns={RETIRED_COLUMNS}>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.id}>
              <PlainCell isHead className="whitespace-nowrap">
                {node.name} <Ident className="text-muted">{node.code}</Ident>
              </PlainCell>
              <PlainCell>{NODE_KINDS[node.kind]}</PlainCell>
              <PlainCell>
                <InstantText at={node.retiredAt} now={now} zone={zone} />
              </PlainCell>
              <PlainCell>{node.reason}</PlainCell>
              <PlainCell align="right">{mayRestore ? <RestoreNode node={node} /> : null}</PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}

function NodeRow({ node }: { node: NodeState }) {
  const load = node.loads[0] ?? decideLoad(NO_LIMIT, node.usedToday);
  const offered = node.services.filter(({ cutOff }) => cutOff !== null);
  return (
    <tr>
      <PlainCell isHead className="whitespace-nowrap">
        <Link className="link font-medium" href={`/admin/network/${encodeURIComponent(node.code)}`}>
          {node.name}
        </Link>{" "}
        <Ident className="text-muted">{node.code}</Ident>
      </PlainCell>
      <PlainCell>{NODE_KINDS[node.kind]}</PlainCell>
      <PlainCell className="whitespace-nowrap">
        {node.localTime} <span className="text-muted">{placeOf(node.timeZone)}</span>
      </PlainCell>
      <PlainCell>
        <Standing node={node} />
      </PlainCell>
      <PlainCell className="whitespace-nowrap">
        {offered.length === 0
          ? UNKNOWN
          : offered.map(({ code, name, cutOff, off }) => (
              <span key={code} className="block text-xs">
                {name} <span className="figures">{cutOff}</span>
                {off?.isServiceOnly ? <span className="text-critical-fg"> off</span> : null}
              </span>
            ))}
      </PlainCell>
      <PlainCell align="right">
        {node.processingDays} d
        {node.measure?.processingDays == null ? null : (
          <span className="block text-xs text-muted">measured {node.measure.processingDays} d</span>
        )}
      </PlainCell>
      <PlainCell className="min-w-36">
        <CapacityBar load={load} />
      </PlainCell>
      <PlainCell align="right">
        {node.backlogHours === null ? UNKNOWN : formatMeasured(node.backlogHours, "h")}
      </PlainCell>
      <PlainCell align="right">{formatQuantity(node.waitingOrders)}</PlainCell>
    </tr>
  );
}

function Standing({ node }: { node: NodeState }) {
  if (node.off !== null) {
    return (
      <>
        <Badge tone="critical" glyph="hold">
          Off
        </Badge>
        <span className="block text-xs text-muted">
          {offInWords(node.off, node.timeZone, node.today)}
        </span>
      </>
    );
  }
  return node.isWorking ? (
    <Badge tone="success" glyph="full">
      Works
    </Badge>
  ) : (
    <Badge tone="neutral" glyph="empty">
      Closed today
    </Badge>
  );
}
