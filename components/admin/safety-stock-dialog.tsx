"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import { countOf } from "./adjust-dialog";
import { CommandDialog } from "./command-dialog";

type SafetyStockDialogProps = {
  skuId: string;
  sku: string;
  nodes: readonly { id: string; name: string; safetyStock: number }[];
};

/** Say how many units of a SKU a node keeps from being promised to anybody. */
export function SafetyStockDialog({ skuId, sku, nodes }: SafetyStockDialogProps) {
  const client = useApiClient();
  const keptAt = (id: string) => String(nodes.find((node) => node.id === id)?.safetyStock ?? 0);
  const first = nodes[0]?.id ?? "";
  const blank = { nodeId: first, units: keptAt(first), reason: "" };
  const [typed, setTyped] = useState(blank);
  const change = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Set safety stock"
      title={`Safety stock of ${sku}`}
      description="Kept from all channels, before rules and buffers of theirs. What orders hold stays theirs."
      confirm="Set safety stock"
      size="sm"
      input={{ ...typed, skuId, units: countOf(typed.units) }}
      onOpen={() => setTyped(blank)}
      send={async (request) => {
        const { node, units } = await client.inventory.setSafetyStock.mutate(request);
        return units === 0
          ? `${node} keeps no ${sku} back any more`
          : `${node} keeps ${formatCount(units, "unit")} of ${sku}`;
      }}
    >
      {(errors) => (
        <>
          <SelectField
            label="Node"
            name="nodeId"
            value={typed.nodeId}
            options={nodes.map(({ id, name }) => ({ value: id, label: name }))}
            change={(nodeId) => change({ nodeId, units: keptAt(nodeId) })}
            error={errors.nodeId}
          />
          <TextField
            label="Units to keep"
            name="units"
            required
            isNumber
            value={typed.units}
            change={(units) => change({ units })}
            error={errors.units}
          />
          <ReasonField
            value={typed.reason}
            change={(reason) => change({ reason })}
            error={errors.reason}
            help={null}
          />
        </>
      )}
    </CommandDialog>
  );
}
