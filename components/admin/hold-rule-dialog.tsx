"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import {
  type HoldCondition,
  type HoldFact,
  type HoldOperator,
  type HoldSeverity,
  holdFacts,
} from "@/server/oms/orders/decide-hold-rule";
import type { HoldRuleRow } from "@/server/oms/orders/queries-holds";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { FACT_WORDS, isAmount, OPERATOR_WORDS } from "./hold-rule-words";
import { inWords } from "./words";

type TypedCondition = { key: number; fact: HoldFact; operator: HoldOperator; text: string };
type Typed = {
  name: string;
  type: string;
  severity: HoldSeverity;
  position: string;
  isActive: boolean;
  conditions: readonly TypedCondition[];
};

const FACTS = Object.keys(holdFacts) as HoldFact[];

const operatorsOf = (fact: HoldFact): readonly HoldOperator[] =>
  holdFacts[fact] === "number" ? ["above", "at_least", "below"] : ["is", "is_not"];

const typedCondition = ({ fact, operator, value }: HoldCondition, key: number): TypedCondition => ({
  key,
  fact,
  operator,
  text: isAmount(fact) ? String(Number(value) / 100) : String(value),
});

function conditionOf({ fact, operator, text }: TypedCondition): HoldCondition {
  const kind = holdFacts[fact];
  if (kind === "flag") {
    return { fact, operator, value: text !== "false" };
  }
  if (kind === "word") {
    return { fact, operator, value: text.trim() };
  }
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return { fact, operator, value: isAmount(fact) ? Math.round(number * 100) : number };
}

const typedOf = (rule: HoldRuleRow | null, types: readonly SelectOption[]): Typed =>
  rule === null
    ? {
        name: "",
        type: types[0]?.value ?? "",
        severity: "block",
        position: "",
        isActive: true,
        conditions: [{ key: 0, fact: "order_value", operator: "above", text: "10000" }],
      }
    : { ...rule, position: String(rule.position), conditions: rule.conditions.map(typedCondition) };

/** Make a rule of holds, or change one; what it would find now is said before it is saved. */
export function HoldRuleDialog({
  rule,
  types,
}: {
  rule: HoldRuleRow | null;
  types: readonly SelectOption[];
}) {
  const client = useApiClient();
  const first = typedOf(rule, types);
  const [typed, setTyped] = useState<Typed>(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const conditions = typed.conditions.map(conditionOf);
  const { name, type, severity, isActive } = typed;
  return (
    <CommandDialog
      trigger={rule === null ? "New rule" : "Change"}
      triggerProps={
        rule === null ? {} : { size: "dense", "aria-label": `Change rule ${rule.name}` }
      }
      title={rule === null ? "New rule of holds" : `Change “${rule.name}”`}
      description="It is asked of every order that comes, and of those that it holds already."
      confirm="Save rule"
      size="lg"
      input={{
        ...{ ruleId: rule?.ruleId ?? null, version: rule?.version ?? null, name, type, severity },
        ...{ position: typed.position.trim() === "" ? null : Number(typed.position), isActive },
        conditions,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.orders.saveHoldRule.mutate(request);
        return `Rule “${request.input.name}” saved`;
      }}
    >
      {(errors) => (
        <>
          <HeadFields typed={typed} change={change} errors={errors} types={types} />
          <Conditions typed={typed} change={change} errors={errors} />
          <Checkbox
            name="isActive"
            label="In force"
            checked={isActive}
            onChange={(event) => change({ isActive: event.target.checked })}
          />
          <Preview conditions={conditions} />
        </>
      )}
    </CommandDialog>
  );
}

type Fields = { typed: Typed; change: (part: Partial<Typed>) => void; errors: FieldErrors };

function HeadFields({ typed, change, errors, types }: Fields & { types: readonly SelectOption[] }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        value={typed.name}
        change={(name) => change({ name })}
        error={errors.name}
      />
      <TextField
        label="Place"
        name="position"
        isNumber
        help="1 is asked first; empty: after all others"
        value={typed.position}
        change={(position) => change({ position })}
        error={errors.position}
      />
      <SelectField
        label="What it does"
        error={errors.severity}
        name="severity"
        options={[
          { value: "block", label: "Holds the order" },
          { value: "warn", label: "Warns, and lets it go on" },
        ]}
        value={typed.severity}
        change={(chosen) => change({ severity: chosen as HoldSeverity })}
      />
      <SelectField
        label="Type of hold"
        error={errors.type}
        name="type"
        options={types}
        value={typed.type}
        change={(type) => change({ type })}
      />
    </div>
  );
}

