import { inWords } from "@/components/admin/words";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { type Quota, quotaLevels, quotaMeasures, quotaPeriods } from "@/server/oms/scarcity/types";
import { shown, wholeOf } from "./class-fields";

const optionsOf = (words: readonly string[]) =>
  words.map((value) => ({ value, label: inWords(value) }));

type Props = {
  readonly at: number;
  readonly value: Quota;
  readonly change: (value: Quota) => void;
  readonly remove: () => void;
};

/** A cap on what one channel, region, tier or company gets in a period. */
export function QuotaFields({ at, value, change, remove }: Props) {
  const set = (part: Partial<Quota>) => change({ ...value, ...part });
  return (
    <fieldset className="grid gap-3 rounded-md border border-line bg-surface p-4 sm:grid-cols-2 xl:grid-cols-6">
      <legend className="px-1 text-sm font-medium">{`Quota ${at + 1}`}</legend>
      <SelectField
        label="Of"
        options={optionsOf(quotaLevels)}
        value={value.level}
        change={(chosen) => set({ level: quotaLevels.find((it) => it === chosen) ?? value.level })}
      />
      <Field label="Which" required help="Code, tier, or region of the ship-to">
        {(control) => (
          <Input
            {...control}
            value={value.key}
            onChange={(event) => set({ key: event.target.value })}
          />
        )}
      </Field>
      <Field label="SKU" help="Empty: each SKU">
        {(control) => (
          <Input
            {...control}
            ident
            value={value.sku ?? ""}
            onChange={(event) => set({ sku: event.target.value || null })}
          />
        )}
      </Field>
      <Field label="At most" required>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={shown(value.amount)}
            onChange={(event) => set({ amount: wholeOf(event.target.value) ?? Number.NaN })}
          />
        )}
      </Field>
      <Field label="Counted in">
        {(control) => (
          <Select
            {...control}
            options={optionsOf(quotaMeasures)}
            value={value.measure}
            onChange={(event) => {
              const measure = quotaMeasures.find((it) => it === event.target.value) ?? "units";
              set({ measure, isCarriedOver: measure === "units" && value.isCarriedOver });
            }}
          />
        )}
      </Field>
      <SelectField
        label="A"
        options={optionsOf(quotaPeriods)}
        value={value.period}
        change={(chosen) =>
          set({ period: quotaPeriods.find((it) => it === chosen) ?? value.period })
        }
      />
      <div className="flex flex-wrap items-center justify-between gap-2 sm:col-span-2 xl:col-span-6">
        <Checkbox
          label="What is left is carried over"
          checked={value.isCarriedOver}
          disabled={value.measure !== "units"}
          onChange={(event) => set({ isCarriedOver: event.target.checked })}
        />
        <Button size="dense" variant="ghost" onClick={remove} aria-label={`Remove quota ${at + 1}`}>
          Remove
        </Button>
      </div>
    </fieldset>
  );
}
