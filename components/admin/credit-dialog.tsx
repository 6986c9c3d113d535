"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatMoney } from "@/components/format";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { CreditRow } from "@/server/oms/customers/queries-credit";
import { minorDigits } from "@/server/oms/kernel/money";
import { CommandDialog } from "./command-dialog";

/** Give a customer another limit, or none; held orders that then fit go on by themselves. */
export function CreditDialog({ customer }: { customer: CreditRow }) {
  const client = useApiClient();
  const { companyId, name, currency, limit } = customer;
  const scale = 10 ** minorDigits(currency);
  const first = { limit: limit === null ? "" : String(limit / scale), reason: "" };
  const [typed, setTyped] = useState(first);
  const amount = typed.limit.trim();
  return (
    <CommandDialog
      trigger="Set limit"
      triggerProps={{ size: "dense", "aria-label": `Set the limit of ${name}` }}
      title={`Credit limit of ${name}`}
      description="Orders that are held for it are asked again; those that fit go on."
      confirm="Set limit"
      input={{
        companyId,
        creditLimit: amount === "" ? null : Math.round(Number(amount) * scale),
        reason: typed.reason,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { after } = await client.customers.setCreditLimit.mutate(request);
        return after === null
          ? `${name} has no limit now`
          : `${name} has a limit of ${formatMoney(after, currency)} now`;
      }}
    >
      {(errors) => (
        <>
          <TextField
            label={`Limit in ${currency}`}
            name="creditLimit"
            isNumber
            help="Empty: no limit, credit is not checked"
            value={typed.limit}
            change={(limit) => setTyped({ ...typed, limit })}
            error={errors.creditLimit}
          />
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
