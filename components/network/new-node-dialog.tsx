"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import type { SelectOption } from "@/components/ui/select";
import { ReasonField, TextField } from "@/components/ui/text-field";
import { ChannelFields, channelsOf, type TypedBuffers } from "./channel-fields";
import { CutOffFields, cutOffsOf, type TypedTimes } from "./cut-off-fields";
import { NodeFields, nodeFactsOf, type TypedNode } from "./node-fields";
import { wholeOf, wholeOrNone } from "./numbers";

type Typed = TypedNode & {
  code: string;
  orders: string;
  lines: string;
  units: string;
  processingDays: string;
  times: TypedTimes;
  buffers: TypedBuffers;
};

const LIMITS = [
  { name: "orders", label: "Orders a day" },
  { name: "lines", label: "Lines a day" },
  { name: "units", label: "Units a day" },
  { name: "processingDays", label: "Processing days" },
] as const;

type Named = readonly { readonly code: string; readonly name: string }[];

type NewNodeDialogProps = {
  /** By their codes. */
  calendars: readonly SelectOption[];
  services: Named;
  channels: Named;
};

const blank = (calendars: readonly SelectOption[]): Typed => ({
  ...{ code: "", name: "", kind: "warehouse", address1: "", city: "", region: "", postalCode: "" },
  ...{ country: "US", timeZone: "", calendarId: calendars[0]?.value ?? "", priority: "100" },
  ...{ latitude: "", longitude: "", reason: "" },
  ...{ handlingPerOrder: "0.00", handlingPerLine: "0.00", handlingPerUnit: "0.00" },
  ...{ orders: "", lines: "", units: "", processingDays: "0", times: {}, buffers: {} },
});

/** Open a node: warehouse, store, logistics provider or drop-ship supplier. */
export function NewNodeDialog({ calendars, services, channels }: NewNodeDialogProps) {
  const client = useApiClient();
  const router = useRouter();
  const [typed, setTyped] = useState(() => blank(calendars));
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const facts = nodeFactsOf(typed);
  return (
    <CommandDialog
      trigger="New node"
      triggerProps={{
        variant: "primary",
        disabledReason: calendars.length === 0 ? "Make a calendar first" : null,
      }}
      title="New node"
      description="It is on from the start. The next order asks it as soon as it has stock."
      confirm="Open node"
      size="lg"
      input={{
        ...facts,
        code: typed.code,
        calendarCode: typed.calendarId,
        latitude: typed.latitude.trim() === "" ? null : facts.latitude,
        longitude: typed.longitude.trim() === "" ? null : facts.longitude,
        orders: wholeOrNone(typed.orders),
        lines: wholeOrNone(typed.lines),
        units: wholeOrNone(typed.units),
        processingDays: wholeOf(typed.processingDays),
        cutOffs: cutOffsOf(services, typed.times),
        channels: channelsOf(channels, typed.buffers),
      }}
      onOpen={() => setTyped(blank(calendars))}
      send={async (request) => {
        const { code } = await client.network.createNode.mutate(request);
        router.push(`/admin/network/${encodeURIComponent(code)}`);
        return `${request.input.name} opened`;
      }}
    >
      {(errors) => <NewNodeFields {...{ typed, change, errors, calendars, services, channels }} />}
    </CommandDialog>
  );
}

type NewNodeFieldsProps = NewNodeDialogProps & {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  errors: FieldErrors;
};

function NewNodeFields(props: NewNodeFieldsProps) {
  const { typed, change, errors, calendars, services, channels } = props;
  return (
    <>
      <TextField
        label="Code"
        name="code"
        required
        value={typed.code}
        change={(code) => change({ code: code.toUpperCase() })}
        error={errors.code}
        help="Short, as RNO: files, feeds and the API name it so"
      />
      <NodeFields
        typed={typed}
        change={change}
        errors={errors}
        calendars={calendars}
        pointHelp="Empty: where the postal code is"
      />
      <h3 className="font-medium">What it can do</h3>
      <div className="grid gap-4 sm:grid-cols-4">
        {LIMITS.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            name={name}
            isNumber
            value={typed[name]}
            change={(value) => change({ [name]: value })}
            error={errors[name]}
            {...(name === "processingDays" ? {} : { help: "Empty: no limit" })}
          />
        ))}
      </div>
      <h3 className="font-medium">Services, each with its cut-off on the node's clock</h3>
      <CutOffFields
        services={services}
        times={typed.times}
        change={(times) => change({ times })}
        errors={errors}
      />
      <h3 className="font-medium">Channels that sell from it</h3>
      <ChannelFields
        channels={channels}
        buffers={typed.buffers}
        change={(buffers) => change({ buffers })}
        errors={errors}
      />
      <ReasonField
        value={typed.reason}
        change={(reason) => change({ reason })}
        error={errors.reason}
      />
    </>
  );
}
