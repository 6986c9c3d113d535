"use client";

import { CommandButton } from "@/components/admin/command-button";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatMoney } from "@/components/format";
import { WINDOW_CURRENCY } from "./window-words";

/** Ask for a window; the worker plans it. */
export function RequestWindowButton() {
  const client = useApiClient();
  return (
    <CommandButton
      label="Plan a window now"
      variant="primary"
      run={async (idempotencyKey) => {
        const done = await client.windows.request.mutate({ idempotencyKey, input: {} });
        return `${done.number} was asked for`;
      }}
    />
  );
}

/** Decide about a proposal. */
export function WindowActions({
  runId,
  number,
  mayApply,
  mayDismiss,
}: {
  runId: string;
  number: string;
  mayApply: boolean;
  mayDismiss: boolean;
}) {
  const client = useApiClient();
  return (
    <>
      {mayDismiss && (
        <ReasonDialog
          trigger="Dismiss"
          title={`Dismiss ${number}`}
          description="Every order stays as it is."
          confirm="Dismiss window"
          run={async (reason, idempotencyKey) => {
            const input = { runId, reason };
            await client.windows.dismiss.mutate({ idempotencyKey, input });
            return `${number} dismissed`;
          }}
        />
      )}
      {mayApply && (
        <CommandButton
          label="Apply"
          variant="primary"
          run={async (idempotencyKey) => {
            const done = await client.windows.applyRun.mutate({ idempotencyKey, input: { runId } });
            const left =
              done.left === 0 ? "" : `, ${formatCount(done.left, "order")} left as they were`;
            return `${formatCount(done.orders, "order")} moved, ${formatMoney(done.savedMinor, WINDOW_CURRENCY)} saved${left}`;
          }}
        />
      )}
    </>
  );
}
