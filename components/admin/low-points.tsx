"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { SkuLowPoint } from "@/server/oms/inventory/queries-sku-stock";
import { countOf } from "./adjust-dialog";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { PlainCell, PlainTable } from "./plain-table";

type Named = { readonly code: string; readonly name: string };

const COLUMNS = [
  { header: "Of" },
  { header: "Low at", align: "right" },
  { header: "Set by" },
] as const;

const placeOf = ({ category, channel, node }: SkuLowPoint) =>
  category === null
    ? (channel ?? node ?? "All that is available")
    : `Every SKU of ${category} without a point of its own`;

/** At how many units a SKU is low, and where. */
export function LowPoints({ points }: { points: readonly SkuLowPoint[] }) {
  if (points.length === 0) {
    return (
      <EmptyState kind="never" title="It is never called low">
        With a low-stock point it shows in the stock list, on Today, and in webhooks.
      </EmptyState>
    );
  }
  return (
    <PlainTable label="Low-stock points" columns={COLUMNS}>
      <tbody>
        {points.map((point) => (
          <tr key={placeOf(point)}>
            <PlainCell isHead className="w-full">
              {placeOf(point)}
            </PlainCell>
            <PlainCell align="right">{formatQuantity(point.units)}</PlainCell>
            <PlainCell className="whitespace-nowrap">{point.savedBy}</PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

export type LowPointDialogProps = {
  sku: string;
  category: string;
  points: readonly SkuLowPoint[];
  channels: readonly Named[];
  nodes: readonly Named[];
};

const ALL = "all";
const CATEGORY = "category";

/** "channel web" as the place of a point; no code has a space. */
function placeInput(
  place: string,
  { sku, category }: Pick<LowPointDialogProps, "sku" | "category">,
) {
  const [kind, code = null] = place.split(" ");
  return {
    sku: kind === CATEGORY ? null : sku,
    category: kind === CATEGORY ? category : null,
    channelCode: kind === "channel" ? code : null,
    nodeCode: kind === "node" ? code : null,
  };
}

const placeName = ({ category, channelCode, nodeCode }: SkuLowPoint) =>
  category !== null
    ? CATEGORY
    : channelCode !== null
      ? `channel ${channelCode}`
      : nodeCode !== null
        ? `node ${nodeCode}`
        : ALL;

/** Say at how many units a SKU is low; an empty number takes the point away. */
export function LowPointDialog(props: LowPointDialogProps) {
  const { sku, category, points, channels, nodes } = props;
  const client = useApiClient();
  const known = (place: string) =>
    String(points.find((point) => placeName(point) === place)?.units ?? "");
  const [typed, setTyped] = useState({ place: ALL, units: known(ALL) });
  const units = typed.units.trim() === "" ? null : countOf(typed.units);
  const places = [
    { value: ALL, label: "All that is available" },
    ...channels.map(({ code, name }) => ({ value: `channel ${code}`, label: `${name} may sell` })),
    ...nodes.map(({ code, name }) => ({ value: `node ${code}`, label: `Available at ${name}` })),
    ...(category === ""
      ? []
      : [{ value: CATEGORY, label: `Every SKU of ${category} without a point of its own` }]),
  ];
  return (
    <CommandDialog
      trigger="Set a point"
      triggerProps={{ size: "dense" }}
      title={`When ${sku} is low`}
      confirm={units === null ? "Take the point away" : "Set the point"}
      size="sm"
      input={{ ...placeInput(typed.place, props), units }}
      onOpen={() => setTyped({ place: ALL, units: known(ALL) })}
      send={async (request) => {
        const { units: set, before } = await client.inventory.setLowPoint.mutate(request);
        return set === null
          ? before === null
            ? "There was no point to take away"
            : "The point was taken away"
          : `It is low at ${formatCount(set, "unit")} from now on`;
      }}
    >
      {(errors: FieldErrors) => (
        <>
          <Field label="Of" error={errors.channelCode ?? errors.nodeCode ?? errors.sku}>
            {(control) => (
              <Select
                {...control}
                name="place"
                value={typed.place}
                options={places}
                onChange={(event) =>
                  setTyped({ place: event.target.value, units: known(event.target.value) })
                }
              />
            )}
          </Field>
          <TextField
            label="Low at"
            name="units"
            isNumber
            help="Units at or below which it is low; empty: no point here"
            value={typed.units}
            change={(units) => setTyped({ ...typed, units })}
            error={errors.units}
          />
        </>
      )}
    </CommandDialog>
  );
}
