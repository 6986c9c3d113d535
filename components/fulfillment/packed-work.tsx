import { formatCount, formatDate, formatInstant, localDateOf } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";
import { DeliveryButton } from "./delivery-button";
import { ParcelList } from "./parcel-list";
import { ReopenButton } from "./reopen-button";
import { TrackingDialog } from "./tracking-dialog";
import type { FloorRights, WorkView } from "./work-view";

export type PackedWorkProps = { work: WorkView; rights: FloorRights; actorName: string };

/** Closed parcels on their way: to the carrier first, then to the customer. */
export function PackedWork({ work, rights, actorName }: PackedWorkProps) {
  const { shipment, parcels } = work;
  if (shipment === null) {
    return null;
  }
  const isUnderway = shipment.state === "shipped" || shipment.state === "delivered";
  const undelivered = parcels.filter(({ deliveredAt }) => deliveredAt === null).length;
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-2">
          {`Shipment ${shipment.number}`}
          <StatusBadge kind="shipment" value={shipment.state} />
        </span>
      }
      meta={formatCount(parcels.length, "parcel")}
      actions={
        <>
          {work.state === "packed" && shipment.state === "draft" && rights.canWork ? (
            <ReopenButton workId={work.id} />
          ) : null}
          {isUnderway && rights.canTrack ? (
            <TrackingDialog parcels={parcels} source={actorName} />
          ) : null}
          {shipment.state === "shipped" && rights.canConfirmDelivery ? (
            <DeliveryButton shipmentId={shipment.id} open={undelivered} />
          ) : null}
        </>
      }
      flush
    >
      <ShippingNotice work={work} />
      <ParcelList parcels={parcels} isHandedOver={isUnderway} shipmentNumber={shipment.number} />
    </Panel>
  );
}

function ShippingNotice({ work }: { work: WorkView }) {
  const { shipment, timeZone } = work;
  const sentence =
    shipment?.state === "draft"
      ? "The parcels are closed. The carrier makes their labels next."
      : shipment?.state === "labelled"
        ? "The labels are made. Nothing has shipped until the carrier has the parcels."
        : null;
  if (sentence !== null) {
    return (
      <Callout tone="info" className="m-4">
        {sentence}
      </Callout>
    );
  }
  if (!shipment?.shippedAt) {
    return null;
  }
  const today = localDateOf(work.now, timeZone);
  return (
    <p className="figures border-b border-line px-4 py-2 text-muted">
      Handed over {formatInstant(shipment.shippedAt, timeZone, today)}
      {shipment.estimatedDelivery
        ? `, expected on ${formatDate(shipment.estimatedDelivery, today)}`
        : ""}
      .
    </p>
  );
}
