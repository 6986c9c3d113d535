"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { DayAhead } from "@/server/oms/network/queries-nodes";
import type { NodeFacts, NodeMeasure, ProcessingMode } from "@/server/oms/network/types";
import { measuredInWords } from "./network-words";
import { textOf, wholeOf, wholeOrNone } from "./numbers";

type CapacityDialogProps = {
  nodeId: string;
  facts: NodeFacts;
  measure: NodeMeasure | null;
  days: readonly DayAhead[];
};

const typedOf = (facts: NodeFacts) => ({
  orders: textOf(facts.orders),
  lines: textOf(facts.lines),
  units: textOf(facts.units),
  processingDays: String(facts.processingDays),
  processingMode: facts.processingMode,
  measuredOverDays: String(facts.measuredOverDays),
  reason: "",
});

type Typed = ReturnType<typeof typedOf>;

const MEASURES = [
  { name: "orders", label: "Orders a day" },
  { name: "lines", label: "Lines a day" },
  { name: "units", label: "Units a day" },
] as const;

/** What a node ships in a day at most, and how long it takes. */
export function CapacityDialog({ nodeId, facts, measure, days }: CapacityDialogProps) {
  const client = useApiClient();
  const first = typedOf(facts);
  const [typed, setTyped] = useState<Typed>(first);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const input = {
    nodeId,
    orders: wholeOrNone(typed.orders),
    lines: wholeOrNone(typed.lines),
    units: wholeOrNone(typed.units),
    processingDays: wholeOf(typed.processingDays),
    processingMode: typed.processingMode,
    measuredOverDays: wholeOf(typed.measuredOverDays),
    reason: typed.reason,
  };
  return (
    <CommandDialog
      trigger="Change capacity"
      triggerProps={{ size: "dense" }}
      title={`Capacity of ${facts.name}`}
      description="Each limit holds by itself; empty: no limit."
      confirm="Save capacity"
      input={input}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { changes } = await client.network.setCapacity.mutate(request);
        return changes === 0 ? "Nothing was changed" : `Capacity of ${facts.name} saved`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-3">
            {MEASURES.map(({ name, label }) => (
              <TextField
                key={name}
                label={label}
                name={name}
                isNumber
                value={typed[name]}
                change={(value) => change({ [name]: value })}
                error={errors[name]}
              />
            ))}
            <SelectField
              label="Promises count with"
              error={errors.processingMode}
              name="processingMode"
              options={[
                { value: "configured", label: "What is set here" },
                { value: "measured", label: "What was measured" },
              ]}
              value={typed.processingMode}
              change={(chosen) => change({ processingMode: modeOf(chosen) })}
            />
            <TextField
              label="Processing days"
              name="processingDays"
              isNumber
              value={typed.processingDays}
              change={(processingDays) => change({ processingDays })}
              error={errors.processingDays}
              help={measuredInWords(measure)}
            />
            <TextField
              label="Measured over"
              name="measuredOverDays"
              isNumber
              value={typed.measuredOverDays}
              change={(measuredOverDays) => change({ measuredOverDays })}
              error={errors.measuredOverDays}
              help="Days back from today"
            />
          </div>
          <Overfull input={input} days={days} />
          <ReasonField
            value={typed.reason}
            change={(reason) => change({ reason })}
            error={errors.reason}
          />
        </>
      )}
    </CommandDialog>
  );
}

const modeOf = (value: string): ProcessingMode =>
  value === "measured" ? "measured" : "configured";

type Limits = Record<(typeof MEASURES)[number]["name"], number | null>;

/** Days that are fuller already than what is typed. */
function Overfull({ input, days }: { input: Limits; days: readonly DayAhead[] }) {
  const over = days.filter(({ work }) =>
    MEASURES.some(({ name }) => {
      const limit = input[name];
      return limit !== null && work[name] > limit;
    }),
  );
  return over.length === 0 ? null : (
    <Callout
      tone="warning"
      title={`${formatCount(over.length, "day")} ahead ${over.length === 1 ? "is" : "are"} fuller than that`}
    >
      What is promised still leaves then; nothing more is planned for{" "}
      {over.length === 1 ? "it" : "them"}.
    </Callout>
  );
}
