"use client";

import { useRef } from "react";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { useHotkeys } from "@/components/ui/hotkeys";

export type ApprovalActionsProps = {
  orderId: string;
  number: string;
  /** Why this person may not approve it; null when they may. */
  notYours: string | null;
  /** The first of the queue answers to `A`. */
  isFirst: boolean;
};

/** The two answers to an order that waits. */
export function ApprovalActions({ orderId, number, notYours, isFirst }: ApprovalActionsProps) {
  const client = useApiClient();
  const box = useRef<HTMLDivElement>(null);
  useHotkeys(
    isFirst && notYours === null
      ? [
          {
            keys: "a",
            label: "Approve the first order",
            group: "Approvals",
            run: () => box.current?.querySelector<HTMLElement>("[data-approve] button")?.click(),
          },
        ]
      : [],
  );
  return (
    <div ref={box} className="flex flex-wrap gap-2">
      <ReasonDialog
        danger
        trigger="Reject"
        triggerProps={{ variant: "ghost", size: "portal" }}
        title={`Reject ${number}`}
        description="The order is over, and its buyer reads why."
        confirm="Reject order"
        run={async (reason, idempotencyKey) => {
          await client.orders.reject.mutate({ idempotencyKey, input: { orderId, reason } });
          return `${number} rejected`;
        }}
      />
      <span data-approve className="contents">
        <ReasonDialog
          trigger="Approve"
          triggerProps={{ variant: "primary", size: "portal", disabledReason: notYours }}
          title={`Approve ${number}`}
          description="It goes on at once."
          label="Note"
          isOptional
          confirm="Approve order"
          run={async (reason, idempotencyKey) => {
            await client.orders.approve.mutate({ idempotencyKey, input: { orderId, reason } });
            return `${number} approved`;
          }}
        />
      </span>
    </div>
  );
}
