"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatQuantity } from "@/components/format";
import { Checkbox } from "@/components/ui/checkbox";
import { ReasonField } from "@/components/ui/text-field";
import type { DriftedPosition } from "@/server/oms/exceptions/types";
import { type DriftTruth, driftTruths } from "@/server/oms/inventory/types";
import { CommandDialog } from "./command-dialog";

const CHOICES: Record<DriftTruth, { label: string; help: string }> = {
  ledger: { label: "The ledger is right", help: "The counter is set to it" },
  counter: { label: "The counter is right", help: "The ledger gets the row that is missing" },
};

/** Make counter, ledger and holds of a position agree: a person says which is right. */
export function DriftDialog({ drift }: { drift: DriftedPosition }) {
  const client = useApiClient();
  const [truth, setTruth] = useState<DriftTruth>("ledger");
  const [reason, setReason] = useState("");
  const { skuId, nodeId, status, sku, node, held } = drift;
  return (
    <CommandDialog
      trigger="Repair"
      triggerProps={{ size: "dense" }}
      title={`Repair the books of ${sku}`}
      description={`${node}: orders hold ${formatQuantity(held)}, so that many are allocated after it.`}
      confirm="Repair"
      size="sm"
      input={{ skuId, nodeId, status, truth, reason }}
      onOpen={() => {
        setTruth("ledger");
        setReason("");
      }}
      send={async (request) => {
        const done = await client.inventory.repairDrift.mutate(request);
        return `Books of ${done.sku} at ${done.node} repaired: ${formatQuantity(done.onHand)} on hand, ${formatQuantity(done.allocated)} allocated`;
      }}
    >
      {(errors) => (
        <>
          <fieldset className="grid gap-3">
            <legend className="mb-2 text-sm font-medium">What is right</legend>
            {driftTruths.map((each) => (
              <Checkbox
                key={each}
                kind="radio"
                name="truth"
                checked={truth === each}
                onChange={() => setTruth(each)}
                label={`${CHOICES[each].label}: ${formatQuantity(drift[each].onHand)} on hand, ${formatQuantity(drift[each].allocated)} allocated`}
                help={CHOICES[each].help}
              />
            ))}
            {errors.truth === undefined ? null : (
              <p className="text-xs text-critical-fg">{errors.truth}</p>
            )}
          </fieldset>
          <ReasonField
            value={reason}
            change={setReason}
            error={errors.reason}
            help="Stands in the ledger"
          />
        </>
      )}
    </CommandDialog>
  );
}
