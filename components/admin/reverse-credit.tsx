"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatMoney } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { minorDigits } from "@/server/oms/kernel/money";
import type { OrderCredit } from "@/server/oms/orders/queries-order";
import { CommandDialog } from "./command-dialog";

/** Take a credit back, in all or in part, by a memo against it. */
export function ReverseCredit({ credit, currency }: { credit: OrderCredit; currency: string }) {
  const client = useApiClient();
  const scale = 10 ** minorDigits(currency);
  const first = { amount: String(credit.leftMinor / scale), note: "" };
  const [typed, setTyped] = useState(first);
  return (
    <CommandDialog
      trigger="Take back"
      triggerProps={{ size: "dense", "aria-label": `Take back ${credit.number}` }}
      title={`Take back ${credit.number}`}
      description="Both memos stay on record. The customer is told by mail."
      confirm="Take back"
      danger
      input={{
        creditMemoId: credit.id,
        amountMinor: Math.round(Number(typed.amount) * scale),
        note: typed.note,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const memo = await client.orders.reverseCredit.mutate(request);
        return `${memo.number}: ${formatMoney(memo.amountMinor, currency)} of ${memo.reverses} taken back`;
      }}
    >
      {(errors) => (
        <>
          <Field label={`Amount in ${currency}`} required error={errors.amountMinor}>
            {(control) => (
              <Input
                {...control}
                name="amountMinor"
                inputMode="decimal"
                autoComplete="off"
                className="figures"
                value={typed.amount}
                onChange={(event) => setTyped({ ...typed, amount: event.target.value })}
              />
            )}
          </Field>
          <Field label="Note" required error={errors.note} help="The customer reads it">
            {(control) => (
              <Textarea
                {...control}
                name="note"
                rows={3}
                maxLength={500}
                value={typed.note}
                onChange={(event) => setTyped({ ...typed, note: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}
