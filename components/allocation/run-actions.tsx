"use client";

import { CommandButton } from "@/components/admin/command-button";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";

type Props = {
  readonly run: { id: string; number: string; version: number; state: "simulated" | "approved" };
  /** What applying would do, in a sentence. */
  readonly effect: string;
  readonly mayApprove: boolean;
  readonly mayApply: boolean;
  /** Who approves is not to apply, and this reader approved it, or would. */
  readonly isForAnother: boolean;
};

/** What may be done with a run that is not over: decide it again, put it aside, approve it, apply it. */
export function RunActions({ run, effect, mayApprove, mayApply, isForAnother }: Props) {
  const client = useApiClient();
  const { id: runId, version, number, state } = run;
  const approve = async (reason: string, idempotencyKey: string, isApplied: boolean) => {
    const input = { runId, version, reason, isApplied };
    return (await client.allocation.approveRun.mutate({ idempotencyKey, input })).applied;
  };
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
      {mayApprove && (
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
      )}
      {state === "simulated" && mayApprove && (
        <ReasonDialog
          trigger="Approve"
          {...(mayApply && !isForAnother ? {} : { triggerProps: { variant: "primary" as const } })}
          title={`Approve ${number}`}
          description={`${effect}. Nothing moves before it is applied.`}
          confirm="Approve run"
          run={async (reason, idempotencyKey) => {
            await approve(reason, idempotencyKey, false);
            return `${number} approved`;
          }}
        />
      )}
      {state === "simulated" && mayApprove && mayApply && !isForAnother && (
        <ReasonDialog
          trigger="Approve and apply"
          triggerProps={{ variant: "primary" }}
          title={`Approve and apply ${number}`}
          description={effect}
          confirm="Approve and apply"
          run={async (reason, idempotencyKey) =>
            appliedSentence(number, await approve(reason, idempotencyKey, true))
          }
        />
      )}
      {state === "approved" && mayApply && (
        <CommandButton
          label="Apply"
          variant="primary"
          {...(isForAnother
            ? { disabledReason: "You approved it: the policy asks for somebody else to apply it" }
            : {})}
          run={async (idempotencyKey) => {
            const input = { runId, version };
            const done = await client.allocation.applyRun.mutate({ idempotencyKey, input });
            return appliedSentence(number, done);
          }}
        />
      )}
    </>
  );
}

function appliedSentence(number: string, done: { orders: number; moved: number } | null): string {
  const { orders, moved } = done ?? { orders: 0, moved: 0 };
  const promises = moved === 0 ? "no promise moved" : `${formatCount(moved, "promise")} moved`;
  return `${number} applied to ${formatCount(orders, "order")}, ${promises}`;
}
