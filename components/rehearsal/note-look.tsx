"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useApiClient } from "@/components/api-provider";

/** Notes that this result was seen, once, when it stands on a screen in front of somebody. */
export function NoteLook({ rehearsalId }: { rehearsalId: string }) {
  const client = useApiClient();
  const router = useRouter();
  const isAsked = useRef(false);
  useEffect(() => {
    if (isAsked.current) {
      return;
    }
    isAsked.current = true;
    client.rehearsal.lookAt
      .mutate({ idempotencyKey: crypto.randomUUID(), input: { rehearsalId } })
      .then(() => router.refresh())
      .catch(() => {
        // The next look notes it; nothing on this page depends on it.
        isAsked.current = false;
      });
  }, [client, rehearsalId, router]);
  return null;
}
