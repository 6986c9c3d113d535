"use client";

import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { LinkButton } from "@/components/ui/link-button";
import type { SelectOption } from "@/components/ui/select";
import { GrantCredit } from "./grant-credit";
import { type HoldChoice, HoldDialog } from "./hold-dialog";
import { ReasonDialog } from "./reason-dialog";

export type OrderActionsProps = {
  orderId: string;
  number: string;
  isOpen: boolean;
  /** Something of it may still change: of one that is over, what its papers say. */
  isChangeable: boolean;
  isPendingApproval: boolean;
  /** In minor units. */
  owed: number;
  currency: string;
  holds: readonly { id: string; typeName: string; reason: string; releaseRight: string }[];
  /** What can be held for, and on what of the order beside all of it. */
  holdTypes: readonly HoldChoice[];
  holdPlaces: readonly SelectOption[];
  rights: readonly string[];
};

/** What staff can do with an order as a whole. What needs a right that is missing is not offered. */
export function OrderActions(props: OrderActionsProps) {
  const client = useApiClient();
  const { orderId, number, rights } = props;
  const may = (right: string) => rights.includes(right);
  return (
    <div className="flex flex-wrap gap-2">
      {may("orders.comment_on_order") && (
        <ReasonDialog
          trigger="Comment"
          title={`Comment on ${number}`}
          label="Comment"
          name="text"
          confirm="Add comment"
          run={async (text, idempotencyKey) => {
            await client.orders.comment.mutate({ idempotencyKey, input: { orderId, text } });
            return "Comment added";
          }}
        />
      )}
      {may("changes.propose_change") && props.isChangeable && (
        <LinkButton href={`/admin/orders/${number}/change`}>Change order</LinkButton>
      )}
      {may("orders.grant_credit") && props.owed > 0 && (
        <GrantCredit
          orderId={orderId}
          number={number}
          owed={props.owed}
          currency={props.currency}
        />
      )}
      {may("orders.set_hold") && props.isOpen && (
        <HoldDialog
          orderId={orderId}
          number={number}
          types={props.holdTypes}
          places={props.holdPlaces}
        />
      )}
      {may("orders.cancel_order") && props.isOpen && (
        <ReasonDialog
          danger
          trigger="Cancel order"
          triggerProps={{ variant: "danger" }}
          title={`Cancel ${number}`}
          description="What has not left is cancelled; stock and supply go back to others, and the customer is told."
          confirm="Cancel order"
          run={async (reason, idempotencyKey) => {
            const { units } = await client.orders.cancel.mutate({
              idempotencyKey,
              input: { orderId, reason },
            });
            return `Order cancelled, ${formatCount(units, "unit")} given back`;
          }}
        />
      )}
      {may("orders.release_hold") &&
        props.holds
          .filter((hold) => may(hold.releaseRight))
          .map((hold) => (
            <ReasonDialog
              key={hold.id}
              trigger={`Release ${hold.typeName.toLowerCase()} hold`}
              triggerProps={{ variant: "primary" }}
              title={`Release the ${hold.typeName.toLowerCase()} hold`}
              description={hold.reason}
              confirm="Release hold"
              run={async (reason, idempotencyKey) => {
                await client.orders.releaseHold.mutate({
                  idempotencyKey,
                  input: { orderId, holdId: hold.id, reason },
                });
                return "Hold released";
              }}
            />
          ))}
      {props.isPendingApproval && <ApprovalActions {...props} />}
    </div>
  );
}

/** The order is above its buyer's limit: it goes on, or it ends here. */
function ApprovalActions({ orderId, number, rights }: OrderActionsProps) {
  const client = useApiClient();
  return (
    <>
      {rights.includes("orders.reject_order") && (
        <ReasonDialog
          danger
          trigger="Reject order"
          triggerProps={{ variant: "danger" }}
          title={`Reject ${number}`}
          description="What it held goes back to others, and the buyer reads the reason."
          confirm="Reject order"
          run={async (reason, idempotencyKey) => {
            await client.orders.reject.mutate({ idempotencyKey, input: { orderId, reason } });
            return "Order rejected";
          }}
        />
      )}
      {rights.includes("orders.approve_order") && (
        <ReasonDialog
          trigger="Approve order"
          triggerProps={{ variant: "primary" }}
          title={`Approve ${number}`}
          description="It is above its buyer's own limit. Once approved it is released like any other."
          confirm="Approve order"
          isOptional
          run={async (reason, idempotencyKey) => {
            await client.orders.approve.mutate({ idempotencyKey, input: { orderId, reason } });
            return "Order approved";
          }}
        />
      )}
    </>
  );
}
