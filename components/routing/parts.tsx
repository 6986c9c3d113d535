"use client";

import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";

/** Small controls of a rule: each is named for those who cannot see where it stands. */

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly (SelectOption & { value: Value })[];
  onChange: (value: Value) => void;
}) {
  return (
    <Select
      aria-label={label}
      className="w-auto"
      options={options}
      value={value}
      onChange={(event) => onChange(event.target.value as Value)}
    />
  );
}

/** A whole amount, or none. `scale` is how many of the stored unit one typed unit is. */
export function Amount({
  label,
  value,
  scale = 1,
  unit,
  onChange,
}: {
  label: string;
  value: number | null;
  scale?: number;
  unit?: string;
  onChange: (value: number | null) => void;
}) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-1.5">
      <Input
        key={scale}
        id={id}
        aria-label={label}
        inputMode="decimal"
        autoComplete="off"
        className="figures w-24 text-right"
        defaultValue={value === null ? "" : String(value / scale)}
        onChange={(event) => onChange(amountOf(event.target.value, scale))}
      />
      {unit === undefined ? null : <span className="text-muted">{unit}</span>}
    </span>
  );
}

/** What cannot be read as an amount is sent as it is not: the check says so at its place. */
function amountOf(text: string, scale: number): number | null {
  const trimmed = text.trim().replaceAll(",", "");
  if (trimmed === "") {
    return null;
  }
  const amount = Number(trimmed);
  return Number.isFinite(amount) ? Math.round(amount * scale) : Number.NaN;
}

/** Codes, written with commas. */
export function Codes({
  label,
  values,
  placeholder,
  onChange,
}: {
  label: string;
  values: readonly string[];
  placeholder: string;
  onChange: (values: string[]) => void;
}) {
  return (
    <Input
      ident
      key={label}
      aria-label={label}
      autoComplete="off"
      placeholder={placeholder}
      className="max-w-96 min-w-48"
      defaultValue={values.join(", ")}
      onChange={(event) =>
        onChange(
          event.target.value
            .split(",")
            .map((value) => value.trim())
            .filter((value) => value !== ""),
        )
      }
    />
  );
}

/** Any of a few known values. */
export function Several({
  label,
  values,
  options,
  onChange,
}: {
  label: string;
  values: readonly string[];
  options: readonly SelectOption[];
  onChange: (values: string[]) => void;
}) {
  const chosen = new Set(values.map((value) => value.toLowerCase()));
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <Checkbox
          key={option.value}
          label={option.label}
          checked={chosen.has(option.value.toLowerCase())}
          onChange={(event) =>
            onChange(
              event.target.checked
                ? [...values, option.value]
                : values.filter((value) => value.toLowerCase() !== option.value.toLowerCase()),
            )
          }
        />
      ))}
    </fieldset>
  );
}
