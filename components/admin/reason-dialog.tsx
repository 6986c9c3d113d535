"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { CommandDialog, type CommandDialogProps } from "./command-dialog";

export type ReasonDialogProps = Pick<
  CommandDialogProps<string>,
  "trigger" | "triggerProps" | "title" | "description" | "confirm" | "danger"
> & {
  /** What is asked for: "Reason" unless told otherwise. */
  label?: string;
  /** The command's own name of it. */
  name?: string;
  isOptional?: boolean;
  /** Ask for it; answers what was done, in the past tense. */
  run: (reason: string, idempotencyKey: string) => Promise<string>;
};

/** A step that wants a reason. */
export function ReasonDialog({
  label = "Reason",
  name = "reason",
  isOptional = false,
  run,
  ...dialog
}: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      input={reason}
      onOpen={() => setReason("")}
      send={({ idempotencyKey, input }) => run(input, idempotencyKey)}
    >
      {(errors) => (
        <Field label={label} error={errors[name]} required={!isOptional}>
          {(control) => (
            <Textarea
              {...control}
              name={name}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              rows={3}
              maxLength={500}
            />
          )}
        </Field>
      )}
    </CommandDialog>
  );
}
