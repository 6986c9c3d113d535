"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { RuleRow } from "@/server/oms/inventory/queries-rules";
import { isTotal, type RuleEffect, ruleEffects } from "@/server/oms/inventory/types";
import { CommandDialog, type FieldErrors } from "./command-dialog";

export type RuleChoices = {
  channels: readonly SelectOption[];
  nodes: readonly SelectOption[];
  nodeKinds: readonly SelectOption[];
  categories: readonly SelectOption[];
};

const EFFECT_WORDS: Record<RuleEffect, string> = {
  hold_units: "Leaves units there",
  hold_percent: "Leaves a share of what is on hand",
  cap_units: "Sells at most",
  exclude: "Sells none",
  hold_total: "Leaves units of the total over all nodes",
  cap_total: "Offers at most, over all nodes",
  quota_total: "Sells at most from a day on, over all nodes",
};

type Typed = {
  channelCode: string;
  place: string;
  category: string;
  sku: string;
  effect: RuleEffect;
  amount: string;
  atLeast: string;
  atMost: string;
  from: string;
  until: string;
  position: string;
  note: string;
};

const BLANK: Typed = {
  channelCode: "",
  place: "",
  category: "",
  sku: "",
  effect: "hold_units",
  amount: "",
  atLeast: "",
  atMost: "",
  from: "",
  until: "",
  position: "",
  note: "",
};

const dayOf = (at: Date | null) => at?.toISOString().slice(0, 10) ?? "";
const textOf = (value: number | null) => (value === null ? "" : String(value));

function typedOf(rule: RuleRow): Typed {
  return {
    channelCode: rule.channelCode ?? "",
    place: rule.nodeCode === null ? (rule.nodeKind ?? "") : `@${rule.nodeCode}`,
    category: rule.category ?? "",
    sku: rule.sku ?? "",
    effect: rule.effect,
    amount: textOf(rule.amount),
    atLeast: textOf(rule.atLeast),
    atMost: textOf(rule.atMost),
    from: dayOf(rule.startsAt),
    until: dayOf(rule.endsAt),
    position: String(rule.position),
    note: rule.note,
  };
}

/** Digits as a number; anything else is left to be refused at its control. */
const unitsOf = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
const optionalUnits = (text: string) => (text.trim() === "" ? null : unitsOf(text));
const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
const startOf = (day: string) => (day === "" ? null : new Date(`${day}T00:00:00Z`));

function inputOf(typed: Typed, rule: RuleRow | null) {
  const isShare = typed.effect === "hold_percent";
  const place = isTotal(typed.effect) ? "" : typed.place;
  const isNode = place.startsWith("@");
  return {
    ruleId: rule?.ruleId ?? null,
    version: rule?.version ?? null,
    position: optionalUnits(typed.position),
    channelCode: orNull(typed.channelCode),
    nodeCode: isNode ? place.slice(1) : null,
    nodeKind: isNode ? null : orNull(place),
    category: orNull(typed.category),
    sku: orNull(typed.sku),
    effect: typed.effect,
    amount: typed.effect === "exclude" ? 0 : unitsOf(typed.amount),
    atLeast: isShare ? optionalUnits(typed.atLeast) : null,
    atMost: isShare ? optionalUnits(typed.atMost) : null,
    startsAt: startOf(typed.from),
    endsAt: startOf(typed.until),
    note: typed.note,
  };
}

