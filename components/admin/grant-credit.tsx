"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatMoney } from "@/components/format";
import { SelectField } from "@/components/ui/select-field";
import { minorDigits } from "@/server/oms/kernel/money";
import { CREDIT_REASON_WORDS } from "@/server/oms/orders/decide-credit";
import { type CreditReason, creditReasons } from "@/server/oms/orders/types";
import { CommandDialog } from "./command-dialog";
import { CreditAmount, CreditNote } from "./credit-fields";

export type GrantCreditProps = {
  orderId: string;
  number: string;
  /** Minor units that are still owed: no more can be credited. */
  owed: number;
  currency: string;
};

const FIRST = { amount: "", reason: "late" as CreditReason, note: "" };

/** Credit a customer a part of what an order comes to. */
export function GrantCredit({ orderId, number, owed, currency }: GrantCreditProps) {
  const client = useApiClient();
  const scale = 10 ** minorDigits(currency);
  const [typed, setTyped] = useState(FIRST);
  return (
    <CommandDialog
      trigger="Credit"
      title={`Credit of ${number}`}
      description={`${formatMoney(owed, currency)} is owed of it. The customer is told by mail; a credit is taken back by a memo against it.`}
      confirm="Grant credit"
      input={{
        orderId,
        amountMinor: Math.round(Number(typed.amount) * scale),
        reason: typed.reason,
        note: typed.note,
      }}
      onOpen={() => setTyped(FIRST)}
      send={async (request) => {
        const memo = await client.orders.grantCredit.mutate(request);
        return `${memo.number}: ${formatMoney(memo.amountMinor, currency)} credited`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <CreditAmount
              currency={currency}
              value={typed.amount}
              change={(amount) => setTyped({ ...typed, amount })}
              error={errors.amountMinor}
            />
            <SelectField
              label="For"
              error={errors.reason}
              name="reason"
              options={creditReasons.map((value) => ({
                value,
                label: CREDIT_REASON_WORDS[value],
              }))}
              value={typed.reason}
              change={(chosen) => setTyped({ ...typed, reason: chosen as CreditReason })}
            />
          </div>
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
