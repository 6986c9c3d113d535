"use client";

import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";

type SourceNodeAgainProps = {
  node: { readonly id: string; readonly name: string };
  orders: number;
};

/** What a node that is off was not given yet can go elsewhere; how many orders that is comes first. */
export function SourceNodeAgain({ node, orders }: SourceNodeAgainProps) {
  const client = useApiClient();
  return (
    <Callout
      tone="warning"
      title={`${formatCount(orders, "order")} planned here ${orders === 1 ? "waits" : "wait"} until ${node.name} is on again`}
      action={
        <ReasonDialog
          trigger={`Source ${formatCount(orders, "order")} again`}
          triggerProps={{ size: "dense" }}
          title={`Source what ${node.name} holds again`}
          description={`${formatCount(orders, "order")}, each by itself: units that another node has go there, the others stay with the day on which ${node.name} is on again. Customers hear of a day that moves.`}
          confirm="Source again"
          run={async (reason, idempotencyKey) => {
            const asked = await client.network.resourceNode.mutate({
              idempotencyKey,
              input: { nodeId: node.id, serviceCode: null, reason },
            });
            return `Asked for ${formatCount(asked.orders, "order")} to be sourced again`;
          }}
        />
      }
    />
  );
}
