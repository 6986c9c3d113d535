"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { DisruptionListRow } from "@/server/oms/network/queries-disruptions";
import type { AreaReach } from "@/server/oms/network/types";
import { textOf, wholeOf } from "./numbers";

export type DisruptionChoices = {
  nodes: readonly SelectOption[];
  services: readonly SelectOption[];
  carriers: readonly SelectOption[];
};

const SCOPES = [
  { value: "area", label: "An area" },
  { value: "node", label: "A node" },
  { value: "service", label: "A service or a carrier" },
] as const;

const REACHES = [
  { value: "destinations", label: "What goes there" },
  { value: "origins", label: "What nodes there ship" },
  { value: "both", label: "Both" },
] as const satisfies readonly { value: AreaReach; label: string }[];

type Typed = {
  scope: (typeof SCOPES)[number]["value"];
  country: string;
  region: string;
  postalPrefix: string;
  reach: AreaReach;
  nodeId: string;
  /** A service's code, or a carrier's name after a sign. */
  service: string;
  from: string;
  until: string;
  effect: "exclude" | "delay";
  delayDays: string;
  reason: string;
};

const CARRIER = "carrier:";

const typedOf = (row: DisruptionListRow | null, today: string): Typed => ({
  scope: row?.scope ?? "area",
  country: row?.country ?? "US",
  region: row?.region ?? "",
  postalPrefix: row?.postalPrefix ?? "",
  reach: row?.reach ?? "destinations",
  nodeId: row?.nodeId ?? "",
  service: row?.serviceCode ?? (row?.carrier ? `${CARRIER}${row.carrier}` : ""),
  from: row?.from ?? today,
  until: row?.until ?? today,
  effect: row === null || row.delayDays === null ? "exclude" : "delay",
  delayDays: textOf(row?.delayDays ?? 1),
  reason: row?.reason ?? "",
});

const orNone = (text: string) => (text.trim() === "" ? null : text.trim());

function factsOf(typed: Typed) {
  const { scope, from, until, service } = typed;
  const isArea = scope === "area";
  const isCarrier = service.startsWith(CARRIER);
  return {
    ...{ scope, from, until },
    country: isArea ? orNone(typed.country) : null,
    region: isArea ? orNone(typed.region) : null,
    postalPrefix: isArea ? orNone(typed.postalPrefix) : null,
    reach: isArea ? typed.reach : ("destinations" as const),
    nodeId: scope === "node" ? orNone(typed.nodeId) : null,
    serviceCode: scope === "service" && !isCarrier ? orNone(service) : null,
    carrier: scope === "service" && isCarrier ? service.slice(CARRIER.length) : null,
    delayDays: typed.effect === "delay" ? wholeOf(typed.delayDays) : null,
  };
}

type DisruptionDialogProps = {
  /** Null opens one. */
  disruption: DisruptionListRow | null;
  choices: DisruptionChoices;
  today: string;
};

