"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { ReasonField } from "@/components/ui/text-field";
import { CutOffFields, cutOffsOf } from "./cut-off-fields";
import { placeOf } from "./network-words";

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
        cutOffs: cutOffsOf(services, times),
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
          <CutOffFields services={services} times={times} change={setTimes} errors={errors} />
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
