"use client";

import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { TariffRow } from "@/server/oms/network/queries-services";
import { tariffSchema } from "@/server/oms/network/schema";
import type { ServiceLimits } from "@/server/oms/network/types";
import { ParcelPrice } from "./parcel-price";
import { RateRows } from "./rate-rows";
import { LimitFields, limitsOf, typedLimits } from "./service-limits";
import {
  SURCHARGED_TO,
  type TypedTariff,
  type TypedZone,
  tariffOf,
  typedTariff,
} from "./tariff-typed";
import { BLANK_BREAK, WeightBreaks } from "./weight-breaks";

type TariffFormProps = {
  service: TariffRow;
  calendars: readonly SelectOption[];
  nodes: readonly SelectOption[];
  mayChange: boolean;
};

const ZONE_COLUMNS = [
  { name: "code", field: "code", label: "Zone" },
  { name: "upToMiles", field: "upToMiles", label: "Up to miles" },
  { name: "transitDays", field: "transitDays", label: "Working days" },
] as const;

const SURCHARGE_COLUMNS = [
  { name: "code", field: "code", label: "Code" },
  { name: "name", field: "name", label: "Name", wide: true },
  { name: "zones", field: "zones", label: "Zones (empty: all)" },
  { name: "areas", field: "areas", label: "Areas, as US 967 (empty: all)", wide: true },
  { name: "to", field: "residentialOnly", label: "Addresses", options: SURCHARGED_TO },
  { name: "flat", field: "flatMinor", label: "Flat" },
  { name: "perKg", field: "perKgMilliMinor", label: "Per kilogram" },
  { name: "percent", field: "basisPoints", label: "Percent" },
] as const;

const BLANK_ZONE: Omit<TypedZone, "key"> = {
  code: "",
  upToMiles: "",
  transitDays: "",
  breaks: [{ ...BLANK_BREAK, key: "0 break", base: "" }],
};
const BLANK_SURCHARGE = {
  ...{ code: "", name: "", zones: "", areas: "", to: "all" as const },
  ...{ flat: "0", perKg: "0", percent: "0" },
};

/** Faults of a tariff at their controls, while it is typed. */
function faultsOf(typed: TypedTariff): FieldErrors {
  const parsed = tariffSchema.safeParse(tariffOf(typed));
  return Object.fromEntries(
    (parsed.error?.issues ?? []).map(({ path, message }) => [
      `tariff.${path.join(".")}`,
      message.startsWith("Invalid input") ? "Write a number" : message,
    ]),
  );
}

/** A service with its whole tariff: typed here, tried on a parcel, saved with a reason. */
export function TariffForm({ service, calendars, nodes, mayChange }: TariffFormProps) {
  const [typed, setTyped] = useState(() => typedTariff(service.tariff));
  const [about, setAbout] = useState({
    name: service.name,
    carrier: service.carrier,
    calendarId: service.calendarId,
  });
  const [limits, setLimits] = useState(() => typedLimits(service.limits));
  const change = (part: Partial<TypedTariff>) => setTyped({ ...typed, ...part });
  const errors = faultsOf(typed);
  const isReadOnly = !mayChange;
  const rows = { errors, isReadOnly };
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 content-start gap-4">
        <Panel title="Zones within a group of countries" flush>
          <RateRows
            {...rows}
            label="Zones within a group of countries"
            noun="zone"
            columns={ZONE_COLUMNS}
            rows={typed.within}
            blank={BLANK_ZONE}
            change={(within) => change({ within })}
            path="tariff.within"
          />
        </Panel>
        <Panel title="Zones that leave a group" flush>
          <RateRows
            {...rows}
            label="Zones that leave a group"
            noun="outer zone"
            columns={ZONE_COLUMNS}
            rows={typed.across}
            blank={BLANK_ZONE}
            change={(across) => change({ across })}
            path="tariff.across"
          />
        </Panel>
        <WeightBreaks {...rows} within={typed.within} across={typed.across} change={change} />
        <Panel title="Surcharges" meta="Percent of base and weight charge" flush>
          <RateRows
            {...rows}
            label="Surcharges"
            noun="surcharge"
            columns={SURCHARGE_COLUMNS}
            rows={typed.surcharges}
            blank={BLANK_SURCHARGE}
            change={(surcharges) => change({ surcharges })}
            path="tariff.surcharges"
          />
        </Panel>
      </div>
      <div className="grid content-start gap-4">
        <Panel title="Service">
          <fieldset disabled={isReadOnly} className="grid gap-4">
            <About about={about} change={setAbout} calendars={calendars} />
            <LimitFields typed={limits} change={setLimits} />
            <Terms typed={typed} change={change} errors={errors} />
          </fieldset>
          {mayChange ? (
            <SaveTariff
              code={service.code}
              about={{ ...about, limits: limitsOf(limits) }}
              typed={typed}
              errors={errors}
            />
          ) : null}
        </Panel>
        <Panel title="What would this parcel cost?">
          <ParcelPrice
            tariff={Object.keys(errors).length === 0 ? tariffOf(typed) : null}
            saved={service.tariff}
            nodes={nodes}
          />
        </Panel>
      </div>
    </div>
  );
}

