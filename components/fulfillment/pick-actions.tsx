"use client";

import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { unitsToPack, unitsToPick } from "@/server/oms/fulfillment/types";
import { ShortDialog } from "./short-dialog";
import { useCommand } from "./use-command";
import type { WorkLineView, WorkView } from "./work-view";

/** By hand, for whoever counts without a scanner: take all, put one back, report what is missing. */
export function PickActions({ work, line }: { work: WorkView; line: WorkLineView }) {
  const client = useApiClient();
  const pick = useCommand(client.fulfillment.pickLine.mutate);
  const unpick = useCommand(client.fulfillment.unpickLine.mutate);
  const left = unitsToPick(line);
  const loose = unitsToPack(line);
  const named = { fulfillmentOrderId: work.id, fulfillmentOrderLineId: line.id };
  const refusal = pick.refusal ?? unpick.refusal;
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap gap-2">
        {left > 0 ? (
          <>
            <Button
              size="dense"
              pending={pick.isPending}
              aria-label={`Pick ${left} of ${line.sku}`}
              onClick={() => void pick.run({ ...named, quantity: left })}
            >
              {`Pick ${left}`}
            </Button>
            <ShortDialog work={work} line={line} />
          </>
        ) : null}
        {loose > 0 ? (
          <Button
            size="dense"
            variant="ghost"
            pending={unpick.isPending}
            aria-label={`Put 1 of ${line.sku} back`}
            onClick={() => void unpick.run({ ...named, quantity: 1 })}
          >
            Put 1 back
          </Button>
        ) : null}
      </div>
      {refusal ? (
        <p role="alert" className="text-xs text-critical-fg">
          {refusal.faults[0]?.message ?? refusal.message}
        </p>
      ) : null}
    </div>
  );
}
