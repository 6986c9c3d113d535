"use client";

import { CommandButton } from "@/components/admin/command-button";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatDate } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import type { OpenSubstitute } from "@/server/oms/backorders/types";
import { OfferedItems } from "./offered-items";

export type SubstituteQuestionProps = {
  consent: OpenSubstitute & { readonly isThere: boolean };
  today: string;
  /** Staff answer for a customer on the phone, and may withdraw it. */
  audience: "customer" | "staff";
  mayWithdraw?: boolean;
};

const WORDS = {
  customer: {
    title: "Will you take another item instead of what waits?",
    accept: "Accept",
    decline: "Keep waiting",
    ask: "Please tell us by",
  },
  staff: {
    title: "The customer is asked whether another SKU may ship",
    accept: "They accept",
    decline: "They decline",
    ask: "They answer by",
  },
} as const;

/** What could ship instead of what waits: accepted, the order is changed at once; declined, it goes on waiting. */
export function SubstituteQuestion({
  consent,
  today,
  audience,
  mayWithdraw = false,
}: SubstituteQuestionProps) {
  const client = useApiClient();
  const { id, orderId, number, currency, items, answerBy, isThere } = consent;
  const about = { orderId, consentId: id };
  const words = WORDS[audience];
  const size = audience === "customer" ? "portal" : "staff";
  const until = formatDate(answerBy.toISOString().slice(0, 10), today);
  return (
    <Callout tone="warning" title={words.title}>
      <div className="grid gap-3">
        <OfferedItems items={items} currency={currency} today={today} />
        <p>
          {isThere
            ? `${words.ask} ${until}. Without an answer, what was ordered goes on waiting.`
            : "It is not in stock as it was offered at this moment: what was ordered goes on waiting."}
        </p>
        <span className="flex flex-wrap gap-2">
          <CommandButton
            label={words.accept}
            {...(audience === "customer" ? { variant: "primary" } : {})}
            size={size}
            disabledReason={isThere ? null : "It is not in stock as it was offered"}
            run={async (idempotencyKey) => {
              const { arrivesOn } = await client.backorders.answerSubstitute.mutate({
                idempotencyKey,
                input: { ...about, answer: "accept" },
              });
              return arrivesOn === null
                ? `${number} was changed`
                : `${number} was changed: it arrives ${formatDate(arrivesOn, today)}`;
            }}
          />
          <CommandButton
            label={words.decline}
            size={size}
            run={async (idempotencyKey) => {
              await client.backorders.answerSubstitute.mutate({
                idempotencyKey,
                input: { ...about, answer: "decline" },
              });
              return "Declined: what was ordered goes on waiting";
            }}
          />
          {mayWithdraw ? (
            <ReasonDialog
              trigger="Withdraw"
              triggerProps={{ size }}
              title="Withdraw the question"
              description="The link of the mail says that there is nothing to answer any more. What was ordered goes on waiting."
              confirm="Withdraw"
              run={async (reason, idempotencyKey) => {
                await client.backorders.withdrawSubstitute.mutate({
                  idempotencyKey,
                  input: { ...about, reason },
                });
                return "The question was withdrawn";
              }}
            />
          ) : null}
        </span>
      </div>
    </Callout>
  );
}
