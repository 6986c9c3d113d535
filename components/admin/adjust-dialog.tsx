"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField } from "@/components/ui/text-field";
import { type StockStatus, stockStatuses } from "@/server/oms/inventory/types";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { inWords } from "./words";

export type AdjustDialogProps = {
  skuId: string;
  sku: string;
  nodes: readonly { id: string; name: string; onHand: number }[];
  /** Chosen at first. */
  nodeId: string;
};

/** Told as a difference, or as what somebody counted. */
const WAYS = [
  { value: "by", label: "Adjust by" },
  { value: "counted", label: "Counted" },
] as const;
type Way = (typeof WAYS)[number]["value"];

type Typed = { nodeId: string; status: StockStatus; way: Way; units: string; reason: string };

/** "+12", "-3", "−3" as a number of units; what is not a whole number is left to be refused. */
export function deltaOf(text: string): number {
  const plain = text.trim().replace(/^\+/, "").replace("−", "-");
  return /^-?\d+$/.test(plain) ? Number(plain) : Number.NaN;
}

/** A count as a number of units; what is not a whole number is left to be refused. */
export const countOf = (text: string): number =>
  /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;

type FieldsProps = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  nodes: AdjustDialogProps["nodes"];
  errors: FieldErrors;
};

const unitsOf = ({ way, units }: Typed) => (way === "counted" ? countOf(units) : deltaOf(units));

/** Correct what a node has: by so many units more or less, or to what was counted. */
export function AdjustDialog({ skuId, sku, nodes, nodeId }: AdjustDialogProps) {
  const client = useApiClient();
  const blank: Typed = { nodeId, status: "sellable", way: "by", units: "", reason: "" };
  const [typed, setTyped] = useState(blank);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Adjust stock"
      title={`Adjust ${sku}`}
      confirm={typed.way === "counted" ? "Set count" : "Adjust stock"}
      size="sm"
      input={{ ...typed, skuId, units: unitsOf(typed) }}
      onOpen={() => setTyped(blank)}
      send={async ({ idempotencyKey, input: { way, units, ...input } }) => {
        if (way === "counted") {
          const request = { idempotencyKey, input: { ...input, counted: units } };
          return countedSentence(await client.inventory.count.mutate(request));
        }
        const request = { idempotencyKey, input: { ...input, delta: units } };
        return adjustedSentence(await client.inventory.adjust.mutate(request));
      }}
    >
      {(errors) => (
        <>
          <PlaceFields typed={typed} change={change} nodes={nodes} errors={errors} />
          <UnitsFields typed={typed} change={change} nodes={nodes} errors={errors} />
          <ReasonField
            value={typed.reason}
            change={(reason) => change({ reason })}
            error={errors.reason}
            help="Stands in the ledger"
          />
        </>
      )}
    </CommandDialog>
  );
}

function PlaceFields({ typed, change, nodes, errors }: FieldsProps) {
  return (
    <>
      <SelectField
        label="Node"
        error={errors.nodeId}
        name="nodeId"
        value={typed.nodeId}
        options={nodes.map(({ id, name }) => ({ value: id, label: name }))}
        change={(nodeId) => change({ nodeId })}
      />
      <SelectField
        label="Stock"
        error={errors.status}
        name="status"
        value={typed.status}
        options={stockStatuses.map((value) => ({ value, label: inWords(value) }))}
        change={(chosen) => change({ status: chosen as StockStatus })}
      />
    </>
  );
}

function UnitsFields({ typed, change, nodes, errors }: FieldsProps) {
  const isCount = typed.way === "counted";
  const onHand = nodes.find(({ id }) => id === typed.nodeId)?.onHand ?? 0;
  const after = unitsOf(typed) + (isCount ? 0 : onHand);
  const form = isCount
    ? "All that is there, with what is picked and not shipped yet"
    : "+12 adds, -3 takes away";
  return (
    <>
      <SelectField
        label="How"
        name="way"
        value={typed.way}
        options={WAYS}
        change={(chosen) => change({ way: chosen as Way, units: "" })}
      />
      <Field
        label={isCount ? "Units counted" : "Units more or less"}
        required
        error={isCount ? errors.counted : errors.delta}
        help={
          typed.status === "sellable" && Number.isFinite(after)
            ? `${formatQuantity(onHand)} on hand becomes ${formatQuantity(after)}`
            : form
        }
      >
        {(control) => (
          <Input
            {...control}
            name={isCount ? "counted" : "delta"}
            className="figures"
            inputMode={isCount ? "numeric" : "text"}
            autoComplete="off"
            value={typed.units}
            onChange={(event) => change({ units: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

type Outcome = {
  readonly sku: string;
  readonly node: string;
  readonly status: StockStatus;
  readonly delta: number;
  readonly onHand: number;
};

const stockWords = (status: StockStatus) =>
  status === "sellable" ? "on hand" : `in ${inWords(status)}`;

function adjustedSentence({ sku, node, status, delta, onHand }: Outcome): string {
  const units = formatCount(Math.abs(delta), "unit");
  return `${units} of ${sku} ${delta > 0 ? "added" : "taken away"} at ${node}, ${formatQuantity(onHand)} ${stockWords(status)} now`;
}

function countedSentence(done: Outcome & { readonly before: number; readonly oversold: number }) {
  const { sku, node, status, before, delta, onHand, oversold } = done;
  const was = delta === 0 ? "as expected" : `${formatQuantity(before)} before`;
  const short =
    oversold === 0 ? "" : `; ${formatCount(oversold, "unit")} too many are allocated to orders`;
  return `${formatQuantity(onHand)} of ${sku} counted ${stockWords(status)} at ${node}, ${was}${short}`;
}
