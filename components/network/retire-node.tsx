"use client";

import { useRouter } from "next/navigation";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";

type Named = { readonly id: string; readonly name: string };

/** A node ships no more; what is left there is said first. */
export function RetireNode({ node }: { node: Named }) {
  const client = useApiClient();
  const router = useRouter();
  return (
    <ReasonDialog
      trigger="Retire"
      triggerProps={{ "aria-label": `Retire ${node.name}` }}
      title={`Retire ${node.name}`}
      description="Nobody plans with it any more and no stock comes in. Stock, supply and work there have to be cleared first. It can be brought back as it was."
      confirm="Retire node"
      danger
      run={async (reason, idempotencyKey) => {
        await client.network.retireNode.mutate({
          idempotencyKey,
          input: { nodeId: node.id, reason },
        });
        router.push("/admin/network");
        return `${node.name} retired`;
      }}
    />
  );
}

/** A retired node ships again. */
export function RestoreNode({ node }: { node: Named }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger="Bring back"
      triggerProps={{ size: "dense", "aria-label": `Bring ${node.name} back` }}
      title={`Bring ${node.name} back`}
      description="With the services, channels, calendar and limits that it had."
      confirm="Bring back"
      run={async (reason, idempotencyKey) => {
        await client.network.restoreNode.mutate({
          idempotencyKey,
          input: { nodeId: node.id, reason },
        });
        return `${node.name} is back`;
      }}
    />
  );
}
