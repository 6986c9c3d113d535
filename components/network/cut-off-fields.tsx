"use client";

import type { FieldErrors } from "@/components/admin/command-dialog";
import { TextField } from "@/components/ui/text-field";

type Services = readonly { readonly code: string; readonly name: string }[];

/** A local time by the code of each service; empty: not offered. */
export type TypedTimes = Readonly<Record<string, string>>;

/** The services that have a time, as commands take them. */
export const cutOffsOf = (services: Services, times: TypedTimes) =>
  services.flatMap(({ code }) => {
    const localTime = times[code] ?? "";
    return localTime === "" ? [] : [{ serviceCode: code, localTime }];
  });

type CutOffFieldsProps = {
  services: Services;
  times: TypedTimes;
  change: (times: TypedTimes) => void;
  errors: FieldErrors;
};

/** Until when on the node's clock work for each service leaves the same day. */
export function CutOffFields({ services, times, change, errors }: CutOffFieldsProps) {
  const offered = cutOffsOf(services, times).map(({ serviceCode }) => serviceCode);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {services.map(({ code, name }) => (
        <TextField
          key={code}
          type="time"
          label={name}
          name={`cut-off-${code}`}
          value={times[code] ?? ""}
          change={(value) => change({ ...times, [code]: value })}
          error={errors[`cutOffs.${offered.indexOf(code)}.localTime`]}
          help="Empty: not offered"
        />
      ))}
    </div>
  );
}
