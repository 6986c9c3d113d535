"use client";

import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { inWords } from "@/components/admin/words";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { companyTiers } from "@/server/oms/customers/types";
import { kindsFor, labelOf } from "@/server/oms/desk/decide-resolution";
import type { PlaybookRow } from "@/server/oms/desk/queries-playbooks";
import type { ResolutionKind } from "@/server/oms/desk/types";
import { type ExceptionType, exceptionTypes, severities } from "@/server/oms/exceptions/types";
import { conditionsOf, type PlaybookForm } from "./playbook-form";
import { PlaybookPreview } from "./playbook-preview";

type Props = {
  playbook: PlaybookRow | null;
  nodes: readonly { readonly code: string; readonly name: string }[];
  today: string;
};

/** Every step that can resolve some exception of a type, whatever it is about. */
const kindsOf = (type: ExceptionType): ResolutionKind[] => [
  ...new Set(
    [null, "work"].flatMap((workId) =>
      ["approval", "on_hold", ""].flatMap((why) => kindsFor({ type, detail: { why }, workId })),
    ),
  ),
];
const TYPES = exceptionTypes.filter((type) => kindsOf(type).length > 0);

function formOf(playbook: PlaybookRow | null): PlaybookForm {
  const [type = "cutoff_missed"] = TYPES;
  const conditions = playbook?.conditions;
  return {
    name: playbook?.name ?? "",
    type: playbook?.type ?? type,
    kind: playbook?.kind ?? kindsOf(type)[0] ?? "wait",
    mode: playbook?.mode ?? "proposal",
    isOn: playbook?.isOn ?? true,
    severities: conditions?.severities ?? [],
    tiers: conditions?.tiers ?? [],
    node: conditions?.nodes[0] ?? "",
    stake: conditions?.stakeMaxMinor == null ? "" : String(conditions.stakeMaxMinor / 100),
    age: String(conditions?.ageMinutes ?? 0),
  };
}

/** A rule: for what, what to do, by itself or as a proposal; with a dry run over what is open now. */
export function PlaybookDialog({ playbook, nodes, today }: Props) {
  const client = useApiClient();
  const [form, setForm] = useState(() => formOf(playbook));
  return (
    <CommandDialog
      trigger={playbook === null ? "New playbook" : "Edit"}
      triggerProps={
        playbook === null
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Edit ${playbook.name}` }
      }
      title={playbook === null ? "New playbook" : playbook.name}
      confirm="Save"
      size="lg"
      input={form}
      onOpen={() => setForm(formOf(playbook))}
      send={async ({ idempotencyKey, input }) => {
        const { name, type, kind, mode, isOn } = input;
        const saved = await client.exceptions.savePlaybook.mutate({
          idempotencyKey,
          input: {
            ...(playbook === null ? {} : { playbookId: playbook.playbookId }),
            name,
            type,
            kind,
            mode,
            isOn,
            conditions: conditionsOf(input),
          },
        });
        return `${saved.name} saved as version ${saved.version}`;
      }}
    >
      {(errors) => (
        <>
          <RuleFields form={form} setForm={setForm} errors={errors} />
          <ConditionFields form={form} setForm={setForm} errors={errors} nodes={nodes} />
          <PlaybookPreview form={form} today={today} />
        </>
      )}
    </CommandDialog>
  );
}

type FieldsProps = {
  form: PlaybookForm;
  setForm: (form: PlaybookForm) => void;
  errors: FieldErrors;
};

function RuleFields({ form, setForm, errors }: FieldsProps) {
  return (
    <>
      <Field label="Name" error={errors.name} required>
        {(control) => (
          <Input
            {...control}
            name="name"
            maxLength={80}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="For exceptions of type" error={errors.type}>
          {(control) => (
            <Select
              {...control}
              name="type"
              value={form.type}
              options={TYPES.map((type) => ({ value: type, label: inWords(type) }))}
              onChange={(event) => {
                const type = TYPES.find((known) => known === event.target.value) ?? form.type;
                setForm({ ...form, type, kind: kindsOf(type)[0] ?? form.kind });
              }}
            />
          )}
        </Field>
        <Field label="Do this" error={errors.kind}>
          {(control) => (
            <Select
              {...control}
              name="kind"
              value={form.kind}
              options={kindsOf(form.type).map((kind) => ({
                value: kind,
                label: labelOf(kind, form.type),
              }))}
              onChange={(event) => {
                const kinds = kindsOf(form.type);
                setForm({
                  ...form,
                  kind: kinds.find((known) => known === event.target.value) ?? form.kind,
                });
              }}
            />
          )}
        </Field>
      </div>
      <fieldset className="flex flex-wrap gap-4">
        <legend className="mb-1 text-sm font-medium">How</legend>
        <Checkbox
          kind="radio"
          name="mode"
          checked={form.mode === "proposal"}
          onChange={() => setForm({ ...form, mode: "proposal" })}
          label="Propose it"
        />
        <Checkbox
          kind="radio"
          name="mode"
          checked={form.mode === "automatic"}
          onChange={() => setForm({ ...form, mode: "automatic" })}
          label="Do it by itself"
        />
        <Checkbox
          checked={form.isOn}
          onChange={() => setForm({ ...form, isOn: !form.isOn })}
          label="On"
        />
      </fieldset>
    </>
  );
}

const toggled = <T,>(list: readonly T[], value: T): readonly T[] =>
  list.includes(value) ? list.filter((each) => each !== value) : [...list, value];

function ConditionFields({ form, setForm, errors, nodes }: FieldsProps & Pick<Props, "nodes">) {
  return (
    <>
      <fieldset className="flex flex-wrap gap-4">
        <legend className="mb-1 text-sm font-medium">Only of severity</legend>
        {severities.map((severity) => (
          <Checkbox
            key={severity}
            checked={form.severities.includes(severity)}
            onChange={() => setForm({ ...form, severities: toggled(form.severities, severity) })}
            label={inWords(severity)}
          />
        ))}
      </fieldset>
      <fieldset className="flex flex-wrap gap-4">
        <legend className="mb-1 text-sm font-medium">Only for customers of tier</legend>
        {companyTiers.map((tier) => (
          <Checkbox
            key={tier}
            checked={form.tiers.includes(tier)}
            onChange={() => setForm({ ...form, tiers: toggled(form.tiers, tier) })}
            label={inWords(tier)}
          />
        ))}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          label="Only at node"
          name="node"
          value={form.node}
          placeholder="Any"
          options={nodes.map(({ code, name }) => ({ value: code, label: name }))}
          change={(chosen) => setForm({ ...form, node: chosen })}
        />
        <Field label="Worth at most, USD" error={errors["conditions.stakeMaxMinor"]}>
          {(control) => (
            <Input
              {...control}
              name="stake"
              inputMode="decimal"
              value={form.stake}
              onChange={(event) => setForm({ ...form, stake: event.target.value })}
            />
          )}
        </Field>
        <Field label="Open for minutes" error={errors["conditions.ageMinutes"]}>
          {(control) => (
            <Input
              {...control}
              name="age"
              inputMode="numeric"
              value={form.age}
              onChange={(event) => setForm({ ...form, age: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}
