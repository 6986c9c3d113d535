"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";

type ReasonedProps = {
  trigger: string;
  title: string;
  description?: string;
  confirm: string;
  danger?: boolean;
  label?: string;
  run: (reason: string, idempotencyKey: string) => Promise<string>;
};

/** A step that wants a reason: asked once, with one key until it is answered. */
function ReasonedAction({
  trigger,
  title,
  description,
  confirm,
  danger,
  label,
  run,
}: ReasonedProps) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const [isPending, setIsPending] = useState(false);
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());

  const submit = async () => {
    setIsPending(true);
    try {
      toast.done(await run(reason, idempotencyKey));
      setIdempotencyKey(crypto.randomUUID());
      setIsOpen(false);
      setReason("");
      setError(undefined);
      router.refresh();
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      setError(refusal.faults[0]?.message ?? refusal.message);
    } finally {
      setIsPending(false);
    }
  };
  return (
    <Dialog
      title={title}
      {...(description ? { description } : {})}
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={<Button variant={danger ? "danger" : "secondary"}>{trigger}</Button>}
      footer={
        <Button
          variant={danger ? "danger" : "primary"}
          pending={isPending}
          keys="mod+enter"
          onClick={() => void submit()}
        >
          {confirm}
        </Button>
      }
    >
      <Field label={label ?? "Reason"} error={error} required>
        {(control) => (
          <Textarea
            {...control}
            name="reason"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            rows={3}
          />
        )}
      </Field>
    </Dialog>
  );
}

export type OrderActionsProps = {
  orderId: string;
  number: string;
  isOpen: boolean;
  isPendingApproval: boolean;
  holds: readonly { id: string; type: string; reason: string }[];
  rights: readonly string[];
};

/** What staff can do with an order as a whole. What needs a right that is missing is not offered. */
export function OrderActions(props: OrderActionsProps) {
  const client = useApiClient();
  const { orderId, number, rights } = props;
  const may = (right: string) => rights.includes(right);
  return (
    <div className="flex flex-wrap gap-2">
      {may("orders.release_hold") &&
        props.holds.map((hold) => (
          <ReasonedAction
            key={hold.id}
            trigger={`Release ${hold.type.replaceAll("_", " ")} hold`}
            title={`Release the ${hold.type.replaceAll("_", " ")} hold`}
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
      {may("orders.set_hold") && props.isOpen && (
        <ReasonedAction
          trigger="Hold"
          title={`Hold ${number}`}
          description="Nothing more of it is released to a node until the hold is lifted."
          confirm="Set hold"
          run={async (reason, idempotencyKey) => {
            await client.orders.setHold.mutate({ idempotencyKey, input: { orderId, reason } });
            return "Hold set";
          }}
        />
      )}
      {may("orders.comment") && (
        <ReasonedAction
          trigger="Comment"
          title={`Comment on ${number}`}
          label="Comment"
          confirm="Add comment"
          run={async (text, idempotencyKey) => {
            await client.orders.comment.mutate({ idempotencyKey, input: { orderId, text } });
            return "Comment added";
          }}
        />
      )}
      {may("orders.cancel_order") && props.isOpen && (
        <ReasonedAction
          danger
          trigger="Cancel order"
          title={`Cancel ${number}`}
          description="What has not left is cancelled; stock and supply go back to others, and the customer is told."
          confirm="Cancel order"
          run={async (reason, idempotencyKey) => {
            const { units } = await client.orders.cancel.mutate({
              idempotencyKey,
              input: { orderId, reason },
            });
            return `Order cancelled, ${units} units given back`;
          }}
        />
      )}
    </div>
  );
}
