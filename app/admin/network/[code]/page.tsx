import { Forbidden } from "@/components/admin/forbidden";
import { LiveRefresh } from "@/components/live/live-refresh";
import { CapacityDialog } from "@/components/network/capacity-dialog";
import { ChannelsDialog } from "@/components/network/channels-dialog";
import { CutOffsDialog } from "@/components/network/cut-offs-dialog";
import { NODE_KINDS, offInWords } from "@/components/network/network-words";
import { NodeAside } from "@/components/network/node-aside";
import { NodeChannels } from "@/components/network/node-channels";
import { NodeDays } from "@/components/network/node-days";
import { NodeDialog } from "@/components/network/node-dialog";
import { NodeServices } from "@/components/network/node-services";
import { RetireNode } from "@/components/network/retire-node";
import { SourceNodeAgain } from "@/components/network/source-node-again";
import { SwitchDialog } from "@/components/network/switch-dialog";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ code: string }> };

const codeOf = async (params: Props["params"]) => decodeURIComponent((await params).code);

export async function generateMetadata({ params }: Props) {
  return { title: await codeOf(params) };
}

/** One node: how it stands, what it is, what it can do in a day, and what happened to it. */
export default async function NodePage({ params }: Props) {
  const code = await codeOf(params);
  const { actor } = await signedIn(`/admin/network/${code}`);
  if (!actor.capabilities.has("network.find_node")) {
    return <Forbidden title={code} right="network.find_node" />;
  }
  const caller = await api();
  const [{ state, facts, channels, days, limits, events }, calendars, tariffs, clock] =
    await Promise.all([
      orNotFound(caller.network.findNode({ code })),
      caller.network.listCalendars({}),
      caller.network.listTariffs({}),
      readerClock(),
    ]);
  const may = (right: string) => actor.capabilities.has(right);
  const isOff = state.off !== null;
  return (
    <>
      <LiveRefresh topics={["node", "allocation", "calendar", "carrier_service"]} />
      <PageHeader
        breadcrumb={[{ label: "Network", href: "/admin/network" }]}
        title={facts.name}
        status={
          state.off === null ? null : (
            <Badge tone="critical" glyph="hold">
              Off: {offInWords(state.off, state.timeZone, state.today)}
            </Badge>
          )
        }
        meta={`${NODE_KINDS[facts.kind]} in ${facts.city}, it is ${state.localTime} there`}
        actions={
          <>
            {may("network.retire_node") ? <RetireNode node={state} /> : null}
            {may("network.switch_node") ? <SwitchDialog node={state} service={null} /> : null}
            {may("network.set_node") ? (
              <NodeDialog
                node={{ id: state.id, facts, waitingOrders: state.waitingOrders }}
                calendars={calendars.map(({ id, name }) => ({ value: id, label: name }))}
              />
            ) : null}
          </>
        }
      />
      {isOff && state.waitingOrders > 0 && may("allocation.resource_node") ? (
        <div className="mb-4">
          <SourceNodeAgain node={state} orders={state.waitingOrders} />
        </div>
      ) : null}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid content-start gap-4">
          <Panel
            title="Services"
            flush
            actions={
              may("network.set_cut_offs") ? (
                <CutOffsDialog node={state} services={state.services} />
              ) : null
            }
          >
            <NodeServices node={state} maySwitch={may("network.switch_node")} />
          </Panel>
          <Panel
            title="Capacity"
            meta={`${state.processingDays} working days of processing`}
            flush
            actions={
              may("network.set_capacity") ? (
                <CapacityDialog
                  nodeId={state.id}
                  facts={facts}
                  measure={state.measure}
                  days={days}
                />
              ) : null
            }
          >
            <NodeDays days={days} limits={limits} today={state.today} />
          </Panel>
          <Panel
            title="Channels that sell from it"
            flush
            actions={
              may("network.set_channels") ? (
                <ChannelsDialog node={state} channels={channels} />
              ) : null
            }
          >
            <NodeChannels node={state} channels={channels} />
          </Panel>
        </div>
        <NodeAside
          state={state}
          facts={facts}
          events={events}
          clock={clock}
          currency={tariffs[0]?.tariff.currency ?? "USD"}
        />
      </div>
    </>
  );
}
