"use client";

import { useApiClient } from "@/components/api-provider";
import { formatQuantity, formatWeight } from "@/components/format";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { ConfirmDialog } from "@/components/ui/dialog";
import { Ident } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { useCommand } from "./use-command";
import type { ParcelView } from "./work-view";

export type ParcelListProps = {
  parcels: readonly ParcelView[];
  /** With labels, each parcel's can be printed. */
  shipmentNumber?: string;
  /** The carrier has them, by the node's word; its own first scan may still be to come. */
  isHandedOver?: boolean;
  /** Being packed: contents can be changed, and scans go into one of them. */
  packing?: { readonly activeId: string | null; readonly onActivate: (id: string) => void };
};

/** Every parcel with its name for the carrier and what is in it. */
export function ParcelList(props: ParcelListProps) {
  const { parcels, packing } = props;
  return (
    <ol className="grid gap-px bg-line">
      {parcels.map((parcel) => (
        <li
          key={parcel.id}
          aria-current={packing?.activeId === parcel.id || undefined}
          className={cn(
            "bg-surface px-4 py-3",
            packing?.activeId === parcel.id && "border-l-2 border-accent bg-selected",
          )}
        >
          <ParcelHead {...props} parcel={parcel} />
          <ul className="mt-1 grid">
            {parcel.items.map((item) => (
              <li key={item.lineId} className="flex items-center gap-3 py-0.5">
                <span className="figures w-12 text-right font-medium">
                  {formatQuantity(item.quantity)} ×
                </span>
                <Ident>{item.sku}</Ident>
                <span className="min-w-0 flex-1 truncate text-muted" title={item.name}>
                  {item.name}
                </span>
                {packing ? <TakeOut parcelId={parcel.id} item={item} /> : null}
              </li>
            ))}
          </ul>
          {parcel.items.length === 0 ? <p className="mt-1 text-muted">Empty</p> : null}
        </li>
      ))}
    </ol>
  );
}

function ParcelHead({
  parcel,
  packing,
  isHandedOver = false,
  shipmentNumber,
}: ParcelListProps & { parcel: ParcelView }) {
  const name = `Parcel ${parcel.packageNumber}`;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {packing ? (
        <Button
          size="dense"
          variant={packing.activeId === parcel.id ? "primary" : "secondary"}
          aria-pressed={packing.activeId === parcel.id}
          onClick={() => packing.onActivate(parcel.id)}
        >
          {name}
        </Button>
      ) : (
        <span className="font-medium">{name}</span>
      )}
      {parcel.trackingNumber ? (
        <span className="flex items-center gap-1">
          <Ident>{parcel.trackingNumber}</Ident>
          <CopyButton text={parcel.trackingNumber} label="Copy the tracking number" />
          {isHandedOver && parcel.trackingStatus === "pre_transit" ? (
            <Badge>No carrier scan yet</Badge>
          ) : (
            <StatusBadge kind="tracking" value={parcel.trackingStatus} />
          )}
          {shipmentNumber ? (
            <LinkButton
              size="dense"
              variant="ghost"
              href={`/print/label/${shipmentNumber}/${parcel.packageNumber}`}
              target="_blank"
            >
              Print label
            </LinkButton>
          ) : null}
        </span>
      ) : null}
      <span className="text-xs text-muted">
        SSCC <Ident>{parcel.sscc}</Ident>
      </span>
      <span className="figures text-xs text-muted">{formatWeight(parcel.grams)}</span>
      {packing ? <RemoveParcel parcel={parcel} /> : null}
    </div>
  );
}

function TakeOut({ parcelId, item }: { parcelId: string; item: ParcelView["items"][number] }) {
  const client = useApiClient();
  const { run, isPending } = useCommand(client.fulfillment.unpackItem.mutate);
  return (
    <Button
      size="dense"
      variant="ghost"
      pending={isPending}
      aria-label={`Take 1 ${item.sku} out of the parcel`}
      onClick={() =>
        void run({ packageId: parcelId, fulfillmentOrderLineId: item.lineId, quantity: 1 })
      }
    >
      Take 1 out
    </Button>
  );
}

function RemoveParcel({ parcel }: { parcel: ParcelView }) {
  const client = useApiClient();
  const { run, isPending } = useCommand(client.fulfillment.removePackage.mutate);
  const remove = async () => {
    await run({ packageId: parcel.id });
  };
  const button = (
    <Button size="dense" variant="ghost" pending={isPending} className="ml-auto">
      Remove
    </Button>
  );
  if (parcel.items.length === 0) {
    return (
      <Button
        size="dense"
        variant="ghost"
        pending={isPending}
        className="ml-auto"
        aria-label={`Remove parcel ${parcel.packageNumber}`}
        onClick={() => void remove()}
      >
        Remove
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={button}
      title={`Remove parcel ${parcel.packageNumber}?`}
      confirmLabel="Remove the parcel"
      danger
      onConfirm={remove}
    >
      Its contents wait to be packed again.
    </ConfirmDialog>
  );
}
