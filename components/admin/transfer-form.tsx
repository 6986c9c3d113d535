"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import type { ApiRefusal } from "@/components/api-fault";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { Input, Textarea } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { countOf } from "./adjust-dialog";
import type { FieldErrors } from "./command-dialog";
import { AddTransferSku, TransferFormLines, type TypedLine } from "./transfer-form-lines";

export type TransferFormProps = {
  places: readonly SelectOption[];
  today: string;
  /** Chosen at first. */
  fromNodeId: string;
  toNodeId: string;
  /** The first line, when one came from a SKU. */
  sku: { id: string; code: string; name: string } | null;
};

type Head = { fromNodeId: string; toNodeId: string; eta: string; note: string };

/** A truck between two nodes seldom takes longer; the day can be changed. */
const USUAL_DAYS = 5;

const daysAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

const errorsOf = (refusal: ApiRefusal | null): FieldErrors =>
  Object.fromEntries((refusal?.faults ?? []).map(({ field, message }) => [field, message]));

/** What leaves where, for where, and how much of it is free there. */
export function TransferForm({ places, today, fromNodeId, toNodeId, sku }: TransferFormProps) {
  const client = useApiClient();
  const router = useRouter();
  const [head, setHead] = useState<Head>({
    fromNodeId,
    toNodeId,
    eta: daysAfter(today, USUAL_DAYS),
    note: "",
  });
  const [lines, setLines] = useState<readonly TypedLine[]>(
    sku === null ? [] : [{ skuId: sku.id, code: sku.code, name: sku.name, units: "" }],
  );
  const free = useFree(
    head.fromNodeId,
    lines.map(({ skuId }) => skuId),
  );
  const { run, isPending, refusal } = useCommand(
    async (request: { idempotencyKey: string; input: ReturnType<typeof inputOf> }) => {
      const done = await client.inventory.shipTransfer.mutate(request);
      return {
        ...done,
        sentence: `${done.number} shipped: ${formatCount(done.units, "unit")} from ${done.from} to ${done.to}`,
      };
    },
  );
  const errors = errorsOf(refusal);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const done = isPending ? null : await run(inputOf(head, lines));
    if (done !== null) {
      router.push(`/admin/transfers/${done.number}`);
    }
  };
  return (
    <form noValidate className="grid max-w-240 gap-4" onSubmit={(event) => void submit(event)}>
      <FormErrors errors={errors} />
      {refusal !== null && Object.keys(errors).length === 0 ? (
        <div role="alert">
          <Callout tone="error" title={refusal.message} />
        </div>
      ) : null}
      <Panel title="Where to">
        <HeadFields head={head} change={setHead} places={places} today={today} errors={errors} />
      </Panel>
      <Panel title="What" meta={formatCount(lines.length, "SKU")}>
        <div className="grid gap-4">
          <TransferFormLines lines={lines} change={setLines} free={free} errors={errors} />
          <AddTransferSku
            nodeId={head.fromNodeId}
            taken={lines.map(({ skuId }) => skuId)}
            add={(line) => setLines([...lines, line])}
            error={errors.lines}
          />
        </div>
      </Panel>
      <div>
        <Button type="submit" variant="primary" pending={isPending} keys="mod+enter">
          Ship transfer
        </Button>
      </div>
    </form>
  );
}

const inputOf = (head: Head, lines: readonly TypedLine[]) => ({
  ...head,
  lines: lines.map(({ skuId, units }) => ({ skuId, quantity: countOf(units) })),
});

/** Units of these SKUs at the node that nobody holds; null until it is known. */
function useFree(nodeId: string, skuIds: readonly string[]): ReadonlyMap<string, number> | null {
  const api = useApi();
  const { data } = useQuery({
    ...api.inventory.listFreeStock.queryOptions({ nodeId, skuIds: [...skuIds], limit: 200 }),
    enabled: nodeId !== "" && skuIds.length > 0,
    placeholderData: keepPreviousData,
  });
  return data === undefined ? null : new Map(data.map((row) => [row.skuId, row.free]));
}

type HeadFieldsProps = {
  head: Head;
  change: (head: Head) => void;
  places: readonly SelectOption[];
  today: string;
  errors: FieldErrors;
};

function HeadFields({ head, change, places, today, errors }: HeadFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <SelectField
        label="From"
        error={errors.fromNodeId}
        name="fromNodeId"
        value={head.fromNodeId}
        options={places}
        change={(chosen) => change({ ...head, fromNodeId: chosen })}
      />
      <SelectField
        label="To"
        error={errors.toNodeId}
        name="toNodeId"
        value={head.toNodeId}
        options={places}
        change={(chosen) => change({ ...head, toNodeId: chosen })}
      />
      <Field label="Expected" required error={errors.eta}>
        {(control) => (
          <Input
            {...control}
            type="date"
            name="eta"
            min={today}
            value={head.eta}
            onChange={(event) => change({ ...head, eta: event.target.value })}
          />
        )}
      </Field>
      <div className="sm:col-span-3">
        <Field label="Note" error={errors.note}>
          {(control) => (
            <Textarea
              {...control}
              name="note"
              rows={2}
              maxLength={500}
              value={head.note}
              onChange={(event) => change({ ...head, note: event.target.value })}
            />
          )}
        </Field>
      </div>
    </div>
  );
}
