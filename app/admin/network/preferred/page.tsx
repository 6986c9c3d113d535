import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { NetworkTabs } from "@/components/network/network-tabs";
import { PreferredNodeDialog } from "@/components/network/preferred-node-dialog";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Preferred nodes" };

const COLUMNS = [
  { header: "Customer" },
  { header: "Ship-to" },
  { header: "Preferred node" },
  { header: "Now" },
  { header: "Actions", hidden: true },
] as const;

/** Which customers are best served from which node, as routing asks for it. */
export default async function PreferredNodesPage() {
  const { actor } = await signedIn("/admin/network/preferred");
  if (!actor.capabilities.has("customers.list_preferred_nodes")) {
    return <Forbidden title="Preferred nodes" right="customers.list_preferred_nodes" />;
  }
  const caller = await api();
  const [rows, nodes] = await Promise.all([
    caller.customers.listPreferredNodes({}),
    caller.network.listNodes({}),
  ]);
  const choices = nodes.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
  const mayChange = actor.capabilities.has("customers.set_preferred_node");
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Network", href: "/admin/network" }]}
        title="Preferred nodes"
        meta="Where a customer's goods come from when a strategy of routing asks for the preferred node. A ship-to goes before its company."
        primary={mayChange ? <PreferredNodeDialog row={null} nodes={choices} /> : null}
      />
      <NetworkTabs current="preferred" />
      <LiveRefresh topics={["company", "node"]} />
      {rows.length === 0 ? (
        <EmptyState kind="never" title="No customer prefers a node">
          Every order is routed by the strategies alone.
        </EmptyState>
      ) : (
        <Panel flush>
          <PlainTable label="Preferred nodes" columns={COLUMNS}>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.code} ${row.location ?? ""}`}>
                  <PlainCell isHead>
                    {row.name} <Ident>{row.code}</Ident>
                  </PlainCell>
                  <PlainCell>
                    {row.location === null ? (
                      "All that name none"
                    ) : (
                      <>
                        <Ident>{row.location}</Ident>{" "}
                        {[row.city, row.region].filter((part) => part !== "").join(", ")}
                      </>
                    )}
                  </PlainCell>
                  <PlainCell>
                    <a className="link" href={`/admin/network/${encodeURIComponent(row.node)}`}>
                      {row.nodeName}
                    </a>
                  </PlainCell>
                  <PlainCell>
                    {row.ignored === null ? (
                      <Badge tone="success">Asked first</Badge>
                    ) : (
                      <Badge tone="warning" glyph="hold">
                        {row.ignored === "retired" ? "Retired, ignored" : "Off, ignored"}
                      </Badge>
                    )}
                  </PlainCell>
                  <PlainCell>
                    {mayChange ? (
                      <span className="flex justify-end">
                        <PreferredNodeDialog row={row} nodes={choices} />
                      </span>
                    ) : null}
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
