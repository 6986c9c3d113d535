"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState, useTransition } from "react";
import { type ApiRefusal, refusalOf } from "@/components/api-fault";
import { toast } from "@/components/ui/toast";

type Send<Input, Output> = (request: {
  idempotencyKey: string;
  input: Input;
}) => Promise<Output & { readonly sentence: string }>;

export type FloorCommand<Input, Output> = {
  /** Ask; answers null when it was refused. What happened is said by the command's own sentence. */
  readonly run: (input: Input) => Promise<(Output & { readonly sentence: string }) | null>;
  readonly isPending: boolean;
  /** The refusal of the last try, until the next one or until it is dismissed. */
  readonly refusal: ApiRefusal | null;
  readonly dismiss: () => void;
};

/**
 * One command of the floor. Its idempotency key belongs to what is intended: the same input asked
 * again after a lost answer carries the same key, so it is done once.
 */
export function useCommand<Input, Output>(
  send: Send<Input, Output>,
  { isQuiet = false }: { readonly isQuiet?: boolean } = {},
): FloorCommand<Input, Output> {
  const router = useRouter();
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null);
  const [isSending, setSending] = useState(false);
  const [isRefreshing, refresh] = useTransition();
  const intent = useRef<{ text: string; key: string } | null>(null);
  const sendNow = useRef(send);
  useEffect(() => {
    sendNow.current = send;
  });

  const run = useCallback(
    async (input: Input) => {
      const text = JSON.stringify(input);
      if (intent.current?.text !== text) {
        intent.current = { text, key: crypto.randomUUID() };
      }
      setSending(true);
      try {
        const answer = await sendNow.current({ idempotencyKey: intent.current.key, input });
        intent.current = null;
        setRefusal(null);
        if (!isQuiet) {
          toast.done(answer.sentence);
        }
        refresh(() => router.refresh());
        return answer;
      } catch (error) {
        const why = refusalOf(error);
        if (!why.isUnanswered) {
          intent.current = null;
        }
        setRefusal(why);
        return null;
      } finally {
        setSending(false);
      }
    },
    [isQuiet, router],
  );
  const dismiss = useCallback(() => setRefusal(null), []);
  return { run, isPending: isSending || isRefreshing, refusal, dismiss };
}
