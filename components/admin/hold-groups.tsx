"use client";

import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import type { HoldOutcome } from "@/server/oms/orders/commands/release-holds";
import type { HoldGroup } from "@/server/oms/orders/queries-holds";
import { ReasonDialog } from "./reason-dialog";

const OUTCOME_WORDS: Record<HoldOutcome["outcome"], string> = {
  released: "lifted",
  released_before: "lifted before",
  not_allowed: "not yours to lift",
  order_over: "on an order that is over",
  not_found: "not found",
};

/** The holds of the orders below, by type; all of one type are lifted together. */
export function HoldGroups({
  groups,
  rights,
}: {
  groups: readonly HoldGroup[];
  rights: readonly string[];
}) {
  const client = useApiClient();
  const mayRelease = rights.includes("orders.release_holds");
  return (
    <ul aria-label="Holds of these orders" className="mb-3 flex flex-wrap gap-x-6 gap-y-2">
      {groups.map((group) => {
        const named = group.holdIds.length;
        const count = formatCount(group.count, `${group.name.toLowerCase()} hold`);
        const all = named > 1 ? "all " : "";
        const trigger =
          named < group.count
            ? `Release the oldest ${formatQuantity(named)}`
            : `Release ${all}${formatQuantity(named)}`;
        const of = group.company === null ? "" : ` of ${group.company}`;
        return (
          <li key={group.type} className="flex items-center gap-3 text-sm">
            <span>
              {count}
              {of || ` of ${formatCount(group.companies, "customer")}`}
            </span>
            {mayRelease && rights.includes(group.releaseRight) ? (
              <ReasonDialog
                trigger={trigger}
                triggerProps={{
                  size: "dense",
                  "aria-label": `${trigger} ${group.name.toLowerCase()} ${named === 1 ? "hold" : "holds"}`,
                }}
                title={`Release ${formatCount(named, `${group.name.toLowerCase()} hold`)}${of}`}
                description="Those that you see now; what was held since stays on hold. An order goes on when no other hold is on it."
                confirm="Release holds"
                run={async (reason, idempotencyKey) => {
                  const { outcomes } = await client.orders.releaseHolds.mutate({
                    idempotencyKey,
                    input: { holdIds: [...group.holdIds], reason },
                  });
                  return outcomeSentence(outcomes);
                }}
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

/** "12 holds lifted, 2 lifted before (SO-100020, SO-100031)". */
export function outcomeSentence(outcomes: readonly HoldOutcome[]): string {
  const released = outcomes.filter(({ outcome }) => outcome === "released").length;
  const others = (["released_before", "not_allowed", "order_over", "not_found"] as const).flatMap(
    (outcome) => {
      const own = outcomes.filter((each) => each.outcome === outcome);
      const numbers = own.flatMap(({ orderNumber }) => orderNumber ?? []);
      const named =
        numbers.length === 0
          ? ""
          : ` (${numbers.slice(0, 5).join(", ")}${numbers.length > 5 ? ", …" : ""})`;
      return own.length === 0 ? [] : [`${own.length} ${OUTCOME_WORDS[outcome]}${named}`];
    },
  );
  return [`${formatCount(released, "hold")} lifted`, ...others].join(", ");
}