/** Make a rule or a new version of one; what it would keep back is said before it is saved. */
export function RuleDialog({ rule, choices }: { rule: RuleRow | null; choices: RuleChoices }) {
  const client = useApiClient();
  const first = rule === null ? BLANK : typedOf(rule);
  const [typed, setTyped] = useState(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const input = inputOf(typed, rule);
  return (
    <CommandDialog
      trigger={rule === null ? "New rule" : "Change"}
      triggerProps={
        rule === null
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Change rule ${rule.position}` }
      }
      title={rule === null ? "New rule" : `Change rule ${rule.position}`}
      description="The first rule that names a channel, node and SKU decides alone; of the rules about the total, the first that leaves some of it and the first that bounds it."
      confirm="Save rule"
      size="lg"
      input={input}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const saved = await client.inventory.saveRule.mutate(request);
        return `Rule ${saved.position} saved as version ${saved.version}`;
      }}
    >
      {(errors) => (
        <>
          <ScopeFields typed={typed} change={change} choices={choices} errors={errors} />
          <EffectFields typed={typed} change={change} errors={errors} />
          <Field label="What it is for" required error={errors.note}>
            {(control) => (
              <Textarea
                {...control}
                name="note"
                rows={2}
                maxLength={500}
                value={typed.note}
                onChange={(event) => change({ note: event.target.value })}
              />
            )}
          </Field>
          <Preview input={input} />
        </>
      )}
    </CommandDialog>
  );
}

type Fields = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  errors: FieldErrors;
};

function ScopeFields({ typed, change, choices, errors }: Fields & { choices: RuleChoices }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Channel"
        error={errors.channelCode}
        name="channelCode"
        placeholder="Every channel"
        options={choices.channels}
        value={typed.channelCode}
        change={(channelCode) => change({ channelCode })}
      />
      <SelectField
        label="Node"
        error={errors.nodeCode ?? errors.nodeKind}
        name="nodeCode"
        placeholder={isTotal(typed.effect) ? "All nodes together" : "Every node"}
        options={isTotal(typed.effect) ? [] : [...choices.nodeKinds, ...choices.nodes]}
        value={isTotal(typed.effect) ? "" : typed.place}
        change={(place) => change({ place })}
      />
      <SelectField
        label="Category"
        error={errors.category}
        name="category"
        placeholder="Every category"
        options={choices.categories}
        value={typed.category}
        change={(category) => change({ category })}
      />
      <TextField
        label="SKU"
        name="sku"
        isIdent
        help="Empty: every SKU"
        value={typed.sku}
        change={(sku) => change({ sku })}
        error={errors.sku}
      />
    </div>
  );
}

function EffectFields({ typed, change, errors }: Fields) {
  const number = (name: "amount" | "atLeast" | "atMost" | "position", label: string, help = "") => (
    <Field label={label} error={errors[name]} {...(help === "" ? {} : { help })}>
      {(control) => (
        <Input
          {...control}
          name={name}
          inputMode="numeric"
          autoComplete="off"
          className="figures"
          value={typed[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const day = (name: "from" | "until", field: "startsAt" | "endsAt", label: string) => (
    <TextField
      label={label}
      name={field}
      type="date"
      help="0:00 UTC; empty: no limit"
      value={typed[name]}
      change={(value) => change({ [name]: value })}
      error={errors[field]}
    />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="What it does"
        error={errors.effect}
        name="effect"
        options={ruleEffects.map((value) => ({ value, label: EFFECT_WORDS[value] }))}
        value={typed.effect}
        change={(chosen) => change({ effect: chosen as RuleEffect })}
      />
      {typed.effect === "exclude" ? (
        <span />
      ) : (
        number("amount", typed.effect === "hold_percent" ? "Percent" : "Units")
      )}
      {typed.effect === "hold_percent" ? (
        <>
          {number("atLeast", "At least", "Units; empty: no limit")}
          {number("atMost", "At most", "Units; empty: no limit")}
        </>
      ) : null}
      {day("from", "startsAt", "From")}
      {day("until", "endsAt", "Until")}
      {number("position", "Place", "1 is asked first; empty: after all others")}
    </div>
  );
}

/** What the rule would do to the stock there is now. */
function Preview({ input }: { input: ReturnType<typeof inputOf> }) {
  const api = useApi();
  const isWhole = Object.values(input).every((value) => !Number.isNaN(value));
  const { data } = useQuery({
    ...api.inventory.previewRule.queryOptions({ ...input, note: "Preview" }),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (data === undefined || !isWhole) {
    return (
      <Callout tone="info" title="What it keeps back is shown here">
        As soon as the rule is whole.
      </Callout>
    );
  }
  const { impact, shadowedBy, channels } = data;
  const moved = channels.filter(({ before, after }) => before !== after);
  return (
    <div aria-live="polite">
      <Callout
        tone={shadowedBy === null && impact.positions > 0 ? "info" : "warning"}
        title={titleOf(impact, shadowedBy)}
      >
        {moved.length === 0
          ? "No channel's sellable stock moves now."
          : moved
              .map(
                ({ code, before, after }) =>
                  `${code}: ${formatQuantity(before)} to ${formatQuantity(after)} sellable`,
              )
              .join(" · ")}
      </Callout>
    </div>
  );
}

function titleOf(
  impact: { positions: number; skus: number; units: number },
  shadowedBy: number | null,
): string {
  if (shadowedBy !== null) {
    return `Rule ${shadowedBy} stands before it and leaves it nothing to decide`;
  }
  return impact.positions === 0
    ? "It decides about no stock that is there now"
    : `Keeps back ${formatCount(impact.units, "unit")} of ${formatCount(impact.skus, "SKU")}`;
}
