"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Ident } from "@/components/ui/figures";
import { Input, Textarea } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { type RejectReason, rejectReasonWords, unitsToPick } from "@/server/oms/fulfillment/types";
import { reasonOptions } from "./reasons";
import { Refusal } from "./refusal";
import { useCommand } from "./use-command";
import type { WorkLineView, WorkView } from "./work-view";

/** Units to refuse per line, as typed; a line that is not in it is kept. */
type Chosen = Readonly<Record<string, string>>;

const allOf = (lines: readonly WorkLineView[]): Chosen =>
  Object.fromEntries(lines.map((line) => [line.id, String(unitsToPick(line))]));

/** The node refuses the work, or some of it; the units are then sourced elsewhere. */
export function RejectDialog({ work }: { work: WorkView }) {
  const open = work.lines.filter((line) => unitsToPick(line) > 0);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<RejectReason | "">("");
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<Chosen>({});
  const { send, isPending, refusal, dismiss } = useRejection(work, open);
  const change = (isNowOpen: boolean) => {
    setOpen(isNowOpen);
    if (isNowOpen) {
      setChosen(allOf(open));
      setReason("");
      setNote("");
      dismiss();
    }
  };
  const reject = async () => {
    if (reason !== "" && (await send(chosen, reason, note))) {
      setOpen(false);
    }
  };
  const units = Object.values(chosen).reduce((sum, text) => sum + (Number(text) || 0), 0);
  const missing =
    reason === "" ? "Choose a reason first" : units === 0 && "Choose some units first";
  return (
    <Dialog
      size="lg"
      title={`Reject work of ${work.number}`}
      description="What is refused is sourced elsewhere; this node is not asked again for it."
      trigger={<Button variant="danger">Reject…</Button>}
      open={isOpen}
      onOpenChange={change}
      footer={
        <>
          <DialogClose>
            <Button variant="ghost">Keep the work</Button>
          </DialogClose>
          <Button
            variant="danger"
            pending={isPending && "Rejecting…"}
            disabledReason={missing}
            onClick={() => void reject()}
          >
            {`Reject ${units} ${units === 1 ? "unit" : "units"}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Refusal refusal={refusal} title="Nothing was rejected" onDismiss={dismiss} />
        <RejectedLines lines={open} chosen={chosen} onChange={setChosen} />
        <SelectField
          label="Reason"
          required
          value={reason}
          placeholder="Choose"
          options={reasonOptions(rejectReasonWords)}
          change={(chosen) => setReason(chosen as RejectReason | "")}
        />
        <Field label="Note" help="Read by whoever looks after the order">
          {(control) => (
            <Textarea
              {...control}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

/** The whole work order when nothing of it is kept, else its lines. */
function useRejection(work: WorkView, open: readonly WorkLineView[]) {
  const client = useApiClient();
  const whole = useCommand(client.fulfillment.reject.mutate);
  const some = useCommand(client.fulfillment.rejectLines.mutate);
  const send = async (chosen: Chosen, reason: RejectReason, note: string) => {
    const fulfillmentOrderId = work.id;
    const isWhole =
      work.lines.every((line) => line.picked === 0) &&
      open.every((line) => Number(chosen[line.id]) === unitsToPick(line));
    if (isWhole) {
      return whole.run({ fulfillmentOrderId, reason, note });
    }
    const lines = Object.entries(chosen).map(([id, text]) => ({
      fulfillmentOrderLineId: id,
      quantity: Number(text),
    }));
    return some.run({ fulfillmentOrderId, reason, note, lines });
  };
  return {
    send,
    isPending: whole.isPending || some.isPending,
    refusal: whole.refusal ?? some.refusal,
    dismiss: () => {
      whole.dismiss();
      some.dismiss();
    },
  };
}

function RejectedLines({
  lines,
  chosen,
  onChange,
}: {
  lines: readonly WorkLineView[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}) {
  const toggle = (line: WorkLineView, isChosen: boolean) => {
    const { [line.id]: _, ...others } = chosen;
    onChange(isChosen ? { ...others, [line.id]: String(unitsToPick(line)) } : others);
  };
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">Lines to reject</legend>
      {lines.map((line) => (
        <div
          key={line.id}
          className="grid grid-cols-[1fr_auto] items-center gap-3 border-b border-line py-1.5 last:border-b-0"
        >
          <Checkbox
            checked={line.id in chosen}
            onChange={(event) => toggle(line, event.target.checked)}
            label={
              <>
                <Ident>{line.sku}</Ident> {line.name}
              </>
            }
          />
          <span className="flex items-center gap-2">
            <Input
              type="number"
              min={1}
              max={unitsToPick(line)}
              className="w-24 text-right"
              aria-label={`Units of ${line.sku} to reject`}
              value={chosen[line.id] ?? ""}
              disabled={!(line.id in chosen)}
              onChange={(event) => onChange({ ...chosen, [line.id]: event.target.value })}
            />
            <span className="figures w-14 text-muted">of {unitsToPick(line)}</span>
          </span>
        </div>
      ))}
    </fieldset>
  );
}
