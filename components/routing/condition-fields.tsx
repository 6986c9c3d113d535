"use client";

import type { SelectOption } from "@/components/ui/select";
import { companyTiers } from "@/server/oms/customers/types";
import {
  type Condition,
  type ConditionFact,
  type LineScope,
  orderTypes,
  regionGroups,
  type WordFact,
} from "@/server/oms/sourcing/types-profile";
import { Amount, Choice, Codes, Several } from "./parts";
import type { RoutingChoices } from "./types";

export type ConditionFieldsProps = {
  condition: Condition;
  facts: readonly (SelectOption & { value: ConditionFact })[];
  choices: RoutingChoices;
  onFact: (fact: ConditionFact) => void;
  onChange: (condition: Condition) => void;
};

/** One condition: what it is about, and which values it wants. */
export function ConditionFields({ facts, onFact, ...rest }: ConditionFieldsProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label="What the condition is about"
        value={rest.condition.fact}
        options={facts}
        onChange={onFact}
      />
      <Values {...rest} />
    </div>
  );
}

type ValuesProps = Pick<ConditionFieldsProps, "condition" | "choices" | "onChange">;

const IS = [
  { value: "in", label: "is" },
  { value: "not_in", label: "is not" },
] as const;

const LINES = [
  { value: "any", label: "of a line" },
  { value: "all", label: "of every line" },
] as const;

function Values({ condition, choices, onChange }: ValuesProps) {
  switch (condition.fact) {
    case "ship_to_postcode":
      return (
        <>
          <Choice
            label="How the postcode is compared"
            value={condition.is}
            options={[
              { value: "starts_with", label: "begins with" },
              { value: "not_starts_with", label: "does not begin with" },
            ]}
            onChange={(is) => onChange({ ...condition, is })}
          />
          <Codes
            label="Beginnings of postcodes"
            placeholder="94, 95"
            values={condition.values}
            onChange={(values) => onChange({ ...condition, values })}
          />
        </>
      );
    case "order_value_minor":
      return (
        <Range condition={condition} unit={choices.currency} scale={100} onChange={onChange} />
      );
    case "order_weight_grams":
      return <Range condition={condition} unit="kg" scale={1_000} onChange={onChange} />;
    case "sku_weight_grams":
      return (
        <>
          <Lines value={condition.lines} onChange={(lines) => onChange({ ...condition, lines })} />
          <Range condition={condition} unit="kg" scale={1_000} onChange={onChange} />
        </>
      );
    case "sku_category":
      return (
        <>
          <Lines value={condition.lines} onChange={(lines) => onChange({ ...condition, lines })} />
          <Choice
            label="Whether it is one of these"
            value={condition.is}
            options={IS}
            onChange={(is) => onChange({ ...condition, is })}
          />
          <Several
            label="Categories"
            values={condition.values}
            options={choices.categories}
            onChange={(values) => onChange({ ...condition, values })}
          />
        </>
      );
    case "hazmat":
      return (
        <>
          <Lines value={condition.lines} onChange={(lines) => onChange({ ...condition, lines })} />
          <Choice
            label="Whether the goods are hazardous"
            value={condition.is ? "yes" : "no"}
            options={[
              { value: "yes", label: "are hazardous" },
              { value: "no", label: "are not hazardous" },
            ]}
            onChange={(is) => onChange({ ...condition, is: is === "yes" })}
          />
        </>
      );
    case "requested_within_days":
      return (
        <>
          <Lines value={condition.lines} onChange={(lines) => onChange({ ...condition, lines })} />
          <Amount
            label="Days"
            unit="days from today"
            value={condition.days}
            onChange={(days) => onChange({ ...condition, days: days ?? 0 })}
          />
        </>
      );
    default:
      return <Words condition={condition} choices={choices} onChange={onChange} />;
  }
}

type WordCondition = Extract<Condition, { readonly fact: WordFact }>;

function Words({
  condition,
  choices,
  onChange,
}: Omit<ValuesProps, "condition"> & { condition: WordCondition }) {
  const set = (values: readonly string[], label?: string) => {
    const { label: _, ...rest } = condition;
    onChange({ ...rest, values, ...(label === undefined ? {} : { label }) });
  };
  const known = knownValues(condition.fact, choices);
  return (
    <>
      <Choice
        label="Whether it is one of these"
        value={condition.is}
        options={IS}
        onChange={(is) => onChange({ ...condition, is })}
      />
      {condition.fact === "ship_to_region" ? (
        <Choice
          label="States that people name together"
          value={condition.label ?? ""}
          options={[
            { value: "", label: "these regions:" },
            ...regionGroups.map(({ label }) => ({ value: label as string, label })),
          ]}
          onChange={(label) => {
            const group = regionGroups.find((each) => each.label === label);
            return group === undefined ? set(condition.values) : set(group.values, group.label);
          }}
        />
      ) : null}
      {known === null ? (
        <Codes
          key={`${condition.fact} ${condition.label ?? ""}`}
          label="Codes"
          placeholder={PLACEHOLDER[condition.fact] ?? "Codes with commas"}
          values={condition.values}
          onChange={(values) => set(values)}
        />
      ) : (
        <Several
          label="Values"
          values={condition.values}
          options={known}
          onChange={(values) => set(values)}
        />
      )}
    </>
  );
}

const PLACEHOLDER: Partial<Record<WordFact, string>> = {
  company: "Customer codes",
  ship_to_country: "US, CA",
  ship_to_region: "CA, OR, WA",
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const asOptions = (values: readonly string[]) =>
  values.map((value) => ({ value, label: capital(value) }));

/** Values of a fact that has few; null where they are written. */
function knownValues(fact: WordFact, choices: RoutingChoices): readonly SelectOption[] | null {
  switch (fact) {
    case "channel":
      return choices.channels;
    case "customer_tier":
      return asOptions(companyTiers);
    case "service":
      return choices.services;
    case "preferred_node":
      return choices.nodes;
    case "order_type":
      return orderTypes.map((value) => ({
        value,
        label: value === "immediate" ? "At once" : "From a day that the customer named",
      }));
    default:
      return null;
  }
}

function Lines({ value, onChange }: { value: LineScope; onChange: (value: LineScope) => void }) {
  return <Choice label="Of how many lines" value={value} options={LINES} onChange={onChange} />;
}

type RangeCondition = Extract<Condition, { readonly from: number | null }>;

function Range({
  condition,
  unit,
  scale,
  onChange,
}: {
  condition: RangeCondition;
  unit: string;
  scale: number;
  onChange: (condition: Condition) => void;
}) {
  return (
    <>
      <span className="text-muted">from</span>
      <Amount
        label="From"
        value={condition.from}
        scale={scale}
        onChange={(from) => onChange({ ...condition, from })}
      />
      <span className="text-muted">to less than</span>
      <Amount
        label="Less than"
        value={condition.below}
        scale={scale}
        unit={unit}
        onChange={(below) => onChange({ ...condition, below })}
      />
    </>
  );
}
