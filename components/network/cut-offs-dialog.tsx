"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { placeOf } from "./network-words";
import { ReasonField, TextField } from "./text-field";

type CutOffsDialogProps = {
  node: { readonly id: string; readonly name: string; readonly timeZone: string };
  services: readonly {
    readonly code: string;
    readonly name: string;
    readonly cutOff: string | null;
  }[];
};

/** Until when work for each service leaves the same day; an empty one is not offered. */
export function CutOffsDialog({ node, services }: CutOffsDialogProps) {
  const client = useApiClient();
  const first = Object.fromEntries(services.map(({ code, cutOff }) => [code, cutOff ?? ""]));
  const [times, setTimes] = useState<Readonly<Record<string, string>>>(first);
  const [reason, setReason] = useState("");
  const offered = services.filter(({ code }) => (times[code] ?? "") !== "");
  const dropped = services.filter(({ code, cutOff }) => cutOff !== null && times[code] === "");
  return (
    <CommandDialog
      trigger="Change cut-offs"
      triggerProps={{ size: "dense" }}
      title={`Cut-offs of ${node.name}`}
      description={`On the clock of ${placeOf(node.timeZone)}, in summer and in winter. The minute itself is too late.`}
      confirm="Save cut-offs"
      input={{
        nodeId: node.id,
        cutOffs: offered.map(({ code }) => ({ serviceCode: code, localTime: times[code] ?? "" })),
        reason,
      }}
      onOpen={() => {
        setTimes(first);
        setReason("");
      }}
      send={async (request) => {
        const saved = await client.network.setCutOffs.mutate(request);
        return `Cut-offs of ${node.name} saved, ${formatCount(saved.services, "service")} offered`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            {services.map(({ code, name }) => (
              <TextField
                key={code}
                type="time"
                label={name}
                name={`cut-off-${code}`}
                value={times[code] ?? ""}
                change={(value) => setTimes({ ...times, [code]: value })}
                error={errors[`cutOffs.${offered.findIndex((one) => one.code === code)}.localTime`]}
                help="Empty: not offered"
              />
            ))}
          </div>
          {dropped.length > 0 ? (
            <Callout
              tone="warning"
              title={`${node.name} will not be asked for ${dropped.map(({ name }) => name).join(", ")}`}
            >
              What is planned with it already stays planned.
            </Callout>
          ) : null}
          <ReasonField value={reason} change={setReason} error={errors.reason} />
        </>
      )}
    </CommandDialog>
  );
}
