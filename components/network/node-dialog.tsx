"use client";

import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Select, type SelectOption } from "@/components/ui/select";
import { type NodeFacts, nodeKinds } from "@/server/oms/network/types";
import { NODE_KINDS } from "./network-words";
import { scaledOf, scaledText, wholeOf } from "./numbers";
import { ReasonField, TextField } from "./text-field";

export type EditedNode = {
  readonly id: string;
  readonly facts: NodeFacts;
  /** Orders with units planned there that it was not given yet. */
  readonly waitingOrders: number;
};

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
type Typed = Record<Text | "latitude" | "longitude" | "priority" | (typeof COSTS)[number], string> &
  Pick<NodeFacts, "kind"> & { reason: string };

const typedOf = (facts: NodeFacts): Typed => ({
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

function inputOf(nodeId: string, typed: Typed) {
  const { name, kind, address1, city, region, postalCode, country } = typed;
  return {
    ...{ nodeId, name, kind, address1, city, region, postalCode, country },
    timeZone: typed.timeZone,
    calendarId: typed.calendarId,
    latitude: degreesOf(typed.latitude),
    longitude: degreesOf(typed.longitude),
    priority: wholeOf(typed.priority),
    handlingPerOrder: scaledOf(typed.handlingPerOrder, 2),
    handlingPerLine: scaledOf(typed.handlingPerLine, 2),
    handlingPerUnit: scaledOf(typed.handlingPerUnit, 2),
    reason: typed.reason,
  };
}

type NodeDialogProps = { node: EditedNode; calendars: readonly SelectOption[] };

/** Change what a node is, where it is, by which clock it works and what handling costs there. */
export function NodeDialog({ node, calendars }: NodeDialogProps) {
  const client = useApiClient();
  const first = typedOf(node.facts);
  const [typed, setTyped] = useState(first);
  return (
    <CommandDialog
      trigger="Change node"
      title={`Change ${node.facts.name}`}
      confirm="Save node"
      size="lg"
      input={inputOf(node.id, typed)}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { changes } = await client.network.setNode.mutate(request);
        return changes === 0 ? "Nothing was changed" : `${request.input.name} changed`;
      }}
    >
      {(errors) => (
        <NodeFields
          typed={typed}
          change={(part) => setTyped({ ...typed, ...part })}
          errors={errors}
          calendars={calendars}
          waitingOrders={node.waitingOrders}
        />
      )}
    </CommandDialog>
  );
}

type NodeFieldsProps = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  errors: FieldErrors;
  calendars: readonly SelectOption[];
  waitingOrders: number;
};

function NodeFields({ typed, change, errors, calendars, waitingOrders }: NodeFieldsProps) {
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
  const cost = { isNumber: true, help: "In the tariffs' currency, as 1.25" };
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {text("name", "Name", { required: true })}
        <Field label="Kind" error={errors.kind}>
          {(control) => (
            <Select
              {...control}
              name="kind"
              options={nodeKinds.map((value) => ({ value, label: NODE_KINDS[value] }))}
              value={typed.kind}
              onChange={(event) =>
                change({
                  kind: nodeKinds.find((kind) => kind === event.target.value) ?? typed.kind,
                })
              }
            />
          )}
        </Field>
        {text("address1", "Street", { required: true })}
        {text("city", "City", { required: true })}
        {text("region", "Region")}
        {text("postalCode", "Postal code", { required: true })}
        {text("country", "Country", { required: true, help: "Two letters, as US" })}
        {text("timeZone", "Time zone", { required: true, help: "As America/Denver" })}
        {text("latitude", "Latitude", { isNumber: true })}
        {text("longitude", "Longitude", { isNumber: true })}
        <Field label="Calendar" error={errors.calendarId}>
          {(control) => (
            <Select
              {...control}
              name="calendarId"
              options={calendars}
              value={typed.calendarId}
              onChange={(event) => change({ calendarId: event.target.value })}
            />
          )}
        </Field>
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
      <ReasonField
        value={typed.reason}
        change={(reason) => change({ reason })}
        error={errors.reason}
      />
      <Callout
        tone="info"
        title={`It counts from the next order on; ${formatCount(waitingOrders, "order")} planned here ${waitingOrders === 1 ? "keeps its" : "keep their"} dates and costs`}
      />
    </>
  );
}
