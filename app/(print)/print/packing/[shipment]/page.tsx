import { formatDate, formatWeight, localDateOf } from "@/components/format";
import { Barcode } from "@/components/fulfillment/barcode";
import type { ShipmentView } from "@/components/fulfillment/work-view";
import { PartOfKit } from "@/components/orders/part-of-kit";
import { ShipTo } from "@/components/orders/ship-to";
import { PrintPage } from "@/components/shell/print-page";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

const HEAD = "border-b-2 border-ink py-1 pr-3 text-left text-xs";

type Props = { params: Promise<{ shipment: string }> };

/** One slip per parcel: what is in this one, and what of the order is still to come. No prices. */
export default async function PackingSlipPage({ params }: Props) {
  const { shipment: number } = await params;
  await signedIn(`/print/packing/${number}`);
  const shipment = await orNotFound((await api()).fulfillment.findShipment({ number }));
  return (
    <PrintPage title={`Packing slip ${shipment.number}`}>
      {shipment.parcels.map((parcel) => (
        <Slip key={parcel.id} shipment={shipment} parcel={parcel} />
      ))}
    </PrintPage>
  );
}

type Parcel = ShipmentView["parcels"][number];

function Slip({ shipment, parcel }: { shipment: ShipmentView; parcel: Parcel }) {
  return (
    <article className="mb-12 break-after-page last:mb-0 last:break-after-auto">
      <SlipHead shipment={shipment} parcel={parcel} />
      <table className="mb-6 w-full">
        <caption className="mb-1 text-left text-lg font-semibold">In this parcel</caption>
        <thead>
          <tr>
            <th className={HEAD}>SKU</th>
            <th className={HEAD}>Your part</th>
            <th className={HEAD}>Description</th>
            <th className={`${HEAD} text-right`}>Units</th>
          </tr>
        </thead>
        <tbody>
          {parcel.items.map((item) => (
            <tr key={item.lineId} className="break-inside-avoid border-b border-line-strong">
              <td className="ident py-2 pr-3 font-medium">{item.sku}</td>
              <td className="ident py-2 pr-3">{item.customerPart}</td>
              <td className="py-2 pr-3">
                {item.name}
                <PartOfKit kit={item.kit} />
              </td>
              <td className="figures py-2 pr-3 text-right text-lg font-semibold">
                {item.quantity}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <StillToCome shipment={shipment} />
    </article>
  );
}

function SlipHead({ shipment, parcel }: { shipment: ShipmentView; parcel: Parcel }) {
  const today = localDateOf(shipment.now, shipment.timeZone);
  const facts = [
    ["Your PO", shipment.customerPo],
    ["Order", shipment.orderNumber],
    ["Ordered", formatDate(localDateOf(shipment.placedAt, shipment.timeZone), today)],
    ["Service", `${shipment.serviceName}, ${shipment.carrier}`],
    ["Tracking number", parcel.trackingNumber],
    ["Weight", formatWeight(parcel.grams)],
  ] as const;
  return (
    <header className="mb-6 grid grid-cols-2 gap-6">
      <div>
        <p className="text-lg">Packing slip</p>
        <h1 className="ident text-2xl font-semibold">{shipment.number}</h1>
        <p className="text-lg font-semibold">
          Parcel {parcel.packageNumber} of {shipment.parcels.length}
        </p>
        <div className="mt-4 grid grid-cols-2 gap-4">
          <div>
            <p className="text-xs">Ship to</p>
            <ShipTo to={shipment.shipTo} />
          </div>
          <div>
            <p className="text-xs">From</p>
            <ShipTo to={shipment.shipFrom} />
          </div>
        </div>
      </div>
      <div className="grid content-start justify-items-end gap-4">
        <Barcode kind="sscc" value={parcel.sscc} moduleMm={0.5} heightMm={25} />
        <dl className="grid grid-cols-[auto_auto] gap-x-3 gap-y-0.5">
          {facts.map(([term, value]) =>
            value ? (
              <div key={term} className="contents">
                <dt className="text-xs leading-5">{term}</dt>
                <dd className="figures">{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </div>
    </header>
  );
}

function StillToCome({ shipment }: { shipment: ShipmentView }) {
  if (shipment.toCome.length === 0) {
    return <p>With this shipment the order is complete.</p>;
  }
  const today = localDateOf(shipment.now, shipment.timeZone);
  return (
    <section className="break-inside-avoid text-muted">
      <h2 className="mb-1 font-semibold">Still to come, in other parcels</h2>
      <ul>
        {shipment.toCome.map((line) => (
          <li key={line.lineNumber} className="flex gap-3 border-b border-line py-1">
            <span className="figures w-12 text-right">{line.units} ×</span>
            <span className="ident">{line.sku}</span>
            <span className="min-w-0 flex-1">
              {line.name}
              <PartOfKit kit={line.kit} />
            </span>
            <span className="figures">
              {line.promise === null ? "date to be told" : formatDate(line.promise, today)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
