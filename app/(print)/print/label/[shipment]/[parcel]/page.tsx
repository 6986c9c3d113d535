import { notFound } from "next/navigation";
import { formatWeight, UNKNOWN } from "@/components/format";
import { Barcode } from "@/components/fulfillment/barcode";
import { ShipTo } from "@/components/orders/ship-to";
import { PrintPage } from "@/components/shell/print-page";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ shipment: string; parcel: string }> };

/** The 4 × 6 inch label of one parcel: from, to, tracking number and SSCC as barcodes. */
export default async function LabelPage({ params }: Props) {
  const { shipment: number, parcel: position } = await params;
  await signedIn(`/print/label/${number}/${position}`);
  const shipment = await orNotFound((await api()).fulfillment.findShipment({ number }));
  const parcel = shipment.parcels.find(({ packageNumber }) => String(packageNumber) === position);
  if (!parcel?.trackingNumber) {
    notFound();
  }
  return (
    <PrintPage title={`Label ${parcel.trackingNumber}`} paper="label">
      <div className="grid h-full grid-rows-[auto_auto_1fr_auto] text-sm">
        <div className="flex justify-between gap-4 border-b-2 border-ink p-3 text-xs">
          <ShipTo to={shipment.shipFrom} />
          <div className="text-right">
            <p className="text-lg font-semibold">{shipment.carrier}</p>
            <p>{shipment.serviceName}</p>
            <p className="figures">{formatWeight(parcel.grams)}</p>
            <p className="figures font-semibold">
              {parcel.packageNumber} of {shipment.parcels.length}
            </p>
          </div>
        </div>
        <div className="border-b-2 border-ink p-3">
          <p className="text-xs">Ship to</p>
          <ShipTo to={shipment.shipTo} className="text-lg not-italic" />
          <p className="figures mt-1 text-xs">
            Order {shipment.orderNumber} · PO {shipment.customerPo ?? UNKNOWN}
          </p>
        </div>
        <div className="grid place-items-center border-b-2 border-ink p-2">
          <Barcode kind="text" value={parcel.trackingNumber} moduleMm={0.4} heightMm={18} />
        </div>
        <div className="grid place-items-center p-2">
          <Barcode kind="sscc" value={parcel.sscc} moduleMm={0.495} heightMm={32} />
        </div>
      </div>
    </PrintPage>
  );
}
