"use client";

import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";

export type Account = { companyId: string; code: string; name: string };

/** Begins an order for a customer: its draft exists before its page is opened. */
export function useStartDraft(): {
  start: (account: Pick<Account, "companyId">) => void;
  /** The account whose draft is on its way. */
  starting: string | null;
  refusal: string | null;
} {
  const client = useApiClient();
  const router = useRouter();
  const [starting, setStarting] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const begin = useCallback(
    async ({ companyId }: Pick<Account, "companyId">) => {
      setStarting(companyId);
      setRefusal(null);
      try {
        const draftId = crypto.randomUUID();
        await client.orders.saveDraft.mutate({
          idempotencyKey: crypto.randomUUID(),
          input: { draftId, companyId, channelCode: "phone", version: 0, content: {} },
        });
        router.push(`/desk/drafts/${draftId}`);
      } catch (error) {
        setRefusal(refusalOf(error).message);
        setStarting(null);
      }
    },
    [client, router],
  );
  const start = useCallback((account: Pick<Account, "companyId">) => void begin(account), [begin]);
  return { start, starting, refusal };
}
