"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { ContestedLine } from "@/server/oms/allocation/queries-short";

type Props = { readonly run: { id: string; version: number }; readonly line: ContestedLine };

/** Give a line of a run its units from stock by hand; the others share the rest again. */
export function EditLine({ run, line }: Props) {
  const client = useApiClient();
  const [units, setUnits] = useState("");
  const [reason, setReason] = useState("");
  const typed = units.trim();
  return (
    <CommandDialog
      trigger="Set units"
      triggerProps={{
        size: "dense",
        variant: "ghost",
        "aria-label": `Set units of ${line.orderNumber}`,
      }}
      title={`Set the units of ${line.orderNumber}`}
      description={`${line.company} asks for ${formatCount(line.asked, "unit")} of ${line.sku}. Leave the units empty to go by the policy again.`}
      confirm="Set units"
      size="sm"
      input={{
        runId: run.id,
        version: run.version,
        orderLineId: line.lineId,
        units: typed === "" ? null : /^\d+$/.test(typed) ? Number(typed) : Number.NaN,
        reason,
      }}
      onOpen={() => {
        setUnits(String(line.stockAfter));
        setReason("");
      }}
      send={async (request) => {
        const set = await client.allocation.editRunLine.mutate(request);
        return `${line.orderNumber} gets ${formatCount(set.units, "unit")} from stock`;
      }}
    >
      {(errors) => (
        <>
          <TextField
            label="Units from stock"
            name="units"
            isNumber
            value={units}
            change={setUnits}
            error={errors.units}
          />
          <ReasonField value={reason} change={setReason} error={errors.reason} help={null} />
        </>
      )}
    </CommandDialog>
  );
}
