"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { statusOptions } from "@/components/status";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { type TrackingStatus, trackingStatuses } from "@/server/oms/fulfillment/types";
import { Refusal } from "./refusal";
import { useCommand } from "./use-command";
import type { ParcelView } from "./work-view";

export type TrackingDialogProps = {
  parcels: readonly ParcelView[];
  /** Written beside the event as its source. */
  source: string;
};

type Typed = {
  readonly trackingNumber: string;
  readonly status: TrackingStatus;
  /** As the browser's own control writes it, in the reader's zone; empty = now. */
  readonly occurredAt: string;
  readonly place: string;
  readonly description: string;
};

const OPTIONS = statusOptions("tracking").filter(({ value }) =>
  trackingStatuses.some((status) => status === value),
);

/** What somebody heard of a parcel, written down by hand. */
export function TrackingDialog({ parcels, source }: TrackingDialogProps) {
  const client = useApiClient();
  const { run, isPending, refusal, dismiss } = useCommand(
    client.fulfillment.recordTrackingEvent.mutate,
  );
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState<Typed>(() => blank(parcels));
  const change = (isNowOpen: boolean) => {
    setOpen(isNowOpen);
    setTyped(blank(parcels));
    dismiss();
  };
  const record = async () => {
    const occurredAt = typed.occurredAt === "" ? new Date() : new Date(typed.occurredAt);
    if ((await run({ ...typed, occurredAt, source })) !== null) {
      setOpen(false);
    }
  };
  return (
    <Dialog
      title="Record a tracking event"
      trigger={<Button>Record tracking…</Button>}
      open={isOpen}
      onOpenChange={change}
      footer={
        <>
          <DialogClose>
            <Button variant="ghost">Cancel</Button>
          </DialogClose>
          <Button
            variant="primary"
            pending={isPending && "Recording…"}
            onClick={() => void record()}
          >
            Record event
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Refusal refusal={refusal} title="Nothing was recorded" onDismiss={dismiss} />
        <TrackingFields parcels={parcels} typed={typed} onChange={setTyped} />
      </div>
    </Dialog>
  );
}

const blank = (parcels: readonly ParcelView[]): Typed => ({
  trackingNumber: parcels[0]?.trackingNumber ?? "",
  status: "in_transit",
  occurredAt: "",
  place: "",
  description: "",
});

function TrackingFields({
  parcels,
  typed,
  onChange,
}: {
  parcels: readonly ParcelView[];
  typed: Typed;
  onChange: (typed: Typed) => void;
}) {
  return (
    <>
      <SelectField
        label="Parcel"
        value={typed.trackingNumber}
        options={parcels.map((parcel) => ({
          value: parcel.trackingNumber ?? "",
          label: `Parcel ${parcel.packageNumber}: ${parcel.trackingNumber ?? ""}`,
        }))}
        change={(chosen) => onChange({ ...typed, trackingNumber: chosen })}
      />
      <SelectField
        label="What happened"
        value={typed.status}
        options={OPTIONS}
        change={(chosen) => onChange({ ...typed, status: chosen as TrackingStatus })}
      />
      <Field label="When" help="Empty means now">
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={typed.occurredAt}
            onChange={(event) => onChange({ ...typed, occurredAt: event.target.value })}
          />
        )}
      </Field>
      <Field label="Place">
        {(control) => (
          <Input
            {...control}
            maxLength={120}
            value={typed.place}
            onChange={(event) => onChange({ ...typed, place: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description">
        {(control) => (
          <Input
            {...control}
            maxLength={300}
            value={typed.description}
            onChange={(event) => onChange({ ...typed, description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