function Conditions({ typed, change, errors }: Fields) {
  const set = (key: number, part: Partial<TypedCondition>) =>
    change({
      conditions: typed.conditions.map((each) => (each.key === key ? { ...each, ...part } : each)),
    });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">When all of this is so</legend>
      {typed.conditions.map((condition, at) => (
        <div
          key={condition.key}
          className="grid items-start gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
        >
          <Select
            aria-label={`Condition ${at + 1}`}
            options={FACTS.map((value) => ({ value, label: inWords(FACT_WORDS[value]) }))}
            value={condition.fact}
            onChange={(event) => {
              const fact = event.target.value as HoldFact;
              const [operator = "is"] = operatorsOf(fact);
              set(condition.key, {
                fact,
                operator,
                text: holdFacts[fact] === "flag" ? "true" : "",
              });
            }}
          />
          <Select
            aria-label={`Comparison ${at + 1}`}
            options={operatorsOf(condition.fact).map((value) => ({
              value,
              label: OPERATOR_WORDS[value],
            }))}
            value={condition.operator}
            onChange={(event) =>
              set(condition.key, { operator: event.target.value as HoldOperator })
            }
          />
          {holdFacts[condition.fact] === "flag" ? (
            <Select
              aria-label={`Value ${at + 1}`}
              options={[
                { value: "true", label: "so" },
                { value: "false", label: "not so" },
              ]}
              value={condition.text}
              onChange={(event) => set(condition.key, { text: event.target.value })}
            />
          ) : (
            <Input
              aria-label={`Value ${at + 1}`}
              value={condition.text}
              onChange={(event) => set(condition.key, { text: event.target.value })}
            />
          )}
          <Button
            variant="ghost"
            aria-label={`Remove condition ${at + 1}`}
            disabledReason={typed.conditions.length === 1 && "A rule has at least one condition"}
            onClick={() =>
              change({ conditions: typed.conditions.filter(({ key }) => key !== condition.key) })
            }
          >
            Remove
          </Button>
          {errors[`conditions.${at}`] ? (
            <p className="text-xs text-critical-fg sm:col-span-4">{errors[`conditions.${at}`]}</p>
          ) : null}
        </div>
      ))}
      <span>
        <Button
          size="dense"
          onClick={() =>
            change({
              conditions: [
                ...typed.conditions,
                {
                  key: Math.max(...typed.conditions.map(({ key }) => key)) + 1,
                  fact: "channel",
                  operator: "is",
                  text: "",
                },
              ],
            })
          }
        >
          Add condition
        </Button>
      </span>
    </fieldset>
  );
}

/** What it would find among the orders that are open now. */
function Preview({ conditions }: { conditions: readonly HoldCondition[] }) {
  const api = useApi();
  const isWhole = conditions.every(({ value }) => value !== "" && !Number.isNaN(value));
  const { data } = useQuery({
    ...api.orders.previewHoldRule.queryOptions({ conditions: [...conditions] }),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (data === undefined || !isWhole) {
    return (
      <Callout tone="info" title="What it finds is shown here">
        As soon as the rule is whole.
      </Callout>
    );
  }
  return (
    <div aria-live="polite">
      <Callout
        tone={data.found > 0 ? "warning" : "info"}
        title={`It finds ${data.found} of ${formatCount(data.asked, "open order")}`}
      >
        {data.first.map(({ number, reason }) => `${number}: ${reason}`).join(" · ") ||
          "None of them would be held."}
      </Callout>
    </div>
  );
}
