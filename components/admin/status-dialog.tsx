"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import { type StockStatus, stockStatuses } from "@/server/oms/inventory/types";
import { countOf } from "./adjust-dialog";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { inWords } from "./words";

/** Units of the SKU at a node that nobody holds, by their status. */
export type StatusNode = {
  readonly id: string;
  readonly name: string;
  readonly free: Readonly<Record<StockStatus, number>>;
};

export type StatusDialogProps = {
  skuId: string;
  sku: string;
  nodes: readonly StatusNode[];
  /** Chosen at first. */
  nodeId: string;
};

type Typed = { nodeId: string; from: StockStatus; to: StockStatus; units: string; reason: string };

type FieldsProps = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  nodes: readonly StatusNode[];
  errors: FieldErrors;
};

const STATUS_OPTIONS = stockStatuses.map((value) => ({ value, label: inWords(value) }));

/** Put units of a SKU aside where they lie, or back among those that can be sold. */
export function StatusDialog({ skuId, sku, nodes, nodeId }: StatusDialogProps) {
  const client = useApiClient();
  const blank: Typed = { nodeId, from: "sellable", to: "quarantine", units: "", reason: "" };
  const [typed, setTyped] = useState(blank);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Change status"
      title={`Change status of ${sku}`}
      confirm="Change status"
      size="sm"
      input={{ ...typed, skuId, units: countOf(typed.units) }}
      onOpen={() => setTyped(blank)}
      send={async (request) => {
        const { units, node, from, to, fromOnHand } =
          await client.inventory.changeStatus.mutate(request);
        const left = `${formatQuantity(fromOnHand)} ${inWords(from).toLowerCase()} left`;
        return `${formatCount(units, "unit")} of ${sku} at ${node} moved to ${inWords(to).toLowerCase()}, ${left}`;
      }}
    >
      {(errors) => (
        <>
          <SelectField
            label="Node"
            error={errors.nodeId}
            name="nodeId"
            value={typed.nodeId}
            options={nodes.map(({ id, name }) => ({ value: id, label: name }))}
            change={(nodeId) => change({ nodeId })}
          />
          <StatusFields typed={typed} change={change} nodes={nodes} errors={errors} />
          <UnitsAndReason typed={typed} change={change} nodes={nodes} errors={errors} />
        </>
      )}
    </CommandDialog>
  );
}

function StatusFields({ typed, change, errors }: FieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-4">
      <SelectField
        label="From"
        error={errors.from}
        name="from"
        value={typed.from}
        options={STATUS_OPTIONS}
        change={(chosen) => change({ from: chosen as StockStatus })}
      />
      <SelectField
        label="To"
        error={errors.to}
        name="to"
        value={typed.to}
        options={STATUS_OPTIONS}
        change={(chosen) => change({ to: chosen as StockStatus })}
      />
    </div>
  );
}

function UnitsAndReason({ typed, change, nodes, errors }: FieldsProps) {
  const free = nodes.find(({ id }) => id === typed.nodeId)?.free[typed.from] ?? 0;
  return (
    <>
      <TextField
        label="Units"
        name="units"
        required
        isNumber
        help={`${formatQuantity(free)} ${inWords(typed.from).toLowerCase()} and held by no order`}
        value={typed.units}
        change={(units) => change({ units })}
        error={errors.units}
      />
      <ReasonField
        value={typed.reason}
        change={(reason) => change({ reason })}
        error={errors.reason}
        help="Stands in the ledger"
      />
    </>
  );
}
