"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { withDays } from "@/components/admin/words";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import type { Offer, ResolutionKind } from "@/server/oms/desk/types";
import { pendingText } from "./pending-text";

type Props = { id: string; sentence: string; today: string };

/** What can be done from the queue: the suggested fix is chosen already, Ctrl+Enter applies it. */
export function FixDialog({ id, sentence, today }: Props) {
  const client = useApiClient();
  const [offers, setOffers] = useState<readonly Offer[] | null>(null);
  const [kind, setKind] = useState<ResolutionKind | null>(null);
  const load = async () => {
    setOffers(null);
    setKind(null);
    const found = await client.exceptions.listResolutions.query({ exceptionId: id });
    setOffers(found.offers);
    setKind((found.offers.find(({ isSuggested }) => isSuggested) ?? found.offers[0])?.kind ?? null);
  };
  return (
    <CommandDialog
      trigger="Fix"
      triggerProps={{ size: "dense", variant: "primary" }}
      title="What can be done"
      description={withDays(sentence, today)}
      confirm="Apply"
      input={kind}
      onOpen={() => void load()}
      send={async ({ idempotencyKey, input }) => {
        const done = await client.exceptions.applyResolution.mutate({
          idempotencyKey,
          // Without a choice the server says what is missing.
          input: { exceptionId: id, kind: input ?? "wait" },
        });
        return done.isPending
          ? pendingText(done.kind, done.label)
          : `${done.label}${done.text === "" ? "" : `: ${withDays(done.text, today)}`}`;
      }}
    >
      {(errors) => (
        <fieldset className="grid gap-3" aria-busy={offers === null}>
          <legend className="sr-only">Resolutions</legend>
          {offers?.length === 0 ? (
            <p className="text-sm text-muted">
              Nothing that we can do would change anything now. Snooze it, or resolve it by hand.
            </p>
          ) : null}
          {(offers ?? []).map((offer) => (
            <Checkbox
              key={offer.kind}
              kind="radio"
              name="resolution"
              checked={kind === offer.kind}
              onChange={() => setKind(offer.kind)}
              label={offer.isSuggested ? `${offer.label} (suggested)` : offer.label}
              help={withDays(offer.text, today)}
            />
          ))}
          {errors.kind === undefined ? null : (
            <p className="text-xs text-critical-fg">{errors.kind}</p>
          )}
        </fieldset>
      )}
    </CommandDialog>
  );
}
