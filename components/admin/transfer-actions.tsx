"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { transferMachine } from "@/server/oms/inventory/machine";
import type { TransferHead, TransferLineRow } from "@/server/oms/inventory/queries-transfers";
import { eventsFrom } from "@/server/oms/kernel/machine";
import { countOf } from "./adjust-dialog";
import { CommandDialog } from "./command-dialog";
import { ReasonDialog } from "./reason-dialog";

export type TransferActionsProps = {
  transfer: TransferHead;
  lines: readonly TransferLineRow[];
  mayReceive: boolean;
  mayClose: boolean;
  mayCancel: boolean;
};

/** What can be done with a transfer in its state; the server's own table says what that is. */
export function TransferActions(props: TransferActionsProps) {
  const { transfer, lines, mayReceive, mayClose, mayCancel } = props;
  const client = useApiClient();
  const steps = eventsFrom(transferMachine, transfer.state);
  const open = lines.reduce((units, line) => units + line.open, 0);
  return (
    <>
      {mayCancel && steps.includes("cancel") && (
        <ReasonDialog
          trigger="Cancel transfer"
          triggerProps={{ variant: "ghost" }}
          title={`Cancel ${transfer.number}`}
          description={`All of it is back at ${transfer.from}; orders promised from it are sourced again.`}
          confirm="Cancel transfer"
          danger
          run={async (reason, idempotencyKey) => {
            const input = { transferId: transfer.id, reason };
            const done = await client.inventory.cancelTransfer.mutate({ idempotencyKey, input });
            return `${done.number} cancelled, ${formatCount(done.units, "unit")} back at ${done.from}`;
          }}
        />
      )}
      {mayClose && steps.includes("close") && (
        <ReasonDialog
          trigger="Close short"
          title={`Close ${transfer.number} short`}
          description={`${formatCount(open, "unit")} did not arrive and will not. Orders promised from them are sourced again.`}
          label="What became of the rest"
          confirm="Close short"
          danger
          run={async (reason, idempotencyKey) => {
            const input = { transferId: transfer.id, reason };
            const done = await client.inventory.closeTransfer.mutate({ idempotencyKey, input });
            const moved =
              done.orders === 0 ? "" : `, ${formatCount(done.orders, "order")} sourced again`;
            return `${done.number} closed, ${formatCount(done.missing, "unit")} missing${moved}`;
          }}
        />
      )}
      {mayReceive && steps.includes("receive") && (
        <ReceiveTransferDialog transfer={transfer} lines={lines} />
      )}
    </>
  );
}

const openOf = (lines: readonly TransferLineRow[]) =>
  Object.fromEntries(lines.map((line) => [line.id, String(line.open)]));

function ReceiveTransferDialog({
  transfer,
  lines,
}: Pick<TransferActionsProps, "transfer" | "lines">) {
  const client = useApiClient();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(openOf(lines));
  const [reason, setReason] = useState("");
  const named = lines.map((line) => ({ lineId: line.id, quantity: countOf(typed[line.id] ?? "") }));
  const isBeyond = lines.some((line, at) => (named[at]?.quantity ?? 0) > line.open);
  return (
    <CommandDialog
      trigger="Receive"
      triggerProps={{ variant: "primary" }}
      title={`Receive ${transfer.number}`}
      description={`What arrived at ${transfer.to}. What is left out comes later, or is closed short.`}
      confirm="Receive"
      input={{ transferId: transfer.id, lines: named, reason }}
      onOpen={() => {
        setTyped(openOf(lines));
        setReason("");
      }}
      send={async (request) => {
        const done = await client.inventory.receiveTransfer.mutate(request);
        const served =
          done.allocated === 0
            ? ""
            : `, ${formatQuantity(done.allocated)} went to ${formatCount(done.orders, "waiting order")}`;
        return `${formatCount(done.units, "unit")} of ${done.number} received at ${done.to}${served}`;
      }}
    >
      {(errors) => (
        <>
          {errors.lines === undefined ? null : (
            <p className="text-sm text-critical-fg">{errors.lines}</p>
          )}
          {lines.map((line, at) => (
            <Field
              key={line.id}
              label={`${line.sku} ${line.name}`}
              help={`${formatCount(line.open, "unit")} to come`}
              error={errors[`lines.${at}.quantity`]}
            >
              {(control) => (
                <Input
                  {...control}
                  name={`lines.${at}.quantity`}
                  inputMode="numeric"
                  autoComplete="off"
                  className="figures"
                  value={typed[line.id] ?? ""}
                  onChange={(event) => setTyped({ ...typed, [line.id]: event.target.value })}
                  onFocus={(event) => event.target.select()}
                />
              )}
            </Field>
          ))}
          {isBeyond && (
            <Field label="Why more arrived than was shipped" required error={errors.reason}>
              {(control) => (
                <Textarea
                  {...control}
                  name="reason"
                  maxLength={500}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Field>
          )}
        </>
      )}
    </CommandDialog>
  );
}
