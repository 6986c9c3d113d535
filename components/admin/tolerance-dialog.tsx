"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { CreditRow } from "@/server/oms/customers/queries-credit";
import { CommandDialog } from "./command-dialog";

const inPercent = (bp: number | null): string => (bp === null ? "" : String(bp / 100));
const inBp = (text: string): number | null =>
  text.trim() === "" ? null : Math.round(Number(text) * 100);

/** What is agreed with a customer about prices that are off ours, and the margin that must be left. */
export function ToleranceDialog({ customer }: { customer: CreditRow }) {
  const client = useApiClient();
  const { companyId, name } = customer;
  const first = {
    price: inPercent(customer.priceToleranceBp),
    margin: inPercent(customer.marginMinBp),
    reason: "",
  };
  const [typed, setTyped] = useState(first);
  return (
    <CommandDialog
      trigger="Set tolerances"
      triggerProps={{ size: "dense", "aria-label": `Set the tolerances of ${name}` }}
      title={`Tolerances of ${name}`}
      description="They go before the bounds that the rules of holds name for all customers."
      confirm="Set tolerances"
      input={{
        companyId,
        priceToleranceBp: inBp(typed.price),
        marginMinBp: inBp(typed.margin),
        reason: typed.reason,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        await client.customers.setTolerances.mutate(request);
        return `Tolerances of ${name} set`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label="Price off ours, percent"
              name="priceToleranceBp"
              isNumber
              help="Empty: as for all"
              value={typed.price}
              change={(price) => setTyped({ ...typed, price })}
              error={errors.priceToleranceBp}
            />
            <TextField
              label="Margin at least, percent"
              name="marginMinBp"
              isNumber
              help="Empty: as for all"
              value={typed.margin}
              change={(margin) => setTyped({ ...typed, margin })}
              error={errors.marginMinBp}
            />
          </div>
          <ReasonField
            value={typed.reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
            help={null}
          />
        </>
      )}
    </CommandDialog>
  );
}
