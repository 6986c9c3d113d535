"use client";

import { useState } from "react";
import { withDays } from "@/components/admin/words";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Glyph } from "@/components/ui/glyph";
import type { ResolutionKind } from "@/server/oms/desk/types";

type Row = { readonly id: string; readonly sentence: string };
type Outcome = { readonly exceptionId: string; readonly isDone: boolean; readonly text: string };
type Props = { id: string; kind: ResolutionKind; label: string; count: number; today: string };

/**
 * One resolution for all alike. They are listed before, as they are now; afterwards each says what
 * came of it, also those that were refused.
 */
export function AlikeDialog({ id, kind, label, count, today }: Props) {
  const client = useApiClient();
  const [isOpen, setOpen] = useState(false);
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null);
  const { run, isPending, refusal } = useCommand(
    async (request: { idempotencyKey: string; input: readonly string[] }) => {
      const done = await client.exceptions.applyToAlike.mutate({
        idempotencyKey: request.idempotencyKey,
        input: { exceptionIds: [...request.input], kind },
      });
      setOutcomes(done.outcomes);
      const asked = formatCount(request.input.length, "exception");
      return { sentence: `${label}: ${formatQuantity(done.done)} of ${asked} resolved` };
    },
  );
  const change = (isNowOpen: boolean) => {
    setOpen(isNowOpen);
    setOutcomes(null);
    if (isNowOpen) {
      setRows(null);
      void client.exceptions.listAlike
        .query({ exceptionId: id })
        .then((found) => setRows(found.rows));
    }
  };
  return (
    <Dialog
      title={label}
      description="For all of the same kind that are open now. What comes in meanwhile is not touched."
      size="lg"
      open={isOpen}
      onOpenChange={change}
      trigger={
        <Button
          aria-label={`Apply to all alike: ${label}`}
        >{`Apply to all ${formatQuantity(count)}`}</Button>
      }
      footer={
        <>
          <DialogClose>
            <Button variant="ghost">{outcomes === null ? "Cancel" : "Close"}</Button>
          </DialogClose>
          {outcomes === null ? (
            <Button
              variant="primary"
              pending={isPending || rows === null}
              onClick={() => void run((rows ?? []).map((row) => row.id))}
            >
              {`Apply to ${formatCount(rows?.length ?? count, "exception")}`}
            </Button>
          ) : null}
        </>
      }
    >
      {refusal === null ? null : <Callout tone="error" title={refusal.message} />}
      <ul className="grid max-h-96 gap-2 overflow-auto text-sm" aria-label="Exceptions">
        {(rows ?? []).map((row) => (
          <AlikeRow
            key={row.id}
            sentence={withDays(row.sentence, today)}
            outcome={outcomes?.find(({ exceptionId }) => exceptionId === row.id)}
            today={today}
          />
        ))}
      </ul>
    </Dialog>
  );
}

function AlikeRow({
  sentence,
  outcome,
  today,
}: {
  sentence: string;
  outcome: Outcome | undefined;
  today: string;
}) {
  return (
    <li className="border-b border-line pb-2 last:border-b-0">
      <span className="block">{sentence}</span>
      {outcome === undefined ? null : (
        <span className="figures mt-0.5 flex items-center gap-1.5 text-muted">
          <Glyph
            name={outcome.isDone ? "full" : "failed"}
            tone={outcome.isDone ? "success" : "critical"}
          />
          {outcome.isDone ? "" : "Refused: "}
          {withDays(outcome.text, today)}
        </span>
      )}
    </li>
  );
}
