"use client";

import { CommandButton } from "@/components/admin/command-button";
import { useApiClient } from "@/components/api-provider";
import { Callout } from "@/components/ui/callout";

/** A full feed that would empty more than its guard allows: a person says whether it is so. */
export function HeldJob({ jobId, reason }: { jobId: string; reason: string | null }) {
  const client = useApiClient();
  return (
    <Callout
      tone="warning"
      title={reason ?? "It would empty more than may go unasked"}
      action={
        <span className="flex flex-wrap justify-end gap-2">
          <CommandButton
            label="Confirm and apply"
            variant="primary"
            run={async (idempotencyKey) => {
              const input = { jobId, confirm: true };
              await client.inventory.finishFeedJob.mutate({ idempotencyKey, input });
              return "Feed confirmed";
            }}
          />
          <CommandButton
            label="Dismiss"
            variant="ghost"
            run={async (idempotencyKey) => {
              await client.inventory.dismissFeedJob.mutate({ idempotencyKey, input: { jobId } });
              return "Feed dismissed";
            }}
          />
        </span>
      }
    >
      Nothing was changed.
    </Callout>
  );
}
