"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { inWords } from "@/components/admin/words";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { type ExceptionPolicy, severities } from "@/server/oms/exceptions/types";

type Props = {
  policy: ExceptionPolicy;
  owners: readonly { readonly id: string; readonly name: string }[];
};

/** In what time, at what cost and by whom exceptions of a type are handled. */
export function PolicyDialog({ policy, owners }: Props) {
  const client = useApiClient();
  const [form, setForm] = useState(() => formOf(policy));
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  return (
    <CommandDialog
      trigger="Edit"
      triggerProps={{ size: "dense", "aria-label": `Edit ${inWords(policy.type)}` }}
      title={inWords(policy.type)}
      description="Open ones get their new time, counted from when they opened. Owners they keep."
      confirm="Save"
      input={form}
      onOpen={() => setForm(formOf(policy))}
      send={async ({ idempotencyKey, input }) => {
        const sent = { idempotencyKey, input: policyOf(policy.type, input) };
        const done = await client.exceptions.savePolicy.mutate(sent);
        return `${inWords(done.type)} saved, ${formatCount(done.open, "open one", "open ones")} timed anew`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid grid-cols-2 gap-3">
            {severities.map((severity) => (
              <Field
                key={severity}
                label={`Minutes, ${severity}`}
                error={errors[`slaMinutes.${severity}`]}
                required
              >
                {(control) => (
                  <Input
                    {...control}
                    name={severity}
                    inputMode="numeric"
                    value={form[severity]}
                    onChange={(event) => set(severity)(event.target.value)}
                  />
                )}
              </Field>
            ))}
          </div>
          <Field
            label="Cost per exception a person handles, in USD"
            error={errors.costMinor}
            required
          >
            {(control) => (
              <Input
                {...control}
                name="cost"
                inputMode="decimal"
                value={form.cost}
                onChange={(event) => set("cost")(event.target.value)}
              />
            )}
          </Field>
          <Field label="Team" error={errors.team} required>
            {(control) => (
              <Input
                {...control}
                name="team"
                maxLength={60}
                value={form.team}
                onChange={(event) => set("team")(event.target.value)}
              />
            )}
          </Field>
          <SelectField
            label="Given at once to"
            error={errors.ownerId}
            name="ownerId"
            value={form.ownerId}
            placeholder="Nobody"
            options={owners.map(({ id, name }) => ({ value: id, label: name }))}
            change={(chosen) => set("ownerId")(chosen)}
          />
        </>
      )}
    </CommandDialog>
  );
}

const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

const formOf = ({ slaMinutes, costMinor, team, ownerId }: ExceptionPolicy) => ({
  low: String(slaMinutes.low),
  medium: String(slaMinutes.medium),
  high: String(slaMinutes.high),
  critical: String(slaMinutes.critical),
  cost: (costMinor / 100).toFixed(2),
  team,
  ownerId: ownerId ?? "",
});

const policyOf = (type: ExceptionPolicy["type"], form: ReturnType<typeof formOf>) => ({
  type,
  slaMinutes: {
    low: whole(form.low),
    medium: whole(form.medium),
    high: whole(form.high),
    critical: whole(form.critical),
  },
  costMinor: Math.round(Number(form.cost) * 100),
  team: form.team,
  ownerId: form.ownerId === "" ? null : form.ownerId,
});
