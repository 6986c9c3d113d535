"use client";

import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";

/** Publish a version: from then on it decides who gets what turns up. */
export function PublishPolicy({ version }: { version: number }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger="Publish"
      triggerProps={{ size: "dense", "aria-label": `Publish version ${version}` }}
      title={`Publish version ${version}`}
      description="It decides who gets what turns up from now on. The version before is retired."
      confirm="Publish version"
      run={async (reason, idempotencyKey) => {
        const input = { version, reason };
        await client.allocation.activatePolicy.mutate({ idempotencyKey, input });
        return `Version ${version} published`;
      }}
    />
  );
}
