"use client";

import type { FieldErrors } from "@/components/admin/command-dialog";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { type NodeFacts, nodeKinds } from "@/server/oms/network/types";
import { NODE_KINDS } from "./network-words";
import { scaledOf, scaledText, wholeOf } from "./numbers";

const TEXTS = [
  "name",
  "address1",
  "city",
  "region",
  "postalCode",
  "country",
  "timeZone",
  "calendarId",
  "kind",
] as const;
const COSTS = ["handlingPerOrder", "handlingPerLine", "handlingPerUnit"] as const;

type Text = Exclude<(typeof TEXTS)[number], "kind">;
export type TypedNode = Record<
  Text | "latitude" | "longitude" | "priority" | (typeof COSTS)[number],
  string
> &
  Pick<NodeFacts, "kind"> & { reason: string };

export const typedNode = (facts: NodeFacts): TypedNode => ({
  ...facts,
  latitude: String(facts.latitude),
  longitude: String(facts.longitude),
  priority: String(facts.priority),
  handlingPerOrder: scaledText(facts.handlingPerOrder, 2),
  handlingPerLine: scaledText(facts.handlingPerLine, 2),
  handlingPerUnit: scaledText(facts.handlingPerUnit, 2),
  reason: "",
});

const degreesOf = (text: string) =>
  /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;

/** What all commands that say what a node is take of it. */
export function nodeFactsOf(typed: TypedNode) {
  const { name, kind, address1, city, region, postalCode, country } = typed;
  return {
    ...{ name, kind, address1, city, region, postalCode, country },
    timeZone: typed.timeZone,
    latitude: degreesOf(typed.latitude),
    longitude: degreesOf(typed.longitude),
    priority: wholeOf(typed.priority),
    handlingPerOrder: scaledOf(typed.handlingPerOrder, 2),
    handlingPerLine: scaledOf(typed.handlingPerLine, 2),
    handlingPerUnit: scaledOf(typed.handlingPerUnit, 2),
    reason: typed.reason,
  };
}

type NodeFieldsProps = {
  typed: TypedNode;
  change: (part: Partial<TypedNode>) => void;
  errors: FieldErrors;
  calendars: readonly SelectOption[];
  /** What stands at the position as long as nobody typed one. */
  pointHelp?: string;
};

/** What a node is, where, by which clock it works and what handling costs there. */
export function NodeFields({ typed, change, errors, calendars, pointHelp }: NodeFieldsProps) {
  const text = (
    name: Text | "latitude" | "longitude" | "priority" | (typeof COSTS)[number],
    label: string,
    more: { help?: string; isNumber?: boolean; required?: boolean } = {},
  ) => (
    <TextField
      label={label}
      name={name}
      value={typed[name]}
      change={(value) => change({ [name]: value })}
      error={errors[name]}
      {...more}
    />
  );
  const point = { isNumber: true, ...(pointHelp === undefined ? {} : { help: pointHelp }) };
  const cost = { isNumber: true, help: "In the tariffs' currency, as 1.25" };
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {text("name", "Name", { required: true })}
        <SelectField
          label="Kind"
          error={errors.kind}
          name="kind"
          options={nodeKinds.map((value) => ({ value, label: NODE_KINDS[value] }))}
          value={typed.kind}
          change={(chosen) =>
            change({
              kind: nodeKinds.find((kind) => kind === chosen) ?? typed.kind,
            })
          }
        />
        {text("address1", "Street", { required: true })}
        {text("city", "City", { required: true })}
        {text("region", "Region")}
        {text("postalCode", "Postal code", { required: true })}
        {text("country", "Country", { required: true, help: "Two letters, as US" })}
        {text("timeZone", "Time zone", { required: true, help: "As America/Denver" })}
        {text("latitude", "Latitude", point)}
        {text("longitude", "Longitude", point)}
        <SelectField
          label="Calendar"
          error={errors.calendarId ?? errors.calendarCode}
          name="calendarId"
          options={calendars}
          value={typed.calendarId}
          change={(calendarId) => change({ calendarId })}
        />
        {text("priority", "Priority", {
          isNumber: true,
          help: "Lower goes first where all else is equal",
        })}
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        {text("handlingPerOrder", "Handling per order", cost)}
        {text("handlingPerLine", "Handling per line", cost)}
        {text("handlingPerUnit", "Handling per unit", cost)}
      </div>
    </>
  );
}
