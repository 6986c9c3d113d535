"use client";

import { inWords } from "@/components/admin/words";
import { nodeKinds } from "@/server/oms/network/types";
import type { Constraint } from "@/server/oms/sourcing/types-profile";
import { Amount, Choice, Codes, Several } from "./parts";
import type { RoutingChoices } from "./types";

export type ConstraintFieldsProps = {
  constraint: Constraint;
  choices: RoutingChoices;
  onChange: (constraint: Constraint) => void;
};

const ONLY = [
  { value: "in", label: "only" },
  { value: "not_in", label: "never" },
] as const;

/** The values of one constraint, beside what it is about. */
export function ConstraintFields({ constraint, choices, onChange }: ConstraintFieldsProps) {
  switch (constraint.rule) {
    case "grouped_items":
      return (
        <Choice
          label="What is kept together"
          value={constraint.by}
          options={GROUPS}
          onChange={(by) => onChange({ ...constraint, by })}
        />
      );
    case "same_market":
      return (
        <Choice
          label="The market"
          value={constraint.market}
          options={MARKETS}
          onChange={(market) => onChange({ ...constraint, market })}
        />
      );
    case "fence":
    case "node_kinds":
    case "nodes":
      return <Places constraint={constraint} choices={choices} onChange={onChange} />;
    default:
      return <Most constraint={constraint} currency={choices.currency} onChange={onChange} />;
  }
}

const GROUPS = [
  { value: "kit", label: "the lines of a kit" },
  { value: "category", label: "the lines of a category" },
] as const;

const MARKETS = [
  { value: "country", label: "country" },
  { value: "region", label: "region" },
] as const;

const FENCES = [
  { value: "country", label: "the countries" },
  { value: "region", label: "the regions" },
] as const;

type PlaceConstraint = Extract<Constraint, { rule: "fence" | "node_kinds" | "nodes" }>;

/** Rules about where from: only there, or never from there. */
function Places({
  constraint,
  choices,
  onChange,
}: Omit<ConstraintFieldsProps, "constraint"> & { constraint: PlaceConstraint }) {
  return (
    <>
      <Choice
        label="Only or never"
        value={constraint.is}
        options={ONLY}
        onChange={(is) => onChange({ ...constraint, is })}
      />
      {constraint.rule === "fence" ? (
        <>
          <Choice
            label="Countries or regions"
            value={constraint.of}
            options={FENCES}
            onChange={(of) => onChange({ ...constraint, of })}
          />
          <Codes
            label="Their codes"
            placeholder="US, CA"
            values={constraint.values}
            onChange={(values) => onChange({ ...constraint, values })}
          />
        </>
      ) : constraint.rule === "nodes" ? (
        <Several
          label="Nodes"
          values={constraint.values}
          options={choices.nodes}
          onChange={(values) => onChange({ ...constraint, values })}
        />
      ) : (
        <Several
          label="Kinds of node"
          values={constraint.values}
          options={nodeKinds.map((value) => ({ value, label: inWords(value) }))}
          onChange={(values) =>
            onChange({ ...constraint, values: nodeKinds.filter((kind) => values.includes(kind)) })
          }
        />
      )}
    </>
  );
}

/** Rules with one number. An empty one is no number, and is refused where the draft is checked. */
function Most({
  constraint,
  currency,
  onChange,
}: Pick<ConstraintFieldsProps, "constraint" | "onChange"> & { currency: string }) {
  const write = (value: number | null) => value ?? Number.NaN;
  switch (constraint.rule) {
    case "max_shipments":
      return (
        <Amount
          label="Most shipments"
          unit="shipments"
          value={constraint.shipments}
          onChange={(value) => onChange({ ...constraint, shipments: write(value) })}
        />
      );
    case "min_split_value":
      return (
        <Amount
          label="Least value of a part"
          unit={currency}
          scale={100}
          value={constraint.valueMinor}
          onChange={(value) => onChange({ ...constraint, valueMinor: write(value) })}
        />
      );
    case "min_split_quantity":
      return (
        <Amount
          label="Least units of a part"
          unit="units"
          value={constraint.units}
          onChange={(value) => onChange({ ...constraint, units: write(value) })}
        />
      );
    case "max_distance":
      return (
        <Amount
          label="Farthest distance"
          unit="miles"
          value={constraint.miles}
          onChange={(value) => onChange({ ...constraint, miles: write(value) })}
        />
      );
    case "max_lines_per_day":
      return (
        <Amount
          label="Most lines a day"
          unit="lines"
          value={constraint.lines}
          onChange={(value) => onChange({ ...constraint, lines: write(value) })}
        />
      );
    default:
      return null;
  }
}
