"use client";

import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";

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
  type?: "text" | "date" | "time" | "datetime-local";
};

/** One line of text or a number, tied to its label and to what is wrong with it. */
export function TextField(props: TextFieldProps) {
  const { label, name, value, change, error, help, required, isNumber, type } = props;
  return (
    <Field label={label} error={error} {...(help ? { help } : {})} required={required === true}>
      {(control) => (
        <Input
          {...control}
          name={name}
          type={type ?? "text"}
          autoComplete="off"
          {...(isNumber ? { inputMode: "decimal", className: "figures" } : {})}
          value={value}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Why somebody changes it: stands in the timeline of what was changed. */
export function ReasonField({
  value,
  change,
  error,
}: Pick<TextFieldProps, "value" | "change" | "error">) {
  return (
    <Field label="Reason" required error={error} help="Stands in the timeline">
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
