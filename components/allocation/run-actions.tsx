"use client";

import { CommandButton } from "@/components/admin/command-button";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";

type Props = {
  readonly run: { id: string; number: string; version: number };
  /** What approval would do, in a sentence. */
  readonly effect: string;
  readonly mayApprove: boolean;
};

/** What may be done with a run that waits: decide it again, put it aside, approve it. */
export function RunActions({ run, effect, mayApprove }: Props) {
  const client = useApiClient();
  const { id: runId, version, number } = run;
  return (
    <>
      <CommandButton
        label="Decide again"
        run={async (idempotencyKey) => {
          const input = { runId, version };
          const again = await client.allocation.refreshRun.mutate({ idempotencyKey, input });
          return `${number} decided again, ${formatCount(again.lines, "line")}`;
        }}
      />
      {mayApprove ? (
        <>
          <ReasonDialog
            trigger="Dismiss"
            title={`Dismiss ${number}`}
            description="Nothing moves. The run is kept with the reason."
            confirm="Dismiss run"
            run={async (reason, idempotencyKey) => {
              const input = { runId, version, reason };
              await client.allocation.dismissRun.mutate({ idempotencyKey, input });
              return `${number} dismissed`;
            }}
          />
          <ReasonDialog
            trigger="Approve"
            triggerProps={{ variant: "primary" }}
            title={`Approve ${number}`}
            description={effect}
            confirm="Approve run"
            run={async (reason, idempotencyKey) => {
              const input = { runId, version, reason };
              const done = await client.allocation.approveRun.mutate({ idempotencyKey, input });
              const moved =
                done.moved === 0
                  ? "no promise moved"
                  : `${formatCount(done.moved, "promise")} moved`;
              return `${number} applied to ${formatCount(done.orders, "order")}, ${moved}`;
            }}
          />
        </>
      ) : null}
    </>
  );
}
