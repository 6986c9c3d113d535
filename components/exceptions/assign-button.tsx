"use client";

import { useState } from "react";
import { CommandButton } from "@/components/admin/command-button";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { SelectField } from "@/components/ui/select-field";

type Size = "dense" | "default";

/** Take it oneself. */
export function AssignToMe({ id, size = "dense" }: { id: string; size?: Size }) {
  const client = useApiClient();
  return (
    <CommandButton
      label="Assign to me"
      {...(size === "dense" ? { size } : {})}
      run={async (idempotencyKey) => {
        await client.exceptions.assign.mutate({ idempotencyKey, input: { exceptionId: id } });
        return "Exception assigned to you";
      }}
    />
  );
}

export type AssignDialogProps = {
  id: string;
  sentence: string;
  owners: readonly { readonly id: string; readonly name: string }[];
};

/** Give it to somebody else, or to nobody. */
export function AssignDialog({ id, sentence, owners }: AssignDialogProps) {
  const client = useApiClient();
  const [ownerId, setOwner] = useState("");
  return (
    <CommandDialog
      trigger="Assign"
      triggerProps={{}}
      title="Assign the exception"
      description={sentence}
      confirm="Assign"
      size="sm"
      input={{ exceptionId: id, ownerId: ownerId === "" ? null : ownerId }}
      onOpen={() => setOwner("")}
      send={async (request) => {
        const { owner } = await client.exceptions.assign.mutate(request);
        return owner === null ? "Exception given to nobody" : `Exception assigned to ${owner}`;
      }}
    >
      {(errors) => (
        <SelectField
          label="Owner"
          error={errors.ownerId}
          name="ownerId"
          value={ownerId}
          placeholder="Nobody"
          options={owners.map(({ id: value, name }) => ({ value, label: name }))}
          change={setOwner}
        />
      )}
    </CommandDialog>
  );
}
