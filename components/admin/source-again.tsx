"use client";

import { useApiClient } from "@/components/api-provider";
import { CommandButton } from "./command-button";

/** Ask the network once more for the units of a line that wait without a promise. */
export function SourceAgain({ orderId, orderLineId }: { orderId: string; orderLineId: string }) {
  const client = useApiClient();
  return (
    <CommandButton
      label="Source again"
      size="dense"
      run={async (idempotencyKey) => {
        const input = { orderId, orderLineId };
        const { sentence } = await client.sourcing.resourceLine.mutate({ idempotencyKey, input });
        return sentence;
      }}
    />
  );
}
