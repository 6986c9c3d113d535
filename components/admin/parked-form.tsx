"use client";

import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import type { Fault } from "@/server/oms/kernel/errors";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { ParkedLines, type TypedLine } from "./parked-lines";

export type Parked = {
  id: string;
  version: number;
  companyId: string | null;
  content: PlaceOrderInput;
  faults: readonly Fault[];
  likely: readonly { at: number; code: string; name: string }[];
  locations: readonly { id: string; label: string }[];
};

type Typed = {
  company: string;
  location: string;
  customerPo: string;
  service: string;
  requestedDate: string;
  shipAfter: string;
  cancelAfter: string;
  lines: readonly TypedLine[];
};

const typedOf = ({ content }: Parked): Typed => ({
  company: content.companyCode ?? "",
  location: content.companyLocationId ?? "",
  customerPo: content.customerPo ?? "",
  service: content.serviceCode,
  requestedDate: content.requestedDate ?? "",
  shipAfter: content.shipAfter ?? "",
  cancelAfter: content.cancelAfter ?? "",
  lines: content.lines.map((line, key) => ({
    key,
    line,
    sku: line.sku,
    quantity: String(line.quantity),
  })),
});

const orNothing = <Key extends string, Value>(key: Key, value: Value | "") =>
  value === "" ? {} : ({ [key]: value } as Record<Key, Value>);

/** What was sent, with what was mended in it; what is not on the form stays as it was. */
function orderOf({ content }: Parked, typed: Typed): PlaceOrderInput {
  const {
    companyId,
    companyCode: _code,
    companyLocationId: _location,
    customerPo: _po,
    requestedDate: _requested,
    shipAfter: _after,
    cancelAfter: _cancel,
    ...rest
  } = content;
  return {
    ...rest,
    ...(typed.company === "" && companyId !== undefined ? { companyId } : {}),
    ...orNothing("companyCode", typed.company.trim()),
    ...orNothing("companyLocationId", typed.location),
    ...orNothing("customerPo", typed.customerPo.trim()),
    ...orNothing("requestedDate", typed.requestedDate as LocalDate | ""),
    ...orNothing("shipAfter", typed.shipAfter as LocalDate | ""),
    ...orNothing("cancelAfter", typed.cancelAfter as LocalDate | ""),
    serviceCode: typed.service,
    lines: typed.lines.map(({ line, sku, quantity }) => ({
      ...line,
      sku: sku.trim(),
      quantity: Number(quantity),
    })),
  };
}

/** Mend a parked order and place it; what is still wrong stands at its field. */
export function ParkedForm({
  parked,
  services,
}: {
  parked: Parked;
  services: readonly SelectOption[];
}) {
  const client = useApiClient();
  const router = useRouter();
  const [typed, setTyped] = useState(() => typedOf(parked));
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const { run, isPending, refusal } = useCommand(
    async (request: { idempotencyKey: string; input: PlaceOrderInput }) => {
      const { idempotencyKey, input } = request;
      const { number } = await client.orders.placeParked.mutate({
        idempotencyKey,
        input: { parkedId: parked.id, version: parked.version, order: input },
      });
      router.push(`/admin/orders/${number}`);
      return { sentence: `Placed as ${number}` };
    },
  );
  const faults = refusal === null ? parked.faults : (refusal.faults ?? []);
  const errors = Object.fromEntries(faults.map(({ field, message }) => [field, message]));
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    await run(orderOf(parked, typed));
  };
  return (
    <form noValidate className="grid gap-6" onSubmit={(event) => void submit(event)}>
      <div role="alert">
        <Callout
          tone="warning"
          title={refusal === null ? "What keeps it from being taken" : refusal.message}
        >
          <ul className="grid gap-0.5">
            {faults.map(({ field, code, message }) => (
              <li key={`${field} ${code}`}>{message}</li>
            ))}
          </ul>
        </Callout>
      </div>
      <Panel title="Order">
        <HeadFields
          typed={typed}
          change={change}
          errors={errors}
          services={services}
          locations={parked.locations}
        />
      </Panel>
      <Panel title="Lines">
        <ParkedLines
          lines={typed.lines}
          errors={errors}
          likely={parked.likely}
          onChange={(lines) => change({ lines })}
        />
      </Panel>
      <div>
        <Button type="submit" variant="primary" pending={isPending && "Placing the order…"}>
          Place order
        </Button>
      </div>
    </form>
  );
}

function HeadFields({
  typed,
  change,
  errors,
  services,
  locations,
}: {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  errors: Readonly<Record<string, string>>;
  services: readonly SelectOption[];
  locations: Parked["locations"];
}) {
  const text = (name: "company" | "customerPo", label: string, field: string, help: string) => (
    <TextField
      label={label}
      name={name}
      help={help}
      value={typed[name]}
      change={(value) => change({ [name]: value })}
      error={errors[field]}
    />
  );
  const day = (name: "requestedDate" | "shipAfter" | "cancelAfter", label: string) => (
    <TextField
      label={label}
      name={name}
      type="date"
      value={typed[name]}
      change={(value) => change({ [name]: value })}
      error={errors[name]}
    />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {text("company", "Customer code", "companyCode", "Empty: as it was sent")}
      <SelectField
        label="Ship-to"
        error={errors.companyLocationId}
        name="location"
        placeholder="The customer's default"
        options={locations.map(({ id, label }) => ({ value: id, label }))}
        value={typed.location}
        change={(location) => change({ location })}
      />
      {text("customerPo", "PO number", "customerPo", "As the customer knows the order")}
      <SelectField
        label="Service"
        error={errors.serviceCode}
        name="service"
        options={
          services.some(({ value }) => value === typed.service)
            ? services
            : [{ value: typed.service, label: `${typed.service} (unknown)` }, ...services]
        }
        value={typed.service}
        change={(service) => change({ service })}
      />
      {day("requestedDate", "Wanted on")}
      {day("shipAfter", "Not to leave before")}
      {day("cancelAfter", "Cancelled after")}
    </div>
  );
}
