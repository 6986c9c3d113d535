"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { checkAddress } from "@/server/oms/customers/decide-address";

/** An address as it is typed. */
export type TypedAddress = {
  name: string;
  address1: string;
  address2: string;
  city: string;
  region: string;
  postalCode: string;
  country: string;
  /** Somebody lives there. */
  isResidential: boolean;
};

export const BLANK_ADDRESS: TypedAddress = {
  name: "",
  address1: "",
  address2: "",
  city: "",
  region: "",
  postalCode: "",
  country: "US",
  isResidential: false,
};

const LABELS: readonly (readonly [Exclude<keyof TypedAddress, "isResidential">, string])[] = [
  ["name", "Recipient"],
  ["address1", "Street"],
  ["address2", "Street, second line"],
  ["city", "City"],
  ["region", "Region"],
  ["postalCode", "Postcode"],
  ["country", "Country"],
];

export type AddressFieldsProps = {
  value: TypedAddress;
  change: (value: TypedAddress) => void;
  /** By the names that the server's faults give them: `shipTo.city`. */
  errors: Readonly<Record<string, string>>;
};

/**
 * An address that is not in the customer's address book. What is wrong stands at its field once
 * something is typed there, or it was left empty; what is most likely meant can be taken.
 */
export function AddressFields({ value, change, errors }: AddressFieldsProps) {
  const { faults, suggestion, written } = checkAddress(value);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const live = Object.fromEntries(
    faults
      .filter(({ field }) => value[field] !== "" || left.has(field))
      .map(({ field, message }) => [field, message]),
  );
  const isBetter = suggestion.region !== written.region && value.postalCode !== "";
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-medium">Ship to another address</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {LABELS.map(([name, label]) => (
          <Field
            key={name}
            label={label}
            error={errors[`shipTo.${name}`] ?? (name === "name" ? undefined : live[name])}
            {...(name === "name" ? { help: "Empty: the customer" } : {})}
          >
            {(control) => (
              <Input
                {...control}
                name={`shipTo.${name}`}
                autoComplete="off"
                value={value[name]}
                onChange={(event) => change({ ...value, [name]: event.target.value })}
                onBlur={() => setLeft((before) => new Set(before).add(name))}
              />
            )}
          </Field>
        ))}
      </div>
      <Checkbox
        name="shipTo.isResidential"
        label="Somebody lives there"
        checked={value.isResidential}
        onChange={(event) => change({ ...value, isResidential: event.target.checked })}
      />
      {isBetter ? (
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="text-muted">Suggested</span>
          {`${suggestion.city} ${suggestion.region} ${suggestion.postalCode} ${suggestion.country}`}
          <Button size="dense" onClick={() => change({ ...value, ...suggestion })}>
            Use it
          </Button>
        </p>
      ) : null}
      {errors.shipTo ? <p className="text-xs text-critical-fg">{errors.shipTo}</p> : null}
    </fieldset>
  );
}
