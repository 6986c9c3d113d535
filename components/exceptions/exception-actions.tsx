"use client";

import { CommandButton } from "@/components/admin/command-button";
import { DriftDialog } from "@/components/admin/drift-dialog";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { type ExceptionState, exceptionMachine } from "@/server/oms/exceptions/machine";
import type { DriftedPosition } from "@/server/oms/exceptions/types";
import { eventsFrom } from "@/server/oms/kernel/machine";
import { AssignToMe } from "./assign-button";
import { FixDialog } from "./fix-dialog";
import { SnoozeDialog, WakeButton } from "./snooze-dialog";

export type ExceptionActionsProps = {
  id: string;
  state: ExceptionState;
  sentence: string;
  isOwn: boolean;
  isSnoozed: boolean;
  /** A step of ours that ran out of attempts; it can be tried again. */
  isFailedStep: boolean;
  /** Books that do not agree; they can be repaired. */
  drift: DriftedPosition | null;
  rights: readonly string[];
  /** In the queue: what can be done opens in a dialog. */
  fixOn?: string;
};

/** What can be done with an open exception in its state; the server's own table says what that is. */
export function ExceptionActions(props: ExceptionActionsProps) {
  const { id, state, sentence, isOwn, isSnoozed, isFailedStep, drift, rights, fixOn } = props;
  const client = useApiClient();
  const steps = rights.includes("exceptions.resolve_exception")
    ? eventsFrom(exceptionMachine, state)
    : [];
  const decide = async (how: "resolve" | "dismiss", note: string, idempotencyKey: string) => {
    await client.exceptions.resolve.mutate({
      idempotencyKey,
      input: { exceptionId: id, how, note },
    });
    return how === "resolve" ? "Exception resolved" : "Exception dismissed";
  };
  return (
    <>
      {fixOn !== undefined && rights.includes("exceptions.apply_resolution") && (
        <span data-act="fix">
          <FixDialog id={id} sentence={sentence} today={fixOn} />
        </span>
      )}
      {isFailedStep && rights.includes("exceptions.retry_job") && (
        <CommandButton
          label="Try again"
          size="dense"
          run={async (idempotencyKey) => {
            const input = { exceptionId: id };
            await client.exceptions.retryJob.mutate({ idempotencyKey, input });
            return "Step queued again, the exception closes when it goes through";
          }}
        />
      )}
      {drift !== null && rights.includes("inventory.repair_drift") && <DriftDialog drift={drift} />}
      {!isOwn && rights.includes("exceptions.assign_exception") && (
        <span data-act="assign">
          <AssignToMe id={id} />
        </span>
      )}
      {steps.includes("start") && isOwn && (
        <CommandButton
          label="Start"
          size="dense"
          run={async (idempotencyKey) => {
            const input = { exceptionId: id, how: "start" } as const;
            await client.exceptions.resolve.mutate({ idempotencyKey, input });
            return "Work on the exception began";
          }}
        />
      )}
      {rights.includes("exceptions.snooze_exception") && isSnoozed && <WakeButton id={id} />}
      {rights.includes("exceptions.snooze_exception") && !isSnoozed && (
        <span data-act="snooze">
          <SnoozeDialog id={id} sentence={sentence} size="dense" />
        </span>
      )}
      {steps.includes("resolve") && (
        <ReasonDialog
          trigger="Resolve"
          triggerProps={{ size: "dense" }}
          title="Resolve the exception"
          description={sentence}
          label="What was done"
          name="note"
          confirm="Resolve"
          run={(note, idempotencyKey) => decide("resolve", note, idempotencyKey)}
        />
      )}
      {steps.includes("dismiss") && (
        <ReasonDialog
          trigger="Dismiss"
          triggerProps={{ size: "dense", variant: "ghost" }}
          title="Dismiss the exception"
          description={sentence}
          label="Why nothing has to be done"
          name="note"
          confirm="Dismiss"
          run={(note, idempotencyKey) => decide("dismiss", note, idempotencyKey)}
        />
      )}
    </>
  );
}
