"use client";

import type { FieldErrors } from "@/components/admin/command-dialog";
import { TextField } from "@/components/ui/text-field";
import { wholeOf } from "./numbers";

type Channels = readonly { readonly code: string; readonly name: string }[];

/** Units left at the node by the code of each channel; empty: it does not sell from there. */
export type TypedBuffers = Readonly<Record<string, string>>;

/** The channels that have a number, as commands take them. */
export const channelsOf = (channels: Channels, buffers: TypedBuffers) =>
  channels.flatMap(({ code }) => {
    const typed = buffers[code] ?? "";
    return typed.trim() === "" ? [] : [{ channelCode: code, bufferUnits: wholeOf(typed) }];
  });

type ChannelFieldsProps = {
  channels: Channels;
  buffers: TypedBuffers;
  change: (buffers: TypedBuffers) => void;
  errors: FieldErrors;
};

/** Which channels sell from a node, and how many units each leaves there. */
export function ChannelFields({ channels, buffers, change, errors }: ChannelFieldsProps) {
  const selling = channelsOf(channels, buffers).map(({ channelCode }) => channelCode);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {channels.map(({ code, name }) => (
        <TextField
          key={code}
          label={name}
          name={`channel-${code}`}
          isNumber
          value={buffers[code] ?? ""}
          change={(value) => change({ ...buffers, [code]: value })}
          error={errors[`channels.${selling.indexOf(code)}.bufferUnits`]}
          help="Units it leaves here; empty: does not sell from here"
        />
      ))}
    </div>
  );
}
