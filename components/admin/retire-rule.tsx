"use client";

import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import type { RuleRow } from "@/server/oms/inventory/queries-rules";
import { ReasonDialog } from "./reason-dialog";

/** Take a rule out of force; what it kept back is for sale again. */
export function RetireRule({ rule }: { rule: RuleRow }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger="Retire"
      triggerProps={{
        size: "dense",
        variant: "ghost",
        "aria-label": `Retire rule ${rule.position}`,
      }}
      title={`Retire rule ${rule.position}`}
      description={`It keeps back ${formatCount(rule.impact.units, "unit")} now; later rules and the pools decide from then on.`}
      confirm="Retire rule"
      danger
      run={async (reason, idempotencyKey) => {
        const { ruleId, version } = rule;
        await client.inventory.retireRule.mutate({
          idempotencyKey,
          input: { ruleId, version, reason },
        });
        return `Rule ${rule.position} retired`;
      }}
    />
  );
}
