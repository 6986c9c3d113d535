"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { CreditAmount, CreditNote } from "@/components/admin/credit-fields";
import { useApiClient } from "@/components/api-provider";
import type { Amount, Offer } from "@/server/oms/desk/types";
import { minorDigits } from "@/server/oms/kernel/money";

type CreditOfferProps = { id: string; offer: Offer; proposed: Amount };

/** Resolve by a credit: what is proposed, or another amount. */
export function CreditOffer({ id, offer, proposed }: CreditOfferProps) {
  const client = useApiClient();
  const { currency, minor } = proposed;
  const scale = 10 ** minorDigits(currency);
  const first = { amount: String(minor / scale), note: "" };
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
