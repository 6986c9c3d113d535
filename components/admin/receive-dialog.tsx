"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { CommandDialog } from "./command-dialog";

export type ReceivedSupply = {
  id: string;
  reference: string;
  sku: string;
  node: string;
  quantity: number;
  received: number;
  pegged: number;
  orders: number;
  eta: string;
};

/** Book units of a supply into a node's stock: all that is still to come, or a part of it. */
export function ReceiveDialog({ supply }: { supply: ReceivedSupply }) {
  const client = useApiClient();
  const open = supply.quantity - supply.received;
  const [typed, setTyped] = useState(String(open));
  const quantity = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return (
    <CommandDialog
      trigger="Receive"
      triggerProps={{ size: "dense", "aria-label": `Receive ${supply.reference} ${supply.sku}` }}
      title={`Receive ${supply.reference}`}
      description={`${supply.sku} at ${supply.node}: ${formatCount(open, "unit")} to come, ${formatQuantity(supply.pegged)} of them promised to ${formatCount(supply.orders, "order")}.`}
      confirm="Receive"
      size="sm"
      input={{ inboundSupplyId: supply.id, quantity }}
      onOpen={() => setTyped(String(open))}
      send={async (request) => {
        const done = await client.inventory.receive.mutate(request);
        const served =
          done.allocated === 0
            ? ""
            : `, ${formatQuantity(done.allocated)} went to ${formatCount(done.orders, "waiting order")}`;
        return `${formatCount(done.received, "unit")} of ${supply.sku} received at ${supply.node}${served}`;
      }}
    >
      {(errors) => (
        <Field label="Units received" required error={errors.quantity}>
          {(control) => (
            <Input
              {...control}
              name="quantity"
              inputMode="numeric"
              autoComplete="off"
              className="figures"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onFocus={(event) => event.target.select()}
            />
          )}
        </Field>
      )}
    </CommandDialog>
  );
}
