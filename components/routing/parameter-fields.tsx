"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { SourcingParameters } from "@/server/oms/sourcing/types";

const FIELDS = [
  {
    name: "splitPenaltyMinor",
    label: "Each shipment after the first costs",
    help: "Added to the landed cost, in the currency of the order",
    scale: 100,
  },
  {
    name: "inboundConfidenceMinPercent",
    label: "Least confidence of supply, in percent",
    help: "Supply that is less sure is not promised",
    scale: 1,
  },
  {
    name: "allocationHorizonDays",
    label: "Days for which stock is held",
    help: "What leaves later is promised, and takes its stock when its day is near",
    scale: 1,
  },
  {
    name: "stepsMax",
    label: "Most steps of the search",
    help: "Beyond them the best plan found is taken, and how far it may be off is said",
    scale: 1,
  },
] as const;

export type ParameterFieldsProps = {
  parameters: SourcingParameters;
  onChange: (parameters: SourcingParameters) => void;
};

/** What holds for all strategies. */
export function ParameterFields({ parameters, onChange }: ParameterFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {FIELDS.map(({ name, label, help, scale }) => (
        <Field key={name} label={label} help={help}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              className="figures max-w-40"
              defaultValue={String(parameters[name] / scale)}
              onChange={(event) => {
                const text = event.target.value.trim();
                const amount = text === "" ? Number.NaN : Math.round(Number(text) * scale);
                onChange({ ...parameters, [name]: amount });
              }}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
