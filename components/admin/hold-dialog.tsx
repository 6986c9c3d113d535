"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { stoppedSentence } from "@/components/orders/hold-words";
import { Field } from "@/components/ui/field";
import { Select, type SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField } from "@/components/ui/text-field";
import type { HoldTypeRow } from "@/server/oms/orders/types";
import { CommandDialog } from "./command-dialog";

export type HoldChoice = Pick<HoldTypeRow, "code" | "name" | "blocks" | "level" | "stopsOrder">;

export type HoldDialogProps = {
  orderId: string;
  number: string;
  types: readonly HoldChoice[];
  /** Lines as `line:<id>` and fulfillment orders as `fulfillment_order:<id>`. */
  places: readonly SelectOption[];
};

/** Stop an order, or a part of it, for one of the reasons that the house knows. */
export function HoldDialog({ orderId, number, types, places }: HoldDialogProps) {
  const client = useApiClient();
  const blank = { type: "manual", place: "", reason: "" };
  const [typed, setTyped] = useState(blank);
  const type = types.find(({ code }) => code === typed.type);
  const [level, id] = typed.place.split(":");
  return (
    <CommandDialog
      trigger="Hold"
      title={`Hold ${number}`}
      description={type ? stoppedSentence(type.blocks) : undefined}
      confirm="Set hold"
      input={{
        orderId,
        type: typed.type,
        orderLineId: level === "line" ? id : null,
        fulfillmentOrderId: level === "fulfillment_order" ? id : null,
        reason: typed.reason,
      }}
      onOpen={() => setTyped(blank)}
      send={async (request) => {
        await client.orders.setHold.mutate(request);
        return "Hold set";
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label="Type"
              error={errors.type}
              name="type"
              options={types.map(({ code, name }) => ({ value: code, label: name }))}
              value={typed.type}
              change={(chosen) => setTyped({ ...typed, type: chosen })}
            />
            <Field
              label="On"
              error={errors.orderLineId ?? errors.fulfillmentOrderId}
              {...(type?.stopsOrder ? { help: "It stops the whole order from anywhere" } : {})}
            >
              {(control) => (
                <Select
                  {...control}
                  name="place"
                  placeholder="The whole order"
                  options={places}
                  value={typed.place}
                  onChange={(event) => setTyped({ ...typed, place: event.target.value })}
                />
              )}
            </Field>
          </div>
          <ReasonField
            value={typed.reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
          />
        </>
      )}
    </CommandDialog>
  );
}
