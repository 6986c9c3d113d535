import Link from "next/link";
import { formatCount, formatDate, formatMoney, UNKNOWN } from "@/components/format";
import { DeliveryButton } from "@/components/fulfillment/delivery-button";
import { ParcelList } from "@/components/fulfillment/parcel-list";
import { ToCome } from "@/components/fulfillment/to-come";
import { TrackingDialog } from "@/components/fulfillment/tracking-dialog";
import type { FloorRights, ShipmentView } from "@/components/fulfillment/work-view";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ShipTo } from "@/components/orders/ship-to";
import { readerClock } from "@/components/reader-clock";
import { statusLook } from "@/components/status";
import { StatusBadge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { Ident } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Timeline } from "@/components/ui/timeline";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await params).number };
}

/** One shipment: its parcels, what the carrier says of them, and what travels apart. */
export default async function ShipmentPage({ params }: Props) {
  const { number } = await params;
  const { actor } = await signedIn(`/admin/shipments/${number}`);
  const shipment = await orNotFound((await api()).fulfillment.findShipment({ number }));
  const { zone, today } = await readerClock();
  const rights = {
    canWork: actor.capabilities.has("fulfillment.find_fulfillment_order"),
    canTrack: actor.capabilities.has("fulfillment.record_tracking_event"),
    canConfirmDelivery: actor.capabilities.has("fulfillment.confirm_delivery"),
  };
  const isUnderway = shipment.state === "shipped" || shipment.state === "delivered";
  return (
    <div className="mx-auto max-w-360">
      <LiveRefresh orderId={shipment.orderId} />
      <ShipmentHeader shipment={shipment} rights={rights} actorName={actor.name} />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 content-start gap-4">
          <Panel title="Parcels" meta={formatCount(shipment.parcels.length, "parcel")} flush>
            <ParcelList
              parcels={shipment.parcels}
              isHandedOver={isUnderway}
              shipmentNumber={shipment.number}
            />
          </Panel>
          {shipment.toCome.length > 0 ? (
            <Panel title={`Still to come of ${shipment.orderNumber}`} flush>
              <ToCome lines={shipment.toCome} today={today} />
            </Panel>
          ) : null}
        </div>
        <div className="grid content-start gap-4">
          <Panel title="Goes to">
            <ShipTo to={shipment.shipTo} />
          </Panel>
          <Panel title="Shipping">
            <DefinitionList items={factsOf(shipment, today)} />
          </Panel>
          {shipment.facts.length > 0 ? (
            <Panel title="What the carrier said">
              <Timeline events={trackingEvents(shipment)} zone={zone} today={today} />
            </Panel>
          ) : null}
        </div>
      </div>
    </div>
  );
}

function ShipmentHeader({
  shipment,
  rights,
  actorName,
}: {
  shipment: ShipmentView;
  rights: FloorRights;
  actorName: string;
}) {
  const open = shipment.parcels.filter(({ deliveredAt }) => deliveredAt === null).length;
  const isUnderway = shipment.state === "shipped" || shipment.state === "delivered";
  return (
    <PageHeader
      breadcrumb={[{ label: "Shipments", href: "/admin/shipments" }]}
      title={shipment.number}
      status={<StatusBadge kind="shipment" value={shipment.state} />}
      meta={
        <>
          <Link href={`/admin/orders/${shipment.orderNumber}`} className="link">
            <Ident>{shipment.orderNumber}</Ident>
          </Link>{" "}
          for {shipment.companyName}, from {shipment.nodeName}
          {rights.canWork ? (
            <>
              {" "}
              by work order{" "}
              <Link href={`/admin/fulfillment/${shipment.workNumber}`} className="link">
                <Ident>{shipment.workNumber}</Ident>
              </Link>
            </>
          ) : null}
        </>
      }
      actions={
        <>
          <LinkButton href={`/print/packing/${shipment.number}`} target="_blank">
            Print packing slip
          </LinkButton>
          {isUnderway && rights.canTrack ? (
            <TrackingDialog parcels={shipment.parcels} source={actorName} />
          ) : null}
        </>
      }
      primary={
        shipment.state === "shipped" && rights.canConfirmDelivery ? (
          <DeliveryButton shipmentId={shipment.id} open={open} />
        ) : null
      }
    />
  );
}

const factsOf = (shipment: ShipmentView, today: string) => [
  { term: "Service", description: `${shipment.serviceName}, ${shipment.carrier}` },
  {
    term: "Expected",
    description: shipment.estimatedDelivery
      ? formatDate(shipment.estimatedDelivery, today)
      : UNKNOWN,
  },
  {
    term: "Freight",
    description:
      shipment.freightCost === null
        ? UNKNOWN
        : formatMoney(shipment.freightCost, shipment.currency),
  },
  { term: "PO", description: shipment.customerPo ?? UNKNOWN },
];

function trackingEvents({ facts, parcels }: ShipmentView) {
  const numberOf = new Map(parcels.map(({ id, packageNumber }) => [id, packageNumber]));
  return facts.map((fact) => {
    const { word, tone, glyph } = statusLook("tracking", fact.status);
    return {
      id: `${fact.packageId} ${fact.occurredAt.toISOString()} ${fact.status}`,
      at: fact.occurredAt,
      sentence: `Parcel ${numberOf.get(fact.packageId) ?? UNKNOWN}: ${word}`,
      actor: fact.source,
      reason: fact.description,
      detail: fact.place,
      tone,
      glyph,
    };
  });
}
