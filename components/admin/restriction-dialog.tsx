"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { type RestrictionKind, restrictionKinds } from "@/server/oms/orders/decide-restriction";
import type { RestrictionRow } from "@/server/oms/orders/queries-restrictions";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { RESTRICTION_WORDS } from "./restriction-words";

type Typed = {
  reference: string;
  kind: RestrictionKind;
  sku: string;
  category: string;
  country: string;
  region: string;
  postalPrefix: string;
  channelCode: string;
  companyCode: string;
  validFrom: string;
  validTo: string;
  reason: string;
  isActive: boolean;
};

const typedOf = (row: RestrictionRow | null): Typed => ({
  reference: row?.reference ?? "",
  kind: row?.kind ?? "forbidden",
  sku: row?.sku ?? "",
  category: row?.category ?? "",
  country: row?.country ?? "",
  region: row?.region ?? "",
  postalPrefix: row?.postalPrefix ?? "",
  channelCode: row?.channelCode ?? "",
  companyCode: row?.companyCode ?? "",
  validFrom: row?.validFrom ?? "",
  validTo: row?.validTo ?? "",
  reason: row?.reason ?? "",
  isActive: row?.isActive ?? true,
});

export type RestrictionChoices = {
  readonly channels: readonly SelectOption[];
  readonly categories: readonly SelectOption[];
};

/** Make a restriction of sale, or change one. */
export function RestrictionDialog({
  row,
  choices,
}: {
  row: RestrictionRow | null;
  choices: RestrictionChoices;
}) {
  const client = useApiClient();
  const first = typedOf(row);
  const [typed, setTyped] = useState(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger={row === null ? "New restriction" : "Change"}
      triggerProps={
        row === null
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Change restriction ${row.reference}` }
      }
      title={row === null ? "New restriction" : `Change ${row.reference}`}
      description="It is asked of every quote, order and change from now on; what was placed before goes on."
      confirm="Save restriction"
      size="lg"
      input={{ version: row?.version ?? null, restriction: typed }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { reference } = await client.orders.saveRestriction.mutate(request);
        return `Restriction ${reference} saved`;
      }}
    >
      {(errors) => (
        <>
          <Goods
            typed={typed}
            change={change}
            errors={errors}
            choices={choices}
            isNew={row === null}
          />
          <Scope typed={typed} change={change} errors={errors} choices={choices} />
          <Text
            {...{ typed, change, errors }}
            name="reason"
            label="Why, as customers read it"
            required
            help="Like: battery rules"
          />
          <Checkbox
            name="isActive"
            label="In force"
            checked={typed.isActive}
            onChange={(event) => change({ isActive: event.target.checked })}
          />
        </>
      )}
    </CommandDialog>
  );
}

type Fields = { typed: Typed; change: (part: Partial<Typed>) => void; errors: FieldErrors };

function Text({
  typed,
  change,
  errors,
  name,
  label,
  help,
  required,
  type,
}: Fields & {
  name: Exclude<keyof Typed, "isActive" | "kind">;
  label: string;
  help?: string;
  required?: boolean;
  type?: "date";
}) {
  return (
    <Field
      label={label}
      error={errors[`restriction.${name}`]}
      {...(help === undefined ? {} : { help })}
      {...(required ? { required } : {})}
    >
      {(control) => (
        <Input
          {...control}
          name={name}
          autoComplete="off"
          {...(type === undefined ? {} : { type })}
          value={typed[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

const ALL: SelectOption = { value: "", label: "All" };

function Goods({
  choices,
  isNew,
  ...fields
}: Fields & { choices: RestrictionChoices; isNew: boolean }) {
  const { typed, change, errors } = fields;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {isNew ? (
        <Text {...fields} name="reference" label="Reference" required help="Like: CA-BATTERY" />
      ) : null}
      <SelectField
        label="What it says"
        error={errors["restriction.kind"]}
        name="kind"
        options={restrictionKinds.map((value) => ({ value, label: RESTRICTION_WORDS[value] }))}
        value={typed.kind}
        change={(chosen) => change({ kind: chosen as RestrictionKind })}
      />
      <Text {...fields} name="sku" label="SKU" help="Either a SKU or a category" />
      <SelectField
        label="Category"
        error={errors["restriction.category"]}
        name="category"
        options={[{ value: "", label: "None, the SKU says it" }, ...choices.categories]}
        value={typed.category}
        change={(category) => change({ category })}
      />
    </div>
  );
}

function Scope({ choices, ...fields }: Fields & { choices: RestrictionChoices }) {
  const { typed, change, errors } = fields;
  return (
    <fieldset className="grid gap-4 sm:grid-cols-2">
      <legend className="mb-1 text-sm font-medium">Where, through whom, to whom, when</legend>
      <Text {...fields} name="country" label="Country" help="Two letters; empty: all" />
      <Text {...fields} name="region" label="Region" help="Its letters, like CA" />
      <Text {...fields} name="postalPrefix" label="Postcodes that begin with" />
      <SelectField
        label="Channel"
        error={errors["restriction.channelCode"]}
        name="channelCode"
        options={[ALL, ...choices.channels]}
        value={typed.channelCode}
        change={(channelCode) => change({ channelCode })}
      />
      <Text {...fields} name="companyCode" label="Customer" help="Its code; empty: all" />
      <span className="hidden sm:block" />
      <Text {...fields} name="validFrom" label="First day" type="date" />
      <Text {...fields} name="validTo" label="Last day" type="date" />
    </fieldset>
  );
}
