"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { CreditAmount, CreditNote } from "@/components/admin/credit-fields";
import { useApiClient } from "@/components/api-provider";
import type { Offer } from "@/server/oms/desk/types";
import { minorDigits } from "@/server/oms/kernel/money";

/** Resolve by a credit: what is proposed, or another amount. */
export function CreditOffer({ id, offer }: { id: string; offer: Offer }) {
  const client = useApiClient();
  const { creditedMinor, currency } = offer.consequence;
  const scale = 10 ** minorDigits(currency);
  const first = { amount: String(creditedMinor / scale), note: "" };
  const [typed, setTyped] = useState(first);
  return (
    <CommandDialog
      trigger="Apply"
      triggerProps={{ "aria-label": `Apply: ${offer.label}` }}
      title={offer.label}
      description="It lowers what is owed of the order, and the customer is told by mail."
      confirm="Grant credit"
      size="sm"
      input={{
        exceptionId: id,
        kind: offer.kind,
        note: typed.note,
        amountMinor: Math.round(Number(typed.amount) * scale),
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { label, text } = await client.exceptions.applyResolution.mutate(request);
        return `${label}: ${text}`;
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
            isRequired={false}
            value={typed.note}
            change={(note) => setTyped({ ...typed, note })}
            error={errors.note}
          />
        </>
      )}
    </CommandDialog>
  );
}
