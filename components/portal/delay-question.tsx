"use client";

import { CommandButton } from "@/components/admin/command-button";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatDate } from "@/components/format";
import { SILENCE_WORDS } from "@/components/orders/silence-words";
import { Callout } from "@/components/ui/callout";
import type { OpenConsent } from "@/server/oms/backorders/types";

type Props = { readonly consent: OpenConsent; readonly today: string };

/** Part of an order comes later than agreed: its buyer accepts the day, or cancels what is late. */
export function DelayQuestion({ consent, today }: Props) {
  const client = useApiClient();
  const { orderId, proposed, agreed, answerBy, silence } = consent;
  const answer = (given: "accept" | "cancel") => (idempotencyKey: string) =>
    client.backorders.answer.mutate({
      idempotencyKey,
      input: { orderId, answer: given, proposed },
    });
  const until = formatDate(answerBy.toISOString().slice(0, 10), today);
  return (
    <Callout
      tone="warning"
      title={`Part of this order arrives ${formatDate(proposed, today)} instead of ${formatDate(agreed, today)}`}
      action={
        <span className="flex flex-wrap gap-2">
          <CommandButton
            label="Accept the new date"
            variant="primary"
            size="portal"
            run={async (key) => {
              await answer("accept")(key);
              return `${formatDate(proposed, today)} accepted`;
            }}
          />
          <CommandButton
            label="Cancel what is late"
            size="portal"
            run={async (key) => {
              const { cancelled } = await answer("cancel")(key);
              return `${formatCount(cancelled, "unit")} cancelled`;
            }}
          />
        </span>
      }
    >
      {`Please tell us by ${until}. If we do not hear from you, ${SILENCE_WORDS[silence]}.`}
    </Callout>
  );
}
