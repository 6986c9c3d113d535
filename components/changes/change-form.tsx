"use client";

import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { Textarea } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { toast } from "@/components/ui/toast";
import { ChangeLines } from "./change-lines";
import { ChangeOutcome } from "./change-outcome";
import { ChangeTerms } from "./change-terms";
import { nothingMay } from "./nothing-may";
import { contentOf, errorsOf, typedOf, unreadable } from "./typed-change";
import type { ChangeFormFacts, PreviewedChange, TypedChange } from "./types";

export type ChangeFormProps = {
  facts: ChangeFormFacts;
  today: string;
  audience: "staff" | "customer";
  /** The order's own page. */
  orderHref: string;
};

/** Write a change, look at what it does, apply it. */
export function ChangeForm({ facts, today, audience, orderHref }: ChangeFormProps) {
  const { order, scope, open } = facts;
  const [typed, setTyped] = useState(() => typedOf(order));
  const work = useChange(facts, typed, orderHref);
  const change = (part: Partial<TypedChange>) => {
    setTyped({ ...typed, ...part });
    work.forget();
  };
  const closed = nothingMay(scope, order.lines);
  if (closed !== null) {
    return (
      <Callout tone="info" title="Nothing can change">
        {closed}
      </Callout>
    );
  }
  const fields = { facts, typed, errors: work.errors, change };
  return (
    <form noValidate className="grid gap-6" onSubmit={(event) => void work.preview(event)}>
      {open === null ? null : <OpenElsewhere open={open} discard={work.discard} />}
      <FormErrors errors={work.errors} />
      {work.message === null ? null : (
        <div role="alert">
          <Callout tone="error" title={work.message} />
        </div>
      )}
      <Panel title="Lines" flush>
        <ChangeLines {...fields} />
      </Panel>
      <Panel title="Where, when and how">
        <ChangeTerms {...fields} />
      </Panel>
      <Panel title="Why">
        <Field label="Reason" required error={work.errors.reason}>
          {(control) => (
            <Textarea
              {...control}
              name="reason"
              rows={2}
              maxLength={500}
              value={typed.reason}
              onChange={(event) => change({ reason: event.target.value })}
            />
          )}
        </Field>
      </Panel>
      <div aria-live="polite" className="grid gap-4">
        {work.previewed === null ? null : (
          <ChangeOutcome outcome={work.previewed.outcome} today={today} audience={audience} />
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            variant={work.previewed === null ? "primary" : "ghost"}
            size={audience === "staff" ? "staff" : "portal"}
            pending={work.isAsking && "Looking…"}
          >
            Preview change
          </Button>
          {work.previewed === null ? null : (
            <Button
              variant="primary"
              size={audience === "staff" ? "staff" : "portal"}
              pending={work.isAsking && "Applying…"}
              onClick={() => void work.apply()}
            >
              Apply change
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}

function OpenElsewhere({
  open,
  discard,
}: {
  open: NonNullable<ChangeFormFacts["open"]>;
  discard: () => Promise<void>;
}) {
  return (
    <Callout
      tone="warning"
      title={
        open.isMine
          ? "You left a change of this order open"
          : `${open.openedByName} has a change of this order open`
      }
      action={<Button onClick={() => void discard()}>Put it aside</Button>}
    >
      {open.reason}
    </Callout>
  );
}

function useChange(facts: ChangeFormFacts, typed: TypedChange, orderHref: string) {
  const client = useApiClient();
  const router = useRouter();
  const { order, open } = facts;
  const { orderId } = order;
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [message, setMessage] = useState<string | null>(null);
  const [previewed, setPreviewed] = useState<PreviewedChange | null>(null);
  const [isAsking, setAsking] = useState(false);

  const ask = async (work: () => Promise<void>) => {
    setAsking(true);
    setMessage(null);
    setErrors({});
    try {
      await work();
    } catch (error) {
      const { faults, message: sentence, code } = refusalOf(error);
      setErrors(errorsOf(faults, typed, order));
      setMessage(faults.length === 0 ? sentence : null);
      setPreviewed(null);
      if (code === "STALE") {
        router.refresh();
      }
    } finally {
      setAsking(false);
    }
  };
  return {
    errors,
    message,
    previewed,
    isAsking,
    /** What was previewed is not what is typed any more. */
    forget: () => setPreviewed(null),
    preview: async (event: SyntheticEvent) => {
      event.preventDefault();
      const wrong = unreadable(typed, order);
      if (Object.keys(wrong).length > 0) {
        setErrors(wrong);
        return;
      }
      await ask(async () => {
        const { changeId } = await client.changes.propose.mutate({
          idempotencyKey: crypto.randomUUID(),
          input: { orderId, content: contentOf(typed, order), reason: typed.reason },
        });
        const preview = await client.changes.preview.query({ orderId, changeId });
        setPreviewed({ changeId, ...preview });
      });
    },
    apply: () =>
      ask(async () => {
        if (previewed === null) {
          return;
        }
        const { changeId, orderVersion } = previewed;
        const { number, isCancelled } = await client.changes.applyChange.mutate({
          idempotencyKey: crypto.randomUUID(),
          input: { orderId, changeId, orderVersion },
        });
        toast.done(isCancelled ? `${number} cancelled` : `${number} changed`);
        router.push(orderHref as never);
        router.refresh();
      }),
    discard: () =>
      ask(async () => {
        if (open !== null) {
          const input = { orderId, changeId: open.changeId };
          await client.changes.discard.mutate({ idempotencyKey: crypto.randomUUID(), input });
          router.refresh();
        }
      }),
  };
}
