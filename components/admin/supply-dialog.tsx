"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatDate } from "@/components/format";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { InboundListRow } from "@/server/oms/inventory/queries-inbound";
import { countOf } from "./adjust-dialog";
import { CommandDialog, type FieldErrors } from "./command-dialog";

type SupplyDialogProps = {
  nodes: readonly { readonly code: string; readonly name: string }[];
  /** A supply to change; else a new one is opened. */
  supply?: InboundListRow;
};

const KINDS = [
  { value: "purchase_order", label: "Purchase order" },
  { value: "production", label: "Production" },
] as const;

const typedOf = (supply: InboundListRow | undefined) => ({
  kind: supply?.kind === "production" ? ("production" as const) : ("purchase_order" as const),
  reference: supply?.reference ?? "",
  supplier: supply?.supplier ?? "",
  nodeCode: supply?.nodeCode ?? "",
  sku: supply?.sku ?? "",
  quantity: supply === undefined ? "" : String(supply.quantity),
  eta: supply?.eta ?? "",
  dockToStockDays: String(supply?.dockToStockDays ?? 1),
  confidence: String(supply?.confidence ?? 100),
});
type Typed = ReturnType<typeof typedOf>;

/** Say what is to come of a SKU to a node: a new supply, or what is different about a known one. */
export function SupplyDialog({ nodes, supply }: SupplyDialogProps) {
  const client = useApiClient();
  const [typed, setTyped] = useState(() => typedOf(supply));
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger={supply === undefined ? "New supply" : "Edit"}
      triggerProps={
        supply === undefined
          ? { variant: "primary" }
          : { size: "dense", "aria-label": `Edit ${supply.reference} ${supply.sku}` }
      }
      title={supply === undefined ? "New supply" : `Edit ${supply.reference}`}
      description={
        supply === undefined
          ? "Orders that wait are promised from it, and new ones may be."
          : `${supply.sku} at ${supply.node}. Promises that do not fit any more are sourced again; 0 units: it does not come.`
      }
      confirm="Save"
      input={{
        supplies: [
          {
            ...typed,
            quantity: countOf(typed.quantity),
            dockToStockDays: countOf(typed.dockToStockDays),
            confidence: countOf(typed.confidence),
          },
        ],
      }}
      onOpen={() => setTyped(typedOf(supply))}
      send={async (request) => {
        const done = await client.inventory.setSupply.mutate(request);
        const [said] = request.input.supplies;
        const moved = done.moved + done.sourced;
        const orders = moved === 0 ? "" : `, ${formatCount(moved, "order")} moved`;
        return done.ended > 0
          ? `${said?.reference} does not come any more${orders}`
          : done.unchanged > 0
            ? `${said?.reference} stays as it was`
            : `${formatCount(said?.quantity ?? 0, "unit")} of ${said?.sku} expected ${formatDate(said?.eta ?? "")}${orders}`;
      }}
    >
      {(errors) => (
        <SupplyFields
          typed={typed}
          change={change}
          errors={errors}
          nodes={nodes}
          isNew={supply === undefined}
        />
      )}
    </CommandDialog>
  );
}

type FieldsProps = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  errors: FieldErrors;
  nodes: SupplyDialogProps["nodes"];
  isNew: boolean;
};

type TextName = Exclude<keyof Typed, "kind" | "nodeCode">;

function SupplyFields({ typed, change, errors, nodes, isNew }: FieldsProps) {
  const text = (
    name: TextName,
    label: string,
    more: Partial<Parameters<typeof TextField>[0]> = {},
  ) => (
    <TextField
      {...more}
      label={label}
      name={name}
      value={typed[name]}
      change={(value) => change({ [name]: value })}
      error={errors[`supplies.0.${name}`]}
    />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {isNew ? (
        <>
          <SelectField
            label="Kind"
            name="kind"
            options={KINDS}
            value={typed.kind}
            change={(kind) =>
              change({ kind: kind === "production" ? "production" : "purchase_order" })
            }
            error={errors["supplies.0.kind"]}
          />
          {text("reference", "Number", { required: true, isIdent: true, maxLength: 80 })}
          {text("sku", "SKU", { required: true, isIdent: true })}
          <SelectField
            label="Arrives at"
            name="nodeCode"
            required
            placeholder="Choose a node"
            options={nodes.map(({ code, name }) => ({ value: code, label: name }))}
            value={typed.nodeCode}
            change={(nodeCode) => change({ nodeCode })}
            error={errors["supplies.0.nodeCode"]}
          />
        </>
      ) : null}
      {text("supplier", "Supplier or plant", { maxLength: 120 })}
      {text("quantity", "Units in all", {
        required: true,
        isNumber: true,
        help: "What was received among them",
      })}
      {text("eta", "Expected", { required: true, type: "date" })}
      {text("dockToStockDays", "Days from dock to stock", { isNumber: true })}
      {text("confidence", "Confidence in percent", {
        isNumber: true,
        help: "Below the minimum of the routing profile nothing is promised from it",
      })}
    </div>
  );
}
