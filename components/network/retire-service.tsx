"use client";

import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { decideRetireService, type ServiceUse } from "@/server/oms/network/decide-retire-service";

type Named = { readonly code: string; readonly name: string };

/** What a service is used for, in a sentence. */
function usesOf({ nodes, orders, drafts, strategies, disruptions }: ServiceUse): string {
  const parts = [
    orders > 0 ? `${formatCount(orders, "open order")}, which keep it` : "",
    drafts > 0 ? `${formatCount(drafts, "draft")}, which have to name another` : "",
    nodes > 0 ? formatCount(nodes, "node") : "",
    strategies.length > 0
      ? `the ${strategies.length === 1 ? "strategy" : "strategies"} ${strategies.map((name) => `“${name}”`).join(", ")}`
      : "",
    disruptions > 0 ? formatCount(disruptions, "disruption") : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "Nothing uses it." : `Used by ${parts.join("; ")}.`;
}

/** A service is offered no more; what uses it is said first. */
export function RetireService({ service, use }: { service: Named; use: ServiceUse }) {
  const client = useApiClient();
  const { code, name } = service;
  const needed = decideRetireService(use);
  return (
    <ReasonDialog
      trigger="Retire"
      triggerProps={{
        "aria-label": `Retire ${name}`,
        disabledReason: needed.length === 0 ? null : `It is needed: ${needed.join("; ")}`,
      }}
      title={`Retire ${name}`}
      description={`New orders may not ask for it; those that are placed go by it to their end. ${usesOf(use)} It can be brought back as it was.`}
      confirm="Retire service"
      danger
      run={async (reason, idempotencyKey) => {
        await client.network.retireService.mutate({ idempotencyKey, input: { code, reason } });
        return `${name} retired`;
      }}
    />
  );
}

/** A retired service is offered again. */
export function RestoreService({ service: { code, name } }: { service: Named }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger="Bring back"
      triggerProps={{ size: "dense", "aria-label": `Bring ${name} back` }}
      title={`Bring ${name} back`}
      description="With the tariff, calendar, limits and nodes that it had."
      confirm="Bring back"
      run={async (reason, idempotencyKey) => {
        await client.network.restoreService.mutate({ idempotencyKey, input: { code, reason } });
        return `${name} is back`;
      }}
    />
  );
}

/** Said above a service that is offered no more. */
export function RetiredNotice({ name }: { name: string }) {
  return (
    <div className="mb-4">
      <Callout tone="warning" title={`${name} is retired`}>
        New orders may not ask for it. Orders that were placed by it keep it.
      </Callout>
    </div>
  );
}
