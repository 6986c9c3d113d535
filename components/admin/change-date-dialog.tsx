"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatDate, formatQuantity } from "@/components/format";
import { ReasonField, TextField } from "@/components/ui/text-field";
import { CommandDialog } from "./command-dialog";
import type { ReceivedSupply } from "./receive-dialog";

/** Move the day on which a supply is expected, and with it what was promised on it. */
export function ChangeDateDialog({ supply }: { supply: ReceivedSupply }) {
  const client = useApiClient();
  const [eta, setEta] = useState(supply.eta);
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      trigger="Change date"
      triggerProps={{
        size: "dense",
        "aria-label": `Change the date of ${supply.reference} ${supply.sku}`,
      }}
      title={`Change the date of ${supply.reference}`}
      description={
        supply.pegged === 0
          ? `${supply.sku} at ${supply.node}, expected ${formatDate(supply.eta)}. Nothing was promised on it.`
          : `${supply.sku} at ${supply.node}, expected ${formatDate(supply.eta)}. ${formatQuantity(supply.pegged)} units for ${formatCount(supply.orders, "order")} move with it.`
      }
      confirm="Change date"
      size="sm"
      input={{ inboundSupplyId: supply.id, eta, reason }}
      onOpen={() => {
        setEta(supply.eta);
        setReason("");
      }}
      send={async (request) => {
        const { orders } = await client.inventory.changeInbound.mutate(request);
        const moved = orders === 0 ? "no order moved" : `${formatCount(orders, "order")} moved`;
        return `${supply.reference} is now expected ${formatDate(request.input.eta)}, ${moved}`;
      }}
    >
      {(errors) => (
        <>
          <TextField
            label="Expected"
            name="eta"
            required
            type="date"
            value={eta}
            change={setEta}
            error={errors.eta}
          />
          <ReasonField
            value={reason}
            change={setReason}
            error={errors.reason}
            help="Stands in the timeline of each order that moves"
          />
        </>
      )}
    </CommandDialog>
  );
}
