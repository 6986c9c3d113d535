"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatDuration } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Timer } from "@/server/oms/exceptions/types";

/** How long something may stand still before it is somebody's work. */
export function TimerDialog({
  name,
  label,
  minutes,
}: {
  name: Timer;
  label: string;
  minutes: number;
}) {
  const client = useApiClient();
  const [text, setText] = useState(String(minutes));
  return (
    <CommandDialog
      trigger="Edit"
      triggerProps={{ size: "dense", "aria-label": `Edit: ${label}` }}
      title={label}
      confirm="Save"
      size="sm"
      input={text}
      onOpen={() => setText(String(minutes))}
      send={async ({ idempotencyKey, input }) => {
        const value = /^\d+$/.test(input.trim()) ? Number(input) : Number.NaN;
        const done = await client.exceptions.setTimer.mutate({
          idempotencyKey,
          input: { name, minutes: value },
        });
        return `${label}: ${formatDuration(done.minutes * 60_000)}`;
      }}
    >
      {(errors) => (
        <Field label="Minutes" error={errors.minutes} required>
          {(control) => (
            <Input
              {...control}
              name="minutes"
              inputMode="numeric"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
    </CommandDialog>
  );
}
