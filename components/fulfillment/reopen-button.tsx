"use client";

import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { Refusal } from "./refusal";
import { useCommand } from "./use-command";

/** Parcels that were closed too early, as long as the carrier knows nothing of them. */
export function ReopenButton({ workId }: { workId: string }) {
  const client = useApiClient();
  const { run, isPending, refusal, dismiss } = useCommand(client.fulfillment.reopenPacking.mutate);
  return (
    <>
      <Button
        pending={isPending && "Opening…"}
        onClick={() => void run({ fulfillmentOrderId: workId })}
      >
        Pack again
      </Button>
      <Refusal refusal={refusal} title="The parcels stay closed" onDismiss={dismiss} />
    </>
  );
}
