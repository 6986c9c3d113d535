import { formatQuantity } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import type { Audience } from "@/components/status";
import { StatusBadge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { DateText, Ident, InstantText } from "@/components/ui/figures";
import type { ParcelView } from "./types";

export type ParcelsProps = {
  parcels: readonly ParcelView[];
  now: Date;
  zone: string;
  today?: string | undefined;
  audience?: Audience;
  /** Where a parcel's own page is, for those who may open it. */
  parcelHref?: (parcel: ParcelView) => string | null;
};

/** One block per parcel, never one word for an order that travels in several. */
export function Parcels(props: ParcelsProps) {
  return (
    <ol className="grid gap-px bg-line">
      {props.parcels.map((parcel, index) => (
        <li key={parcel.id} className="bg-surface px-4 py-3">
          <Parcel {...props} parcel={parcel} position={index + 1} />
        </li>
      ))}
    </ol>
  );
}

function Parcel(props: ParcelsProps & { parcel: ParcelView; position: number }) {
  const { parcel, parcels, position, audience = "staff", today, parcelHref } = props;
  const href = parcelHref?.(parcel) ?? null;
  const name = `Parcel ${position} of ${parcels.length}`;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {href ? (
          <a href={href} className="link font-medium">
            {name}
          </a>
        ) : (
          <span className="font-medium">{name}</span>
        )}
        <StatusBadge kind="tracking" value={parcel.trackingStatus} audience={audience} />
        {parcel.deliveredAt ? (
          <span className="text-muted">
            delivered <InstantText at={parcel.deliveredAt} now={props.now} zone={props.zone} />
          </span>
        ) : parcel.expectedDate ? (
          <PromiseChip
            date={parcel.expectedDate}
            state={parcel.expectedState}
            today={today}
            audience={audience}
          />
        ) : null}
      </div>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 text-muted">
        <span>
          {[parcel.carrier, parcel.service].filter(Boolean).join(" ")}
          {parcel.nodeName ? ` from ${parcel.nodeName}` : ""}
        </span>
        {parcel.trackingNumber ? (
          <span className="inline-flex items-center gap-1">
            <Ident className="text-ink">{parcel.trackingNumber}</Ident>
            <CopyButton text={parcel.trackingNumber} label="Copy the tracking number" />
          </span>
        ) : null}
      </p>
      <ul className="mt-1 grid gap-0.5">
        {parcel.items.map((item) => (
          <li key={item.lineNumber} className="flex gap-2">
            <span className="figures w-16 shrink-0 text-right">
              {formatQuantity(item.quantity, item.unit)}
            </span>
            <span className="min-w-0">
              <Ident>{item.skuCode}</Ident> {item.description}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What no parcel holds yet, with the day on which it is to come. */
export function StillToCome({
  rows,
  today,
}: {
  rows: readonly {
    skuCode: string;
    description: string;
    quantity: number;
    unit: string;
    date: string | null;
  }[];
  today?: string | undefined;
}) {
  return (
    <ul className="grid gap-1">
      {rows.map((row) => (
        <li key={`${row.skuCode} ${row.date}`} className="flex flex-wrap gap-x-2">
          <span className="figures w-16 shrink-0 text-right">
            {formatQuantity(row.quantity, row.unit)}
          </span>
          <span className="min-w-0 flex-1">
            <Ident>{row.skuCode}</Ident> {row.description}
          </span>
          <DateText date={row.date} today={today} className="text-muted" />
        </li>
      ))}
    </ul>
  );
}
