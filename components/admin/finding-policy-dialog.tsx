"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Select, type SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import type { FindingSeverity } from "@/server/oms/intake/decide-severity";
import type { FindingPolicy } from "@/server/oms/intake/queries-severities";
import { CommandDialog } from "./command-dialog";
import { FINDING_WORDS, severityWords } from "./finding-words";

/** What stands for all channels, and for taking back what was set. */
const NONE = "";

/** Say how severe a finding is, at all doors or at one. */
export function FindingPolicyDialog({
  policy,
  channels,
}: {
  policy: FindingPolicy;
  channels: readonly SelectOption[];
}) {
  const client = useApiClient();
  const { code, severities } = policy;
  const setFor = (channelCode: string) =>
    policy.set.find((set) => (set.channelCode ?? NONE) === channelCode) ?? null;
  const first = { channelCode: NONE, severity: setFor(NONE)?.severity ?? NONE };
  const [typed, setTyped] = useState<{ channelCode: string; severity: string }>(first);
  const { channelCode, severity } = typed;
  return (
    <CommandDialog
      trigger="Change"
      triggerProps={{ size: "dense", "aria-label": `Change “${FINDING_WORDS[code]}”` }}
      title={FINDING_WORDS[code]}
      description="It holds for orders that come from now on. What is set for a channel goes before what is set for all."
      confirm="Save severity"
      input={{
        code,
        channelCode: channelCode === NONE ? null : channelCode,
        severity: severity === NONE ? null : (severity as FindingSeverity),
        version: setFor(channelCode)?.version ?? null,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.orders.saveFindingPolicy.mutate(request);
        return "Severity saved";
      }}
    >
      {(errors) => (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Channel" error={errors.channelCode}>
            {(control) => (
              <Select
                {...control}
                name="channelCode"
                options={[{ value: NONE, label: "All channels" }, ...channels]}
                value={channelCode}
                onChange={(event) =>
                  setTyped({
                    channelCode: event.target.value,
                    severity: setFor(event.target.value)?.severity ?? NONE,
                  })
                }
              />
            )}
          </Field>
          <SelectField
            label="Severity"
            error={errors.severity}
            name="severity"
            options={[
              { value: NONE, label: channelCode === NONE ? "As usual" : "As for all channels" },
              ...severities.map((value) => ({ value, label: severityWords(code, value) })),
            ]}
            value={severity}
            change={(chosen) => setTyped({ ...typed, severity: chosen })}
          />
        </div>
      )}
    </CommandDialog>
  );
}
