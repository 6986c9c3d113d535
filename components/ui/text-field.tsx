"use client";

import { Field } from "./field";
import { Input, Textarea } from "./input";

type TextFieldProps = {
  label: string;
  name: string;
  value: string;
  change: (value: string) => void;
  error?: string | undefined;
  help?: string;
  required?: boolean;
  /** Figures are set in columns and typed on a number pad. */
  isNumber?: boolean;
  /** A code, whose characters have to be told apart. */
  isIdent?: boolean;
  maxLength?: number;
  type?: "text" | "date" | "time" | "datetime-local";
};

/** One line of text or a number, tied to its label and to what is wrong with it. */
export function TextField(props: TextFieldProps) {
  const { label, name, value, change, error, help, required, isNumber, isIdent, type } = props;
  return (
    <Field label={label} error={error} {...(help ? { help } : {})} required={required === true}>
      {(control) => (
        <Input
          {...control}
          name={name}
          type={type ?? "text"}
          autoComplete="off"
          {...(isNumber ? { inputMode: "decimal", className: "figures" } : {})}
          {...(isIdent ? { ident: true } : {})}
          {...(props.maxLength ? { maxLength: props.maxLength } : {})}
          value={value}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Why somebody changes it, and where that can be read later; null: that is not said here. */
export function ReasonField({
  value,
  change,
  error,
  help = "Stands in the timeline",
}: Pick<TextFieldProps, "value" | "change" | "error"> & { help?: string | null }) {
  return (
    <Field label="Reason" required error={error} {...(help === null ? {} : { help })}>
      {(control) => (
        <Textarea
          {...control}
          name="reason"
          rows={2}
          maxLength={500}
          value={value}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}
