"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
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
            <Field
              label="Price off ours, percent"
              error={errors.priceToleranceBp}
              help="Empty: as for all"
            >
              {(control) => (
                <Input
                  {...control}
                  name="priceToleranceBp"
                  inputMode="decimal"
                  autoComplete="off"
                  className="figures"
                  value={typed.price}
                  onChange={(event) => setTyped({ ...typed, price: event.target.value })}
                />
              )}
            </Field>
            <Field
              label="Margin at least, percent"
              error={errors.marginMinBp}
              help="Empty: as for all"
            >
              {(control) => (
                <Input
                  {...control}
                  name="marginMinBp"
                  inputMode="decimal"
                  autoComplete="off"
                  className="figures"
                  value={typed.margin}
                  onChange={(event) => setTyped({ ...typed, margin: event.target.value })}
                />
              )}
            </Field>
          </div>
          <Field label="Reason" required error={errors.reason}>
            {(control) => (
              <Textarea
                {...control}
                name="reason"
                rows={3}
                maxLength={500}
                value={typed.reason}
                onChange={(event) => setTyped({ ...typed, reason: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}
