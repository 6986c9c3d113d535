import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type DisruptionChoices, DisruptionDialog } from "@/components/network/disruption-dialog";
import { effectInWords, keptInWords, windowInWords } from "@/components/network/disruption-words";
import { NetworkTabs } from "@/components/network/network-tabs";
import { WithdrawDisruption } from "@/components/network/withdraw-disruption";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { DisruptionListRow } from "@/server/oms/network/queries-disruptions";

export const metadata = { title: "Disruptions" };

const COLUMNS = [
  { header: "What it keeps" },
  { header: "Days" },
  { header: "What it does" },
  { header: "Why" },
  { header: "Now" },
  { header: "Opened" },
  { header: "Actions", hidden: true },
] as const;

/** What keeps shipments, where, for how long, and who said so. */
export default async function DisruptionsPage() {
  const { actor } = await signedIn("/admin/network/disruptions");
  if (!actor.capabilities.has("network.list_disruptions")) {
    return <Forbidden title="Disruptions" right="network.list_disruptions" />;
  }
  const caller = await api();
  const [disruptions, nodes, services, { now, zone, today }] = await Promise.all([
    caller.network.listDisruptions({}),
    caller.network.listNodes({}),
    caller.network.services({}),
    readerClock(),
  ]);
  const choices: DisruptionChoices = {
    nodes: nodes.map(({ id, name }) => ({ value: id, label: name })),
    services: services.map(({ code, name }) => ({ value: code, label: name })),
    carriers: [...new Set(services.map(({ carrier }) => carrier))].map((carrier) => ({
      value: carrier,
      label: carrier,
    })),
  };
  const mayChange = actor.capabilities.has("network.set_disruption");
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Network", href: "/admin/network" }]}
        title="Disruptions"
        meta="Weather, strikes, closed roads: what keeps shipments for some days, and moves promises with it."
        primary={
          mayChange ? <DisruptionDialog disruption={null} choices={choices} today={today} /> : null
        }
      />
      <NetworkTabs current="disruptions" />
      <LiveRefresh topics={["disruption"]} />
      {disruptions.length === 0 ? (
        <EmptyState kind="never" title="Nothing keeps shipments">
          A disruption names an area, a node, a service or a carrier, the days, and what it does.
        </EmptyState>
      ) : (
        <Panel flush>
          <PlainTable label="Disruptions" columns={COLUMNS}>
            <tbody>
              {disruptions.map((row) => (
                <tr key={row.id}>
                  <PlainCell isHead>{keptInWords(row)}</PlainCell>
                  <PlainCell className="whitespace-nowrap">{windowInWords(row, today)}</PlainCell>
                  <PlainCell>{effectInWords(row)}</PlainCell>
                  <PlainCell>{row.reason}</PlainCell>
                  <PlainCell>
                    <Standing row={row} today={today} />
                  </PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {row.openedBy} <InstantText at={row.openedAt} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell>
                    {mayChange && row.withdrawnAt === null ? (
                      <span className="flex justify-end gap-2">
                        <DisruptionDialog disruption={row} choices={choices} today={today} />
                        <WithdrawDisruption id={row.id} what={row.reason} />
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

function Standing({ row, today }: { row: DisruptionListRow; today: string }) {
  if (row.withdrawnAt !== null) {
    return <Badge tone="neutral">Withdrawn</Badge>;
  }
  if (row.until < today) {
    return <Badge tone="neutral">Over</Badge>;
  }
  return row.from > today ? (
    <Badge tone="progress" glyph="empty">
      Ahead
    </Badge>
  ) : (
    <Badge tone="critical" glyph="risk">
      Now
    </Badge>
  );
}
