"use client";

import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialog";
import { Refusal } from "./refusal";
import { useCommand } from "./use-command";

/** Everything has arrived, and no carrier will say so. */
export function DeliveryButton({ shipmentId, open }: { shipmentId: string; open: number }) {
  const client = useApiClient();
  const { run, refusal, dismiss } = useCommand(client.fulfillment.confirmDelivery.mutate);
  return (
    <>
      <ConfirmDialog
        trigger={<Button variant="primary">Confirm delivery</Button>}
        title="Confirm the delivery?"
        confirmLabel="Confirm delivery"
        onConfirm={async () => {
          await run({ shipmentId });
        }}
      >
        {`${formatCount(open, "parcel")} will be delivered as of now. The customer is told.`}
      </ConfirmDialog>
      <Refusal refusal={refusal} title="The delivery was not confirmed" onDismiss={dismiss} />
    </>
  );
}
