"use client";

import { Field } from "./field";
import { Select, type SelectProps } from "./select";

type SelectFieldProps = Pick<SelectProps, "options" | "placeholder"> & {
  label: string;
  name?: string;
  value: string;
  change: (value: string) => void;
  error?: string | undefined;
  help?: string;
  required?: boolean;
};

/** A choice among a few, tied to its label and to what is wrong with it. */
export function SelectField(props: SelectFieldProps) {
  const { label, name, options, placeholder, value, change, error, help, required } = props;
  return (
    <Field label={label} error={error} {...(help ? { help } : {})} required={required === true}>
      {(control) => (
        <Select
          {...control}
          {...(name ? { name } : {})}
          options={options}
          {...(placeholder === undefined ? {} : { placeholder })}
          value={value}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}
