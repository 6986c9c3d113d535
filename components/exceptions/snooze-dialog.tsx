"use client";

import { useState } from "react";
import { CommandButton } from "@/components/admin/command-button";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";

const CHOICES = [
  { hours: 1, label: "An hour" },
  { hours: 4, label: "Four hours" },
  { hours: 24, label: "A day" },
  { hours: 72, label: "Three days" },
  { hours: 168, label: "A week" },
] as const;

/** Put it off: it comes back by itself, and closes itself meanwhile when its cause clears. */
export function SnoozeDialog({
  id,
  sentence,
  size,
}: {
  id: string;
  sentence: string;
  size?: "dense";
}) {
  const client = useApiClient();
  const [hours, setHours] = useState<number>(4);
  const [note, setNote] = useState("");
  return (
    <CommandDialog
      trigger="Snooze"
      triggerProps={size === undefined ? {} : { size }}
      title="Snooze the exception"
      description={sentence}
      confirm="Snooze"
      size="sm"
      input={{ hours, note }}
      onOpen={() => {
        setHours(4);
        setNote("");
      }}
      send={async ({ idempotencyKey, input }) => {
        const until = new Date(Date.now() + input.hours * 3_600_000).toISOString();
        await client.exceptions.snooze.mutate({
          idempotencyKey,
          input: { exceptionId: id, until, note: input.note },
        });
        return "Exception snoozed, it comes back by itself";
      }}
    >
      {(errors) => (
        <>
          <fieldset className="grid gap-2">
            <legend className="mb-2 text-sm font-medium">For how long</legend>
            {CHOICES.map((choice) => (
              <Checkbox
                key={choice.hours}
                kind="radio"
                name="hours"
                checked={hours === choice.hours}
                onChange={() => setHours(choice.hours)}
                label={choice.label}
              />
            ))}
          </fieldset>
          <Field label="Note" error={errors.note}>
            {(control) => (
              <Textarea
                {...control}
                name="note"
                rows={2}
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}

/** Bring it back now. */
export function WakeButton({ id }: { id: string }) {
  const client = useApiClient();
  return (
    <CommandButton
      label="Wake"
      size="dense"
      run={async (idempotencyKey) => {
        const input = { exceptionId: id, until: null };
        await client.exceptions.snooze.mutate({ idempotencyKey, input });
        return "Exception is back in the queue";
      }}
    />
  );
}
