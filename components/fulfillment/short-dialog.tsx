"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { type ShortReason, shortReasons, unitsToPick } from "@/server/oms/fulfillment/types";
import { reasonOptions } from "./reasons";
import { Refusal } from "./refusal";
import { useCommand } from "./use-command";
import type { WorkLineView, WorkView } from "./work-view";

/** The shelf has less than the list says. */
export function ShortDialog({ work, line }: { work: WorkView; line: WorkLineView }) {
  const client = useApiClient();
  const { run, isPending, refusal, dismiss } = useCommand(
    client.fulfillment.reportShortPick.mutate,
  );
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<ShortReason>("stock_mismatch");
  const [quantity, setQuantity] = useState("");
  const [note, setNote] = useState("");
  const change = (isNowOpen: boolean) => {
    setOpen(isNowOpen);
    setQuantity(String(unitsToPick(line)));
    setNote("");
    dismiss();
  };
  const report = async () => {
    const answer = await run({
      fulfillmentOrderId: work.id,
      fulfillmentOrderLineId: line.id,
      quantity: Number(quantity),
      reason,
      note,
    });
    if (answer !== null) {
      setOpen(false);
    }
  };
  return (
    <Dialog
      title={`${line.sku} is short`}
      description="Stock is corrected by the reason, and the missing units are sourced elsewhere."
      trigger={
        <Button size="dense" aria-label={`Report ${line.sku} short`}>
          Short…
        </Button>
      }
      open={isOpen}
      onOpenChange={change}
      footer={
        <>
          <DialogClose>
            <Button variant="ghost">Keep looking</Button>
          </DialogClose>
          <Button
            variant="danger"
            pending={isPending && "Reporting…"}
            onClick={() => void report()}
          >
            Report short
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Refusal refusal={refusal} title="Nothing was reported" onDismiss={dismiss} />
        <Field label="Units missing" help={`${unitsToPick(line)} are left to pick`} required>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={unitsToPick(line)}
              value={quantity}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setQuantity(event.target.value)}
            />
          )}
        </Field>
        <SelectField
          label="Reason"
          required
          value={reason}
          options={reasonOptions(shortReasons)}
          change={(chosen) => setReason(chosen as ShortReason)}
        />
        <Field label="Note">
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
