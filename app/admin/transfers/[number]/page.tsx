import { ChangeDateDialog } from "@/components/admin/change-date-dialog";
import { eventSentence } from "@/components/admin/event-sentence";
import { Forbidden } from "@/components/admin/forbidden";
import { TransferActions } from "@/components/admin/transfer-actions";
import { TransferLines } from "@/components/admin/transfer-lines";
import { formatCount, formatInstantExact } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Timeline } from "@/components/ui/timeline";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import type { TransferHead, TransferLineRow } from "@/server/oms/inventory/queries-transfers";

type Props = { params: Promise<{ number: string }> };

const numberOf = async (params: Props["params"]) =>
  decodeURIComponent((await params).number).toUpperCase();

export async function generateMetadata({ params }: Props) {
  return { title: await numberOf(params) };
}

/** One transfer: what was sent, what has arrived, who waits for the rest, and what happened. */
export default async function TransferPage({ params }: Props) {
  const number = await numberOf(params);
  const { actor } = await signedIn(`/admin/transfers/${number}`);
  if (!actor.capabilities.has("inventory.find_transfer")) {
    return <Forbidden title={number} right="inventory.find_transfer" />;
  }
  const caller = await api();
  const [{ transfer, lines, events }, clock] = await Promise.all([
    orNotFound(caller.inventory.findTransfer({ number })),
    readerClock(),
  ]);
  const isAt = (nodeId: string) => actor.nodeIds === null || actor.nodeIds.includes(nodeId);
  const may = (right: string, nodeId: string) => actor.capabilities.has(right) && isAt(nodeId);
  return (
    <>
      <LiveRefresh topics={["stock_transfer", "inbound_supply", "allocation"]} />
      <PageHeader
        breadcrumb={[{ label: "Transfers", href: "/admin/transfers" }]}
        title={<Ident>{transfer.number}</Ident>}
        status={<StatusBadge kind="stock_transfer" value={transfer.state} />}
        meta={`${transfer.from} to ${transfer.to}`}
        actions={
          <TransferActions
            transfer={transfer}
            lines={lines}
            mayReceive={may("inventory.receive_transfer", transfer.toNodeId)}
            mayClose={may("inventory.close_transfer", transfer.toNodeId)}
            mayCancel={may("inventory.cancel_transfer", transfer.fromNodeId)}
          />
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Panel title="Lines" meta={formatCount(lines.length, "SKU")} flush>
          <TransferLines
            lines={lines}
            today={clock.today}
            isSkuLinked={actor.capabilities.has("inventory.find_sku_stock")}
            actions={(line) =>
              line.open > 0 && may("inventory.change_inbound", transfer.toNodeId) ? (
                <ChangeDateDialog supply={supplyOf(transfer, line)} />
              ) : null
            }
          />
        </Panel>
        <div className="grid content-start gap-4">
          <Panel title="Transfer">
            <DefinitionList items={factsOf(transfer, clock)} />
          </Panel>
          <Panel title="What happened">
            <Timeline
              zone={clock.zone}
              today={clock.today}
              events={events.map((event) => ({
                ...eventSentence(event.type, event.payload, clock.today),
                id: String(event.id),
                at: event.at,
                actor: event.actor,
                reason: event.reason,
              }))}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** A line as the supply that it is for its destination. */
const supplyOf = ({ number, to }: TransferHead, line: TransferLineRow) => ({
  id: line.inboundSupplyId,
  reference: number,
  sku: line.sku,
  node: to,
  quantity: line.quantity,
  received: line.received,
  pegged: line.pegged,
  orders: line.orders,
  eta: line.eta,
});

function factsOf(transfer: TransferHead, { zone }: ReaderClock) {
  const { from, to, shippedAt, shippedBy, note, closedAt, closedReason } = transfer;
  return [
    { term: "From", description: from },
    { term: "To", description: to },
    { term: "Shipped", description: formatInstantExact(shippedAt, zone) },
    { term: "By", description: shippedBy },
    ...(note === "" ? [] : [{ term: "Note", description: note }]),
    ...(closedAt === null
      ? []
      : [{ term: "Closed", description: formatInstantExact(closedAt, zone) }]),
    ...(closedReason === null ? [] : [{ term: "Why", description: closedReason }]),
  ];
}
