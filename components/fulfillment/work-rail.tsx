import Link from "next/link";
import { formatDate, formatMoney, UNKNOWN } from "@/components/format";
import { ShipTo } from "@/components/orders/ship-to";
import { WhyLine } from "@/components/signature/why-line";
import { StatusBadge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { Ident } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { Timeline, type TimelineEvent } from "@/components/ui/timeline";
import { describeWorkEvent } from "./work-events";
import type { WorkView } from "./work-view";

export type WorkRailProps = {
  work: WorkView;
  /** The node's zone and day: the floor lives by its own clock. */
  zone: string;
  today: string;
};

/** Beside the work: where it goes, with whom, why from here, what else there is, what happened. */
export function WorkRail({ work, zone, today }: WorkRailProps) {
  return (
    <div className="grid content-start gap-4">
      <Panel title="Goes to">
        <ShipTo to={work.shipTo} />
        {work.orderNote ? <p className="mt-3 text-muted">“{work.orderNote}”</p> : null}
      </Panel>
      <Panel title="Shipping">
        <DefinitionList items={shippingFacts(work, today)} />
      </Panel>
      {work.leavesWith.length > 0 ? (
        <Panel title="Goes with" meta="to the same address, in one go" flush>
          <WorkList
            rows={work.leavesWith.map(({ orderNumber, ...row }) => ({
              ...row,
              about: orderNumber,
            }))}
          />
        </Panel>
      ) : null}
      {work.why ? (
        <Panel title={`Why ${work.nodeName}`}>
          <WhyLine sentence={work.why} />
        </Panel>
      ) : null}
      {work.others.length > 0 ? (
        <Panel title={`Other work of ${work.orderNumber}`} flush>
          <WorkList
            rows={work.others.map(({ nodeName, ...row }) => ({ ...row, about: nodeName }))}
          />
        </Panel>
      ) : null}
      <Panel title="What happened">
        <Timeline events={work.events.map(timelineEvent)} zone={zone} today={today} />
      </Panel>
    </div>
  );
}

function shippingFacts(work: WorkView, today: string) {
  const { shipment } = work;
  return [
    { term: "Service", description: `${work.serviceName}, ${work.carrier}` },
    { term: "Leaves by", description: formatDate(work.shipBy, today) },
    { term: "Cut-off", description: work.cutOff ?? UNKNOWN },
    {
      term: "Ships",
      description: work.shipPolicy === "complete" ? "The whole order at once" : "What is there",
    },
    ...(shipment === null ? [] : [{ term: "Shipment", description: shipment.number }]),
    ...(shipment?.estimatedDelivery
      ? [{ term: "Arrives", description: formatDate(shipment.estimatedDelivery, today) }]
      : []),
    ...(shipment?.freightCost === null || shipment?.freightCost === undefined
      ? []
      : [{ term: "Freight", description: formatMoney(shipment.freightCost, shipment.currency) }]),
  ];
}

type WorkRow = { number: string; about: string; state: WorkView["state"] };

/** Other work: each opens its own page. */
function WorkList({ rows }: { rows: readonly WorkRow[] }) {
  return (
    <ul>
      {rows.map(({ number, about, state }) => (
        <li
          key={number}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-b-0"
        >
          <Link href={`/admin/fulfillment/${number}`} className="link">
            <Ident>{number}</Ident>
          </Link>
          <span className="text-muted">{about}</span>
          <StatusBadge kind="fulfillment_order" value={state} plain className="ml-auto" />
        </li>
      ))}
    </ul>
  );
}

const timelineEvent = (event: WorkView["events"][number]): TimelineEvent => ({
  id: String(event.id),
  at: event.occurredAt,
  actor: event.actorName,
  onBehalfOf: event.onBehalfOf,
  reason: event.reason,
  ...describeWorkEvent(event.type),
});
