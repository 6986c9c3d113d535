"use client";

import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";

type CreditFieldProps = {
  value: string;
  change: (value: string) => void;
  error: string | undefined;
};

/** How much is credited or taken back, in whole units of the order's currency. */
export const CreditAmount = ({
  currency,
  ...field
}: CreditFieldProps & {
  currency: string;
}) => <TextField {...field} label={`Amount in ${currency}`} name="amountMinor" required isNumber />;

/** What stands on the memo besides; an exception that is resolved has a reason of its own. */
export const CreditNote = ({
  value,
  change,
  error,
  isRequired = true,
}: CreditFieldProps & { isRequired?: boolean }) => (
  <Field label="Note" required={isRequired} error={error} help="The customer reads it">
    {(control) => (
      <Textarea
        {...control}
        name="note"
        rows={3}
        maxLength={500}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    )}
  </Field>
);
