"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { SubscriptionRow } from "@/server/oms/webhooks/queries";
import { type WebhookEventType, webhookEventTypes } from "@/server/oms/webhooks/types";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { ShownOnce } from "./shown-once";
import { makeWebhookSecret } from "./webhook-secret";
import { WEBHOOK_WORDS } from "./webhook-words";

type Typed = {
  name: string;
  url: string;
  eventTypes: readonly WebhookEventType[];
  channelCode: string;
  skus: string;
  lowThreshold: string;
  isOn: boolean;
};

const BLANK: Typed = {
  name: "",
  url: "",
  eventTypes: ["availability.changed"],
  channelCode: "",
  skus: "",
  lowThreshold: "",
  isOn: true,
};

const typedOf = (row: SubscriptionRow): Typed => ({
  name: row.name,
  url: row.url,
  eventTypes: row.eventTypes,
  channelCode: row.channelCode ?? "",
  skus: row.skus.join("\n"),
  lowThreshold: row.lowThreshold === null ? "" : String(row.lowThreshold),
  isOn: row.isOn,
});

/** Digits as a number; anything else is left to be refused at its control. */
const unitsOf = (text: string) =>
  text.trim() === "" ? null : /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;

const inputOf = (typed: Typed, row: SubscriptionRow | null, secret: string) => ({
  subscriptionId: row?.id ?? null,
  version: row?.version ?? null,
  name: typed.name,
  url: typed.url,
  eventTypes: [...typed.eventTypes],
  channelCode: typed.channelCode === "" ? null : typed.channelCode,
  skus: typed.skus.split(/[\s,;]+/).filter((sku) => sku !== ""),
  lowThreshold: unitsOf(typed.lowThreshold),
  isOn: typed.isOn,
  ...(row === null && { secret }),
});

/** Make a webhook subscription, or change one. A new one's secret is shown once. */
export function WebhookDialog({
  row,
  channels,
}: {
  row: SubscriptionRow | null;
  channels: readonly SelectOption[];
}) {
  const client = useApiClient();
  const first = row === null ? BLANK : typedOf(row);
  const [typed, setTyped] = useState(first);
  const [secret, setSecret] = useState("");
  const [made, setMade] = useState<string | null>(null);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  return (
    <>
      <CommandDialog
        trigger={row === null ? "New webhook" : "Change"}
        triggerProps={
          row === null ? { variant: "primary" } : { "aria-label": `Change ${row.name}` }
        }
        title={row === null ? "New webhook" : `Change ${row.name}`}
        description="Each message is signed as Standard Webhooks describes, and sent again until it is taken."
        confirm="Save webhook"
        size="lg"
        input={inputOf(typed, row, secret)}
        onOpen={() => {
          setTyped(first);
          setSecret(makeWebhookSecret());
        }}
        send={async (request) => {
          await client.webhooks.save.mutate(request);
          setMade(row === null ? secret : null);
          return `Webhook ${request.input.name} saved`;
        }}
      >
        {(errors) => (
          <WebhookFields typed={typed} change={change} channels={channels} errors={errors} />
        )}
      </CommandDialog>
      <ShownOnce
        noun="secret"
        description="The receiver verifies each message with it. It is shown this once; later it can be exchanged."
        secret={made}
        onDone={() => setMade(null)}
      />
    </>
  );
}

type Fields = {
  typed: Typed;
  change: (part: Partial<Typed>) => void;
  channels: readonly SelectOption[];
  errors: FieldErrors;
};

function WebhookFields({ typed, change, channels, errors }: Fields) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          name="name"
          required
          value={typed.name}
          change={(name) => change({ name })}
          error={errors.name}
        />
        <Field label="Address" required error={errors.url} help="https://, on the internet">
          {(control) => (
            <Input
              {...control}
              name="url"
              inputMode="url"
              autoComplete="off"
              value={typed.url}
              onChange={(event) => change({ url: event.target.value })}
            />
          )}
        </Field>
      </div>
      <EventTypes typed={typed} change={change} error={errors.eventTypes} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Channel"
          error={errors.channelCode}
          name="channelCode"
          placeholder="Every channel"
          options={channels}
          value={typed.channelCode}
          change={(channelCode) => change({ channelCode })}
        />
        <TextField
          label="Low at"
          name="lowThreshold"
          isNumber
          help="Units; empty: at each SKU’s own low-stock point"
          value={typed.lowThreshold}
          change={(lowThreshold) => change({ lowThreshold })}
          error={errors.lowThreshold}
        />
      </div>
      <Field label="SKUs" error={errors.skus} help="One a line; empty: every SKU">
        {(control) => (
          <Textarea
            {...control}
            name="skus"
            rows={2}
            value={typed.skus}
            onChange={(event) => change({ skus: event.target.value })}
          />
        )}
      </Field>
      <Checkbox
        name="isOn"
        label="It is on"
        checked={typed.isOn}
        onChange={() => change({ isOn: !typed.isOn })}
      />
    </>
  );
}

function EventTypes({
  typed,
  change,
  error,
}: Pick<Fields, "typed" | "change"> & { error: string | undefined }) {
  const { eventTypes } = typed;
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">It is told of</legend>
      {webhookEventTypes.map((type) => (
        <Checkbox
          key={type}
          name="eventTypes"
          label={WEBHOOK_WORDS[type]}
          checked={eventTypes.includes(type)}
          onChange={() =>
            change({
              eventTypes: eventTypes.includes(type)
                ? eventTypes.filter((each) => each !== type)
                : [...eventTypes, type],
            })
          }
        />
      ))}
      {error ? <p className="text-xs text-critical-fg">{error}</p> : null}
    </fieldset>
  );
}
