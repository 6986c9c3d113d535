"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { ReasonField } from "@/components/ui/text-field";
import type { SoldBy } from "@/server/oms/network/queries-nodes";
import { ChannelFields, channelsOf, type TypedBuffers } from "./channel-fields";
import { textOf } from "./numbers";

type ChannelsDialogProps = {
  node: { readonly id: string; readonly name: string };
  channels: readonly SoldBy[];
};

/** Which channels sell from a node, and what each leaves there. */
export function ChannelsDialog({ node, channels }: ChannelsDialogProps) {
  const client = useApiClient();
  const first = Object.fromEntries(
    channels.map(({ code, bufferUnits }) => [code, textOf(bufferUnits)]),
  );
  const [buffers, setBuffers] = useState<TypedBuffers>(first);
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      trigger="Change channels"
      triggerProps={{ size: "dense" }}
      title={`Channels that sell from ${node.name}`}
      description="It counts from the next answer and the next order on; what is planned stays."
      confirm="Save channels"
      input={{ nodeId: node.id, channels: channelsOf(channels, buffers), reason }}
      onOpen={() => {
        setBuffers(first);
        setReason("");
      }}
      send={async (request) => {
        const saved = await client.network.setChannels.mutate(request);
        return `${formatCount(saved.channels, "channel")} ${saved.channels === 1 ? "sells" : "sell"} from ${node.name}`;
      }}
    >
      {(errors) => (
        <>
          <ChannelFields
            channels={channels}
            buffers={buffers}
            change={setBuffers}
            errors={errors}
          />
          <ReasonField value={reason} change={setReason} error={errors.reason} />
        </>
      )}
    </CommandDialog>
  );
}
