import { formatCount, formatQuantity } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import type { RehearsalBasis, RehearsalSummary } from "@/server/oms/rehearsal/types";

type AccountProps = { summary: RehearsalSummary; basis: RehearsalBasis };

/** What the result covers, in sentences: how many orders, which not, and whether it can be trusted. */
export function Account({ summary, basis }: AccountProps) {
  const { orders, changed, skipped, reproduced, totals } = summary;
  const { comparable, equal } = reproduced;
  const without = totals.after.ordersWithoutNode;
  return (
    <div className="grid gap-3">
      <p>
        <span className="figures">{formatCount(orders, "order")}</span> compared,{" "}
        <span className="figures">{formatQuantity(changed)}</span> {changed === 1 ? "goes" : "go"}{" "}
        another way or arrive{changed === 1 ? "s" : ""} on another day.{" "}
        <span className="text-muted">
          {basis === "that_day"
            ? "What no node ships from stock is dated by its lead time, since the supply of that day is not kept."
            : "Costs are those of what ships from stock."}
          {passedOver(skipped)}
        </span>
      </p>
      {comparable > 0 && equal < comparable ? (
        <Callout tone="warning" title="Not every real decision could be made again">
          {`${formatQuantity(comparable - equal)} of ${formatCount(comparable, "order")} that one of these versions routed in earnest came out otherwise: the planner has changed since.`}
        </Callout>
      ) : null}
      {comparable > 0 && equal === comparable ? (
        <p className="text-sm text-muted">
          {`All ${formatCount(comparable, "order")} that one of these versions routed in earnest came out the same here.`}
        </p>
      ) : null}
      {without > 0 ? (
        <Callout
          tone="warning"
          title={`No node may ship ${formatCount(without, "order")} under the rehearsed version`}
        >
          Every node is ruled out for them, whatever it has.
        </Callout>
      ) : null}
    </div>
  );
}

function passedOver({ unrouted, empty }: RehearsalSummary["skipped"]): string {
  const parts = [
    ...(unrouted > 0 ? [`${formatCount(unrouted, "order")} that were never routed`] : []),
    ...(empty > 0 ? [`${formatCount(empty, "order")} with nothing left to ship`] : []),
  ];
  return parts.length === 0 ? "" : ` Left out: ${parts.join(", ")}.`;
}
