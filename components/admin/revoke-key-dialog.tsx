"use client";

import { useApiClient } from "@/components/api-provider";
import { ReasonDialog } from "./reason-dialog";

/** End a key: its next request is refused. */
export function RevokeKeyDialog({ keyId, name }: { keyId: string; name: string }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      danger
      trigger="Revoke"
      triggerProps={{ size: "dense", variant: "danger", "aria-label": `Revoke the key of ${name}` }}
      title={`Revoke the key of ${name}`}
      description="Its next request is refused. This cannot be taken back."
      confirm="Revoke key"
      run={async (reason, idempotencyKey) => {
        await client.access.revokeKey.mutate({ idempotencyKey, input: { keyId, reason } });
        return `Key of ${name} revoked`;
      }}
    />
  );
}
