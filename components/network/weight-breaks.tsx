"use client";

import { useState } from "react";
import type { FieldErrors } from "@/components/admin/command-dialog";
import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { RateRows } from "./rate-rows";
import type { TypedZone } from "./tariff-typed";

const COLUMNS = [
  { name: "upTo", field: "upToGrams", label: "Up to kg (empty: any)" },
  { name: "base", field: "baseMinor", label: "Base charge" },
  { name: "perKg", field: "perKgMilliMinor", label: "Per kilogram" },
  { name: "minimum", field: "minimumMinor", label: "Minimum" },
  { name: "step", field: "stepGrams", label: "Steps of kg (empty: to the gram)" },
] as const;

export const BLANK_BREAK = { upTo: "", base: "0", perKg: "0", minimum: "0", step: "" };

type Sides = { within: readonly TypedZone[]; across: readonly TypedZone[] };

type WeightBreaksProps = Sides & {
  change: (part: Partial<Sides>) => void;
  errors: FieldErrors;
  isReadOnly: boolean;
};

/** What one zone of a tariff charges by weight; the zone is chosen above the rows. */
export function WeightBreaks({ within, across, change, errors, isReadOnly }: WeightBreaksProps) {
  const zones = [
    ...within.map((zone, at) => ({ side: "within" as const, at, zone })),
    ...across.map((zone, at) => ({ side: "across" as const, at, zone })),
  ];
  const keyOf = ({ side, zone }: (typeof zones)[number]) => `${side} ${zone.key}`;
  const [chosen, setChosen] = useState("");
  const shown = zones.find((one) => keyOf(one) === chosen) ?? zones[0];
  if (shown === undefined) {
    return null;
  }
  const sides: Sides = { within, across };
  const pathOf = ({ side, at }: Pick<typeof shown, "side" | "at">) => `tariff.${side}.${at}.breaks`;
  const faultsIn = (path: string) =>
    Object.keys(errors).filter((at) => at === path || at.startsWith(`${path}.`)).length;
  return (
    <Panel title="Weight breaks" meta="Base and weight of a shipment, by what it weighs" flush>
      <div className="max-w-sm px-4 pt-3 pb-2">
        <Field label="Of zone">
          {(control) => (
            <Select
              {...control}
              name="breaksOf"
              options={zones.map((one) => {
                const faults = faultsIn(pathOf(one));
                const said = formatCount(one.zone.breaks.length, "weight break");
                return {
                  value: keyOf(one),
                  label: `${one.zone.code || "A new zone"}: ${said}${faults === 0 ? "" : `, ${faults} not right yet`}`,
                };
              })}
              value={keyOf(shown)}
              onChange={(event) => setChosen(event.target.value)}
            />
          )}
        </Field>
      </div>
      <RateRows
        label={`Weight breaks of zone ${shown.zone.code}`}
        noun="weight break"
        columns={COLUMNS}
        rows={shown.zone.breaks}
        blank={BLANK_BREAK}
        change={(breaks) =>
          change({
            [shown.side]: sides[shown.side].map((zone) =>
              zone.key === shown.zone.key ? { ...zone, breaks } : zone,
            ),
          })
        }
        path={pathOf(shown)}
        errors={errors}
        isReadOnly={isReadOnly}
      />
    </Panel>
  );
}
