"use client";

import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";

export type CancelButtonProps = {
  orderId: string;
  number: string;
  /** Why it can no longer be cancelled here; null while it can. */
  tooLate: string | null;
};

/** Cancels an order until a warehouse has it in hand; after that it says why not. */
export function CancelButton({ orderId, number, tooLate }: CancelButtonProps) {
  const client = useApiClient();
  return (
    <ReasonDialog
      danger
      trigger="Cancel order"
      triggerProps={{ variant: "danger", size: "portal", disabledReason: tooLate }}
      title={`Cancel ${number}`}
      description="Nothing of it will be sent, and the stock that was held for it goes to others."
      confirm="Cancel order"
      run={async (reason, idempotencyKey) => {
        const { units } = await client.orders.cancel.mutate({
          idempotencyKey,
          input: { orderId, reason },
        });
        return `Order cancelled, ${formatCount(units, "unit")} given back`;
      }}
    />
  );
}