type AboutFields = { name: string; carrier: string; calendarId: string };

function About({
  about,
  change,
  calendars,
}: {
  about: AboutFields;
  change: (about: AboutFields) => void;
  calendars: readonly SelectOption[];
}) {
  return (
    <>
      <TextField
        label="Name"
        name="name"
        value={about.name}
        change={(name) => change({ ...about, name })}
      />
      <TextField
        label="Carrier"
        name="carrier"
        value={about.carrier}
        change={(carrier) => change({ ...about, carrier })}
      />
      <SelectField
        label="Calendar"
        help="When it collects, moves and delivers"
        name="calendarId"
        options={calendars}
        value={about.calendarId}
        change={(chosen) => change({ ...about, calendarId: chosen })}
      />
    </>
  );
}

type TermsProps = {
  typed: TypedTariff;
  change: (part: Partial<TypedTariff>) => void;
  errors: FieldErrors;
};

/** What holds for the whole tariff. */
function Terms({ typed, change, errors }: TermsProps) {
  return (
    <>
      <TextField
        label="Currency"
        name="currency"
        value={typed.currency}
        change={(currency) => change({ currency })}
        error={errors["tariff.currency"]}
      />
      <TextField
        label="Minimum charge"
        name="minimum"
        isNumber
        value={typed.minimum}
        change={(minimum) => change({ minimum })}
        error={errors["tariff.minimumMinor"]}
        help="Of base and weight together; surcharges come on top"
      />
      <Checkbox
        name="takesNextBreak"
        label="Charge as the next weight break where that is cheaper"
        checked={typed.takesNextBreak}
        onChange={(event) => change({ takesNextBreak: event.target.checked })}
      />
      <Field
        label="Groups of countries"
        help="One group a line, codes with commas: within it the inner zones hold"
        error={Object.entries(errors).find(([at]) => at.startsWith("tariff.countryGroups"))?.[1]}
      >
        {(control) => (
          <Textarea
            {...control}
            name="countryGroups"
            rows={3}
            value={typed.countryGroups}
            onChange={(event) => change({ countryGroups: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

type SaveTariffProps = {
  code: string;
  about: AboutFields & { limits: ServiceLimits };
  typed: TypedTariff;
  errors: FieldErrors;
};

function SaveTariff({ code, about, typed, errors }: SaveTariffProps) {
  const client = useApiClient();
  const [reason, setReason] = useState("");
  const faults = Object.keys(errors).length;
  return (
    <div className="mt-4">
      <CommandDialog
        trigger="Save service"
        triggerProps={{
          variant: "primary",
          disabledReason: faults === 0 ? null : "Some fields of the tariff are not right yet",
        }}
        title={`Save ${about.name}`}
        description="It counts from the next order on; what is planned keeps its cost, and stored decisions replay with the rates they were made with."
        confirm="Save service"
        size="sm"
        input={{ code, ...about, tariff: tariffOf(typed), reason }}
        onOpen={() => setReason("")}
        send={async (request) => {
          await client.network.setService.mutate(request);
          return `${request.input.name} saved`;
        }}
      >
        {(refused) => (
          <>
            {(refused["limits.upToGrams"] ?? refused["limits.fromGrams"]) ? (
              <p className="text-sm text-critical-fg">
                Weight of an order: {refused["limits.upToGrams"] ?? refused["limits.fromGrams"]}
              </p>
            ) : null}
            <ReasonField value={reason} change={setReason} error={refused.reason} />
          </>
        )}
      </CommandDialog>
    </div>
  );
}
