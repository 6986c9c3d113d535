"use client";

import { useApiClient } from "@/components/api-provider";
import { type ExceptionState, exceptionMachine } from "@/server/oms/exceptions/machine";
import type { DriftedPosition } from "@/server/oms/exceptions/types";
import { eventsFrom } from "@/server/oms/kernel/machine";
import { CommandButton } from "./command-button";
import { DriftDialog } from "./drift-dialog";
import { ReasonDialog } from "./reason-dialog";

export type ExceptionActionsProps = {
  id: string;
  state: ExceptionState;
  sentence: string;
  /** A step of ours that ran out of attempts; it can be tried again. */
  isFailedStep: boolean;
  /** Books that do not agree; they can be repaired. */
  drift: DriftedPosition | null;
  rights: readonly string[];
};

/** What can be done with an open exception in its state; the server's own table says what that is. */
export function ExceptionActions({
  id,
  state,
  sentence,
  isFailedStep,
  drift,
  rights,
}: ExceptionActionsProps) {
  const client = useApiClient();
  const mayDecide = rights.includes("exceptions.resolve_exception");
  const steps = mayDecide ? eventsFrom(exceptionMachine, state) : [];
  const decide = async (how: "resolve" | "dismiss", note: string, idempotencyKey: string) => {
    await client.reporting.resolveException.mutate({
      idempotencyKey,
      input: { exceptionId: id, how, note },
    });
    return how === "resolve" ? "Exception resolved" : "Exception dismissed";
  };
  return (
    <>
      {isFailedStep && rights.includes("exceptions.retry_job") && (
        <CommandButton
          label="Try again"
          size="dense"
          run={async (idempotencyKey) => {
            const input = { exceptionId: id };
            await client.reporting.retryJob.mutate({ idempotencyKey, input });
            return "Step queued again, the exception closes when it goes through";
          }}
        />
      )}
      {drift !== null && rights.includes("inventory.repair_drift") && <DriftDialog drift={drift} />}
      {steps.includes("acknowledge") && (
        <CommandButton
          label="Take in hand"
          size="dense"
          run={async (idempotencyKey) => {
            const input = { exceptionId: id, how: "acknowledge" } as const;
            await client.reporting.resolveException.mutate({ idempotencyKey, input });
            return "Exception taken in hand";
          }}
        />
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
