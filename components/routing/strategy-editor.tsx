"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import {
  type AfterActionCode,
  type Constraint,
  type ConstraintCode,
  type Criterion,
  criterionCodes,
  type Strategy,
} from "@/server/oms/sourcing/types-profile";
import { ConditionEditor } from "./condition-editor";
import { ConstraintFields } from "./constraint-fields";
import { Amount, Choice } from "./parts";
import {
  AFTER_WORDS,
  BAND_UNITS,
  CONSTRAINT_WORDS,
  CRITERION_WORDS,
  firstConstraint,
} from "./rule-words";
import type { RoutingChoices } from "./types";

export type StrategyEditorProps = {
  strategy: Strategy;
  choices: RoutingChoices;
  onChange: (strategy: Strategy) => void;
};

/** The parts of a strategy, in the order of its sentence. */
export function StrategyEditor({ strategy, choices, onChange }: StrategyEditorProps) {
  const change = (part: Partial<Strategy>) => onChange({ ...strategy, ...part });
  return (
    <div className="grid gap-5 rounded-md border border-line bg-sunken p-4">
      <Field label="Name" className="max-w-96">
        {(control) => (
          <Input
            {...control}
            maxLength={60}
            autoComplete="off"
            value={strategy.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Part title="Whose orders">
        <ConditionEditor
          tree={strategy.when}
          choices={choices}
          onChange={(when) => change({ when })}
        />
      </Part>
      <Part title="Where from: the first decides, the next breaks its ties">
        <Criteria criteria={strategy.criteria} onChange={(criteria) => change({ criteria })} />
      </Part>
      <Part title="Within these limits">
        <Constraints
          constraints={strategy.constraints}
          choices={choices}
          onChange={(constraints) => change({ constraints })}
        />
      </Part>
      <Part title="When no plan within the hard limits fills the order">
        <After strategy={strategy} onChange={onChange} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{title}</legend>
      {children}
    </fieldset>
  );
}

/** A list with one item taken out, replaced, or moved up. */
const without = <Item,>(list: readonly Item[], at: number) => list.filter((_, i) => i !== at);
const replaced = <Item,>(list: readonly Item[], at: number, item: Item) =>
  list.map((each, index) => (index === at ? item : each));

export function moved<Item>(list: readonly Item[], at: number, by: -1 | 1): Item[] {
  const next = [...list];
  const [item] = next.splice(at, 1);
  if (item !== undefined) {
    next.splice(at + by, 0, item);
  }
  return next;
}

function Criteria({
  criteria,
  onChange,
}: {
  criteria: readonly Criterion[];
  onChange: (criteria: readonly Criterion[]) => void;
}) {
  const used = new Set(criteria.map(({ by }) => by));
  const unused = criterionCodes.filter((code) => !used.has(code));
  return (
    <>
      {criteria.map((criterion, index) => {
        const unit = BAND_UNITS[criterion.by];
        const options = criterionCodes
          .filter((code) => code === criterion.by || !used.has(code))
          .map((value) => ({ value, label: CRITERION_WORDS[value] }));
        return (
          <div key={criterion.by} className="flex flex-wrap items-center gap-2">
            <span className="figures w-5 text-right text-muted">{index + 1}</span>
            <Choice
              label={`Criterion ${index + 1}`}
              value={criterion.by}
              options={options}
              onChange={(by) => onChange(replaced(criteria, index, { by, band: 0 }))}
            />
            {unit === undefined ? null : (
              <>
                <span className="text-muted">equal within</span>
                <Amount
                  label={`Band of criterion ${index + 1}`}
                  unit={unit}
                  value={criterion.band}
                  onChange={(band) =>
                    onChange(replaced(criteria, index, { ...criterion, band: band ?? 0 }))
                  }
                />
              </>
            )}
            <MoveButtons
              noun={`criterion ${index + 1}`}
              isFirst={index === 0}
              isLast={index === criteria.length - 1}
              onMove={(by) => onChange(moved(criteria, index, by))}
              onRemove={() => onChange(without(criteria, index))}
            />
          </div>
        );
      })}
      {criteria.length === 0 ? (
        <p className="text-muted">Nodes by their priority, then by code.</p>
      ) : null}
      {unused[0] === undefined ? null : (
        <div>
          <Button
            variant="ghost"
            size="dense"
            onClick={() =>
              unused[0] === undefined
                ? undefined
                : onChange([...criteria, { by: unused[0], band: 0 }])
            }
          >
            Add a criterion
          </Button>
        </div>
      )}
    </>
  );
}

export function MoveButtons({
  noun,
  isFirst,
  isLast,
  onMove,
  onRemove,
}: {
  noun: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  /** null: it has to stay. */
  onRemove: (() => void) | null;
}) {
  const button = (label: string, icon: ReactNode, why: string | false, run: () => void) => (
    <Button
      variant="ghost"
      size="dense"
      square
      aria-label={label}
      disabledReason={why}
      onClick={run}
    >
      {icon}
    </Button>
  );
  const up = isFirst && "It is the first";
  const down = isLast && "It is the last";
  return (
    <span className="inline-flex">
      {button(`Move ${noun} up`, <ArrowUp aria-hidden="true" />, up, () => onMove(-1))}
      {button(`Move ${noun} down`, <ArrowDown aria-hidden="true" />, down, () => onMove(1))}
      {onRemove === null
        ? null
        : button(`Remove ${noun}`, <X aria-hidden="true" />, false, onRemove)}
    </span>
  );
}

const RULES = (Object.keys(CONSTRAINT_WORDS) as ConstraintCode[]).map((value) => ({
  value,
  label: CONSTRAINT_WORDS[value],
}));

function Constraints({
  constraints,
  choices,
  onChange,
}: {
  constraints: readonly Constraint[];
  choices: RoutingChoices;
  onChange: (constraints: readonly Constraint[]) => void;
}) {
  return (
    <>
      {constraints.map((constraint, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a constraint has no name but its place.
        <div key={index} className="flex flex-wrap items-center gap-2">
          <Choice
            label={`Limit ${index + 1}`}
            value={constraint.rule}
            options={RULES}
            onChange={(rule) => onChange(replaced(constraints, index, firstConstraint(rule)))}
          />
          <ConstraintFields
            constraint={constraint}
            choices={choices}
            onChange={(next) => onChange(replaced(constraints, index, next))}
          />
          <Choice
            label={`How firm limit ${index + 1} is`}
            value={constraint.hard ? "hard" : "soft"}
            options={[
              { value: "hard", label: "always" },
              { value: "soft", label: "where it can be kept" },
            ]}
            onChange={(firmness) =>
              onChange(replaced(constraints, index, { ...constraint, hard: firmness === "hard" }))
            }
          />
          <Button
            variant="ghost"
            size="dense"
            square
            aria-label={`Remove limit ${index + 1}`}
            onClick={() => onChange(without(constraints, index))}
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="ghost"
          size="dense"
          onClick={() => onChange([...constraints, firstConstraint("ship_complete")])}
        >
          Add a limit
        </Button>
      </div>
    </>
  );
}

const ACTIONS = (Object.keys(AFTER_WORDS) as AfterActionCode[]).map((value) => ({
  value,
  label: AFTER_WORDS[value],
}));

function After({ strategy, onChange }: Pick<StrategyEditorProps, "strategy" | "onChange">) {
  const { afterAction } = strategy;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label="What follows"
        value={afterAction.do}
        options={ACTIONS}
        onChange={(action) =>
          onChange({
            ...strategy,
            afterAction: action === "split" ? { do: action, shipmentsMax: 2 } : { do: action },
          })
        }
      />
      {afterAction.do === "split" ? (
        <>
          <span className="text-muted">over at most</span>
          <Amount
            label="Most shipments of the split"
            unit="shipments; empty: any number"
            value={afterAction.shipmentsMax}
            onChange={(shipmentsMax) =>
              onChange({ ...strategy, afterAction: { do: "split", shipmentsMax } })
            }
          />
        </>
      ) : null}
    </div>
  );
}
