"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { CommandButton } from "@/components/admin/command-button";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Panel } from "@/components/ui/panel";

const LOOK_EVERY_MS = 700;

type RunProgressProps = {
  rehearsalId: string;
  state: string;
  ordersDone: number;
  ordersTotal: number;
  mayCancel: boolean;
};

/** A rehearsal that waits or runs: how far it is, until there is a result to show. */
export function RunProgress({ rehearsalId, mayCancel, ...first }: RunProgressProps) {
  const api = useApi();
  const client = useApiClient();
  const router = useRouter();
  const { data = first } = useQuery({
    ...api.rehearsal.watch.queryOptions({ rehearsalId }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const isOver = data.state !== "queued" && data.state !== "running";
  useEffect(() => {
    if (isOver) {
      router.refresh();
    }
  }, [isOver, router]);
  const { ordersDone, ordersTotal, state } = data;
  const percent = ordersTotal === 0 ? 0 : Math.min(100, (ordersDone / ordersTotal) * 100);
  return (
    <Panel
      title={state === "queued" ? "Waiting for its turn" : "Under way"}
      actions={
        mayCancel ? (
          <CommandButton
            label="Cancel"
            size="dense"
            run={async (idempotencyKey) => {
              await client.rehearsal.cancel.mutate({ idempotencyKey, input: { rehearsalId } });
              router.refresh();
              return "Rehearsal cancelled";
            }}
          />
        ) : null
      }
    >
      <svg
        role="progressbar"
        aria-label="Orders compared"
        aria-valuemin={0}
        aria-valuemax={ordersTotal}
        aria-valuenow={ordersDone}
        width="100%"
        height="6"
        className="mb-2 block rounded-[1px] bg-neutral-bg"
      >
        <rect width={`${percent}%`} height="6" className="fill-progress-dot" />
      </svg>
      <p role="status">
        <span className="figures">
          {formatQuantity(ordersDone)} of {formatCount(ordersTotal, "order")}
        </span>{" "}
        compared. <span className="text-muted">You may leave; it goes on without this page.</span>
      </p>
    </Panel>
  );
}
