"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatMoney } from "@/components/format";
import { minorDigits } from "@/server/oms/kernel/money";
import type { OrderCredit } from "@/server/oms/orders/queries-order";
import { CommandDialog } from "./command-dialog";
import { CreditAmount, CreditNote } from "./credit-fields";

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
          <CreditAmount
            currency={currency}
            value={typed.amount}
            change={(amount) => setTyped({ ...typed, amount })}
            error={errors.amountMinor}
          />
          <CreditNote
            value={typed.note}
            change={(note) => setTyped({ ...typed, note })}
            error={errors.note}
          />
        </>
      )}
    </CommandDialog>
  );
}
