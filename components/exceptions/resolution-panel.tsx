"use client";

import { CommandButton } from "@/components/admin/command-button";
import { withDays } from "@/components/admin/words";
import { useApiClient } from "@/components/api-provider";
import { formatQuantity } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { Offer } from "@/server/oms/desk/types";
import { useAlike } from "./alike-host";
import { CreditOffer } from "./credit-offer";
import { pendingText } from "./pending-text";

export type ResolutionPanelProps = {
  id: string;
  offers: readonly Offer[];
  /** How many exceptions of its kind are open, itself included. */
  alike: number;
  today: string;
};

/** What can be done, each with what would come of it; by key 1 to 4, the suggested one by Y. */
export function ResolutionPanel({ id, offers, alike, today }: ResolutionPanelProps) {
  const client = useApiClient();
  const openAlike = useAlike();
  return (
    <ol className="grid">
      {offers.map((offer, at) => (
        <li
          key={offer.kind}
          className="grid gap-2 border-b border-line px-4 py-3 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              <Kbd keys={String(at + 1)} />
              {offer.label}
              {offer.isSuggested ? <Badge tone="progress">Suggested</Badge> : null}
              {offer.playbook === undefined ? null : (
                <span className="text-sm font-normal text-muted">by playbook {offer.playbook}</span>
              )}
            </p>
            {offer.text === "" ? null : (
              <p className="figures mt-1 text-sm text-muted">{withDays(offer.text, today)}</p>
            )}
          </div>
          <div className="flex flex-wrap gap-2">
            <span data-act={`resolution-${at + 1}`}>
              <span data-act={offer.isSuggested ? "fix" : undefined}>
                {offer.kind === "credit" ? (
                  <CreditOffer id={id} offer={offer} />
                ) : (
                  <CommandButton
                    label="Apply"
                    aria-label={`Apply: ${offer.label}`}
                    {...(offer.isSuggested ? { variant: "primary" } : {})}
                    run={async (idempotencyKey) => {
                      const { label, text, isPending } =
                        await client.exceptions.applyResolution.mutate({
                          idempotencyKey,
                          input: { exceptionId: id, kind: offer.kind },
                        });
                      return isPending
                        ? pendingText(offer.kind, label)
                        : `${label}${text === "" ? "" : `: ${withDays(text, today)}`}`;
                    }}
                  />
                )}
              </span>
            </span>
            {alike > 1 ? (
              <Button
                aria-label={`Apply to all ${formatQuantity(alike)}: ${offer.label}`}
                onClick={() => openAlike({ kind: offer.kind, label: offer.label, count: alike })}
              >
                {`Apply to all ${formatQuantity(alike)}`}
              </Button>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
