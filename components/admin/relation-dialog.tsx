"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import type { RelationKind, RelationPrice, RelationTiming } from "@/server/oms/catalog/types";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { KIND_WORDS, PRICE_WORDS, TIMING_WORDS } from "./relation-words";

const FIRST = {
  kind: "substitution" as RelationKind,
  instead: "",
  numerator: "1",
  denominator: "1",
  isMutual: false,
  rank: "1",
  price: "lower" as RelationPrice,
  timing: "when_out" as RelationTiming,
  validFrom: "",
  validTo: "",
};

const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
const day = (text: string) => (text === "" ? null : text);
const optionsOf = <Word extends string>(words: Readonly<Record<Word, string>>) =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }));

/** Say what may ship instead of a SKU. */
export function RelationDialog({ sku }: { sku: string }) {
  const client = useApiClient();
  const [typed, setTyped] = useState(FIRST);
  const change = (part: Partial<typeof FIRST>) => setTyped({ ...typed, ...part });
  const isFollowed = typed.kind === "supersession";
  return (
    <CommandDialog
      trigger="Add another SKU"
      title={`What may ship instead of ${sku}`}
      description="Orders in hand keep what they have; what they wait for can be changed to it."
      confirm="Save"
      input={{
        relations: [
          {
            kind: typed.kind,
            sku,
            instead: typed.instead.trim(),
            ratio: { numerator: whole(typed.numerator), denominator: whole(typed.denominator) },
            isMutual: !isFollowed && typed.isMutual,
            rank: whole(typed.rank),
            price: typed.price,
            ...(isFollowed ? { timing: typed.timing } : {}),
            validFrom: day(typed.validFrom),
            validTo: day(typed.validTo),
          },
        ],
      }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        await client.catalog.setRelations.mutate(request);
        return `${request.input.relations[0]?.instead ?? ""} may ship instead of ${sku}`;
      }}
    >
      {(errors) => <RelationFields sku={sku} typed={typed} change={change} errors={errors} />}
    </CommandDialog>
  );
}

type FieldsProps = {
  sku: string;
  typed: typeof FIRST;
  change: (part: Partial<typeof FIRST>) => void;
  errors: FieldErrors;
};

function RelationFields({ sku, typed, change, errors }: FieldsProps) {
  const isFollowed = typed.kind === "supersession";
  const text = (name: TextName, label: string, more: TextMore = {}) => (
    <Field
      label={label}
      error={errors[`relations.0.${more.field ?? name}`]}
      {...(more.help ? { help: more.help } : {})}
    >
      {(control) => (
        <Input
          {...control}
          name={name}
          type={more.type ?? "text"}
          ident={more.ident ?? false}
          autoComplete="off"
          value={typed[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="The other SKU"
        error={errors["relations.0.kind"]}
        name="kind"
        options={optionsOf(KIND_WORDS)}
        value={typed.kind}
        change={(chosen) => change({ kind: chosen as RelationKind })}
      />
      {text("instead", "Its code", { ident: true })}
      {text("numerator", "Units of it", { field: "ratio.numerator" })}
      {text("denominator", `for units of ${sku}`, { field: "ratio.denominator" })}
      <SelectField
        label="Price"
        error={errors["relations.0.price"]}
        name="price"
        options={optionsOf(PRICE_WORDS)}
        value={typed.price}
        change={(chosen) => change({ price: chosen as RelationPrice })}
      />
      {isFollowed ? (
        <SelectField
          label="Takes its place"
          error={errors["relations.0.timing"]}
          name="timing"
          options={optionsOf(TIMING_WORDS)}
          value={typed.timing}
          change={(chosen) => change({ timing: chosen as RelationTiming })}
        />
      ) : (
        text("rank", "Rank", { help: "1 is offered first" })
      )}
      {text("validFrom", "From", { type: "date", help: "Empty: from now on" })}
      {text("validTo", "Until", { type: "date", help: "Empty: without end" })}
      {isFollowed ? null : (
        <Checkbox
          name="isMutual"
          label="The other way round too"
          checked={typed.isMutual}
          onChange={(event) => change({ isMutual: event.target.checked })}
        />
      )}
    </div>
  );
}

type TextName = "instead" | "numerator" | "denominator" | "rank" | "validFrom" | "validTo";
type TextMore = { help?: string; type?: string; ident?: boolean; field?: string };
