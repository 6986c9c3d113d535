"use client";

import { useApiClient } from "@/components/api-provider";
import { ReasonDialog } from "./reason-dialog";

/** Give a parked order up; it stays on record as it was sent. */
export function ReasonDiscard({
  id,
  number,
  version,
}: {
  id: string;
  number: string;
  version: number;
}) {
  const client = useApiClient();
  return (
    <ReasonDialog
      danger
      trigger="Discard"
      triggerProps={{ variant: "danger" }}
      title={`Discard ${number}`}
      description="No order comes of it. It stays on record as it was sent."
      confirm="Discard order"
      run={async (reason, idempotencyKey) => {
        await client.orders.discardParked.mutate({
          idempotencyKey,
          input: { parkedId: id, version, reason },
        });
        return `${number} was discarded`;
      }}
    />
  );
}
