"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type StockStatus, stockStatuses } from "@/server/oms/inventory/types";
import { CommandDialog } from "./command-dialog";
import { inWords } from "./words";

export type AdjustDialogProps = {
  skuId: string;
  sku: string;
  nodes: readonly { id: string; name: string; onHand: number }[];
  /** Chosen at first. */
  nodeId: string;
};

type Typed = { nodeId: string; status: StockStatus; delta: string; reason: string };

/** "+12", "-3", "−3" as a number of units; what is not a whole number is left to be refused. */
export function deltaOf(text: string): number {
  const plain = text.trim().replace(/^\+/, "").replace("−", "-");
  return /^-?\d+$/.test(plain) ? Number(plain) : Number.NaN;
}

/** Correct what a node has, by so many units more or less. */
export function AdjustDialog({ skuId, sku, nodes, nodeId }: AdjustDialogProps) {
  const client = useApiClient();
  const blank: Typed = { nodeId, status: "sellable", delta: "", reason: "" };
  const [typed, setTyped] = useState(blank);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const delta = deltaOf(typed.delta);
  const onHand = nodes.find(({ id }) => id === typed.nodeId)?.onHand ?? 0;
  return (
    <CommandDialog
      trigger="Adjust stock"
      title={`Adjust ${sku}`}
      confirm="Adjust stock"
      size="sm"
      input={{ skuId, nodeId: typed.nodeId, status: typed.status, delta, reason: typed.reason }}
      onOpen={() => setTyped(blank)}
      send={async (request) => {
        const done = await client.inventory.adjust.mutate(request);
        const units = formatCount(Math.abs(done.delta), "unit");
        return `${units} of ${done.sku} ${done.delta > 0 ? "added" : "taken away"} at ${done.node}, ${formatQuantity(done.onHand)} ${done.status === "sellable" ? "on hand" : `in ${done.status}`} now`;
      }}
    >
      {(errors) => (
        <>
          <Field label="Node" error={errors.nodeId}>
            {(control) => (
              <Select
                {...control}
                name="nodeId"
                value={typed.nodeId}
                options={nodes.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(event) => change({ nodeId: event.target.value })}
              />
            )}
          </Field>
          <Field label="Stock" error={errors.status}>
            {(control) => (
              <Select
                {...control}
                name="status"
                value={typed.status}
                options={stockStatuses.map((value) => ({ value, label: inWords(value) }))}
                onChange={(event) => change({ status: event.target.value as StockStatus })}
              />
            )}
          </Field>
          <Field
            label="Units more or less"
            required
            error={errors.delta}
            help={
              typed.status === "sellable" && Number.isFinite(delta)
                ? `${formatQuantity(onHand)} on hand becomes ${formatQuantity(onHand + delta)}`
                : "+12 adds, -3 takes away"
            }
          >
            {(control) => (
              <Input
                {...control}
                name="delta"
                className="figures"
                autoComplete="off"
                value={typed.delta}
                onChange={(event) => change({ delta: event.target.value })}
              />
            )}
          </Field>
          <Field label="Reason" required error={errors.reason}>
            {(control) => (
              <Textarea
                {...control}
                name="reason"
                maxLength={500}
                value={typed.reason}
                onChange={(event) => change({ reason: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}
