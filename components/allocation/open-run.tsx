"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { AllocationPolicy } from "@/server/oms/scarcity/types";

type Props = {
  /** Their codes; none: every SKU that somebody waits for. */
  readonly skus: readonly string[];
  /** The one that is tried; null: the published one. */
  readonly policy: AllocationPolicy | null;
};

/** Keep what a policy would do as a run, and go there: nothing moves before it is approved. */
export function OpenRun({ skus, policy }: Props) {
  const client = useApiClient();
  const router = useRouter();
  const [note, setNote] = useState("");
  return (
    <CommandDialog
      trigger={skus.length === 0 ? "Re-allocate all" : "Re-allocate"}
      triggerProps={{ variant: "primary" }}
      title={skus.length === 0 ? "Re-allocate every short SKU" : `Re-allocate ${skus.join(", ")}`}
      description="A run is made that shows each line before and after. Nothing moves before it is approved."
      confirm="Make run"
      size="sm"
      input={{ skus: [...skus], policy, note }}
      onOpen={() => setNote("")}
      send={async (request) => {
        const run = await client.allocation.openRun.mutate(request);
        router.push(`/admin/allocation/runs/${run.number}`);
        return `${run.number} made, ${formatCount(run.lines, "line")}`;
      }}
    >
      {(errors) => (
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
      )}
    </CommandDialog>
  );
}
