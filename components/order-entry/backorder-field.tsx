import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type DraftBackorders, draftBackorders } from "@/server/oms/orders/schema";

const WORDS: Record<DraftBackorders, string> = {
  backorder: "Waits, with a date",
  refuse: "Is not ordered",
  cancel: "Is cancelled, the rest ships",
};

type Props = {
  readonly value: DraftBackorders | null;
  readonly onChange: (value: DraftBackorders | null) => void;
  readonly error: string | undefined;
  readonly help?: string;
  readonly size?: "portal";
  readonly className?: string;
};

/** What becomes of what is not there of this order; empty is what customer and SKU agreed on. */
export function BackorderField({ value, onChange, error, help, size, className }: Props) {
  return (
    <Field
      label="What is not there"
      error={error}
      {...(help ? { help } : {})}
      {...(className ? { className } : {})}
    >
      {(control) => (
        <Select
          {...control}
          name="backorders"
          {...(size ? { size } : {})}
          placeholder="As agreed"
          options={draftBackorders.map((one) => ({ value: one, label: WORDS[one] }))}
          value={value ?? ""}
          onChange={(event) =>
            onChange(draftBackorders.find((one) => one === event.currentTarget.value) ?? null)
          }
        />
      )}
    </Field>
  );
}
