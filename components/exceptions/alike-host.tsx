"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
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
type Choice = { readonly kind: ResolutionKind; readonly label: string; readonly count: number };
type Host = (choice: Choice) => void;

const Context = createContext<Host | null>(null);

/** Opens the dialog of the page that it stands on. */
export function useAlike(): Host {
  const host = useContext(Context);
  if (host === null) {
    throw new Error("useAlike stands outside of AlikeHost");
  }
  return host;
}

type HostProps = { id: string; today: string; children: ReactNode };

/**
 * One resolution for all alike. They are listed before, as they are now; afterwards each says what
 * came of it, also those that were refused. The dialog belongs to the page, not to what opens it: the
 * exception itself is closed by then, and what could be done about it is gone.
 */
export function AlikeHost({ id, today, children }: HostProps) {
  const client = useApiClient();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null);
  const { run, isPending, refusal } = useCommand(
    async (request: {
      idempotencyKey: string;
      input: Pick<Choice, "kind" | "label"> & { ids: readonly string[] };
    }) => {
      const { kind, label, ids } = request.input;
      const done = await client.exceptions.applyToAlike.mutate({
        idempotencyKey: request.idempotencyKey,
        input: { exceptionIds: [...ids], kind },
      });
      setOutcomes(done.outcomes);
      const asked = formatCount(ids.length, "exception");
      const outcome = kind === "ask_substitute" ? "put to their customers" : "resolved";
      return { sentence: `${label}: ${formatQuantity(done.done)} of ${asked} ${outcome}` };
    },
  );
  const open = useCallback(
    (next: Choice) => {
      setChoice(next);
      setOutcomes(null);
      setRows(null);
      void client.exceptions.listAlike
        .query({ exceptionId: id })
        .then((found) => setRows(found.rows));
    },
    [client, id],
  );
  const ids = (rows ?? []).map((row) => row.id);
  return (
    <Context value={open}>
      {children}
      <Dialog
        title={choice?.label ?? ""}
        description="For all of the same kind that are open now. What comes in meanwhile is not touched."
        size="lg"
        open={choice !== null}
        onOpenChange={() => setChoice(null)}
        footer={
          <>
            <DialogClose>
              <Button variant="ghost">{outcomes === null ? "Cancel" : "Close"}</Button>
            </DialogClose>
            {outcomes === null && choice !== null ? (
              <Button
                variant="primary"
                pending={isPending || rows === null}
                onClick={() => void run({ ...choice, ids })}
              >
                {`Apply to ${formatCount(rows?.length ?? choice.count, "exception")}`}
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
    </Context>
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
