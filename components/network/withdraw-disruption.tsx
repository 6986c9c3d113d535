"use client";

import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";

/** A disruption is over: promises that it moved come back as far as the days are still ahead. */
export function WithdrawDisruption({ id, what }: { id: string; what: string }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger="Withdraw"
      triggerProps={{ size: "dense", "aria-label": `Withdraw disruption ${what}` }}
      title="Withdraw disruption"
      description="Plans count with it no more. Dates that it moved come back, as far as the days are still ahead, and customers hear of those that do."
      confirm="Withdraw disruption"
      run={async (reason, idempotencyKey) => {
        await client.network.withdrawDisruption.mutate({
          idempotencyKey,
          input: { disruptionId: id, reason },
        });
        return "Disruption withdrawn";
      }}
    />
  );
}