/** Write down what keeps shipments; what it would move is said before it is saved. */
export function DisruptionDialog({ disruption, choices, today }: DisruptionDialogProps) {
  const client = useApiClient();
  const first = typedOf(disruption, today);
  const [typed, setTyped] = useState(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const facts = factsOf(typed);
  const disruptionId = disruption?.id ?? null;
  return (
    <CommandDialog
      trigger={disruption === null ? "New disruption" : "Change"}
      triggerProps={
        disruption === null
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Change disruption ${disruption.reason}` }
      }
      title={disruption === null ? "New disruption" : "Change disruption"}
      description="Plans count with it at once. Open orders that it concerns get their new dates, and their customers hear of those that move."
      confirm="Save disruption"
      size="lg"
      input={{ ...facts, disruptionId, reason: typed.reason }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.network.setDisruption.mutate(request);
        return disruption === null ? "Disruption opened" : "Disruption changed";
      }}
    >
      {(errors) => (
        <>
          <Place typed={typed} change={change} errors={errors} choices={choices} />
          <Effect typed={typed} change={change} errors={errors} />
          <ReasonField
            value={typed.reason}
            change={(reason) => change({ reason })}
            error={errors.reason}
          />
          <Preview input={{ ...facts, disruptionId }} />
        </>
      )}
    </CommandDialog>
  );
}

type Fields = { typed: Typed; change: (part: Partial<Typed>) => void; errors: FieldErrors };

function Place({ typed, change, errors, choices }: Fields & { choices: DisruptionChoices }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="What it keeps"
        error={errors.scope}
        name="scope"
        options={SCOPES}
        value={typed.scope}
        change={(chosen) =>
          change({
            scope: SCOPES.find(({ value }) => value === chosen)?.value ?? "area",
          })
        }
      />
      {typed.scope === "node" ? (
        <SelectField
          label="Node"
          required
          error={errors.nodeId}
          name="nodeId"
          placeholder="Choose a node"
          options={choices.nodes}
          value={typed.nodeId}
          change={(nodeId) => change({ nodeId })}
        />
      ) : null}
      {typed.scope === "service" ? (
        <SelectField
          label="Service or carrier"
          required
          error={errors.serviceCode ?? errors.carrier}
          name="serviceCode"
          placeholder="Choose one"
          options={[
            ...choices.services,
            ...choices.carriers.map(({ value, label }) => ({
              value: `${CARRIER}${value}`,
              label: `All of ${label}`,
            })),
          ]}
          value={typed.service}
          change={(service) => change({ service })}
        />
      ) : null}
      {typed.scope === "area" ? <Area typed={typed} change={change} errors={errors} /> : null}
    </div>
  );
}

function Area({ typed, change, errors }: Fields) {
  return (
    <>
      <TextField
        label="Country"
        name="country"
        required
        value={typed.country}
        change={(country) => change({ country: country.toUpperCase() })}
        error={errors.country}
        help="Two letters, as US"
      />
      <TextField
        label="Region"
        name="region"
        value={typed.region}
        change={(region) => change({ region })}
        error={errors.region}
        help="As in addresses; empty: all of the country"
      />
      <TextField
        label="Postal codes beginning with"
        name="postalPrefix"
        value={typed.postalPrefix}
        change={(postalPrefix) => change({ postalPrefix })}
        error={errors.postalPrefix}
        help="Empty: all"
      />
      <SelectField
        label="Who is kept"
        error={errors.reach}
        name="reach"
        options={REACHES}
        value={typed.reach}
        change={(chosen) =>
          change({
            reach: REACHES.find(({ value }) => value === chosen)?.value ?? typed.reach,
          })
        }
      />
    </>
  );
}

function Effect({ typed, change, errors }: Fields) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        type="date"
        label="From"
        name="from"
        required
        value={typed.from}
        change={(from) => change({ from })}
        error={errors.from}
      />
      <TextField
        type="date"
        label="Until"
        name="until"
        required
        value={typed.until}
        change={(until) => change({ until })}
        error={errors.until}
        help="This day included, in the calendar of the place"
      />
      <SelectField
        label="What it does"
        name="effect"
        options={[
          { value: "exclude", label: "Nothing moves on these days" },
          { value: "delay", label: "Everything takes longer" },
        ]}
        value={typed.effect}
        change={(chosen) => change({ effect: chosen === "delay" ? "delay" : "exclude" })}
      />
      {typed.effect === "delay" ? (
        <TextField
          label="By working days"
          name="delayDays"
          isNumber
          required
          value={typed.delayDays}
          change={(delayDays) => change({ delayDays })}
          error={errors.delayDays}
        />
      ) : null}
    </div>
  );
}

type PreviewInput = ReturnType<typeof factsOf> & { disruptionId: string | null };

/** How many open orders it concerns, and how many promises move. */
function Preview({ input }: { input: PreviewInput }) {
  const api = useApi();
  const isPlaced =
    input.country !== null ||
    input.nodeId !== null ||
    input.serviceCode !== null ||
    input.carrier !== null;
  const isWhole =
    isPlaced &&
    input.from !== "" &&
    input.until >= input.from &&
    (input.country === null || input.country.length === 2) &&
    !Number.isNaN(input.delayDays);
  const { data } = useQuery({
    ...api.network.previewDisruption.queryOptions(input),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (data === undefined || !isWhole) {
    return (
      <Callout tone="info" title="What it moves is shown here">
        As soon as the place and the days are whole.
      </Callout>
    );
  }
  const { orders, promises, mostDays, nodes } = data;
  const far = formatCount(Math.abs(mostDays), "day");
  return (
    <div aria-live="polite">
      <Callout
        tone={promises === 0 ? "info" : "warning"}
        title={`Affects ${formatCount(orders, "open order")}, ${formatCount(promises, "promise")} ${promises === 1 ? "moves" : "move"}`}
      >
        {promises === 0
          ? "No customer has to be told."
          : `By at most ${far} ${mostDays > 0 ? "later" : "earlier"}; each customer hears of it once.`}
        {nodes.length === 0 ? null : ` Nodes there: ${nodes.join(", ")}.`}
      </Callout>
    </div>
  );
}
