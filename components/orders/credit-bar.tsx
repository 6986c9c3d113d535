import { formatMoney } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { CreditView } from "./types";

const FILL: Record<CreditView["state"], string> = {
  ok: "fill-progress-dot",
  near_limit: "fill-warning-dot",
  over_limit: "fill-critical-dot",
};

export type CreditBarProps = {
  credit: CreditView;
  currency: string;
  /** What the order in progress would add, in minor units. */
  adding?: number;
  className?: string | undefined;
};

/** How much of the credit limit is used: receivables and open orders, and what this order adds. */
export function CreditBar({ credit, currency, adding = 0, className }: CreditBarProps) {
  const { limit, exposure, openReceivables, openOrders } = credit;
  const money = (minor: number) => formatMoney(minor, currency);
  if (limit === null) {
    return (
      <p className={cn("text-muted", className)}>
        No credit limit. <span className="figures">{money(exposure)}</span> open.
      </p>
    );
  }
  const total = exposure + adding;
  const state = total > limit ? "over_limit" : credit.state;
  const whole = Math.max(limit, total, 1);
  const percent = (minor: number) => `${(minor / whole) * 100}%`;
  const sentence = `${money(total)} of ${money(limit)} used: ${money(openReceivables)} invoiced, ${money(openOrders)} in open orders${adding > 0 ? `, ${money(adding)} in this order` : ""}`;
  return (
    <div className={className}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="figures font-medium">
          {total > limit ? `${money(total - limit)} over` : `${money(limit - total)} left`}
        </span>
        <StatusBadge kind="credit" value={state} plain className="text-xs" />
      </div>
      <svg
        role="img"
        aria-label={sentence}
        width="100%"
        height="6"
        className="my-1.5 block overflow-hidden rounded-[1px] bg-neutral-bg"
      >
        <rect width={percent(exposure)} height="6" className={FILL[credit.state]} />
        {adding > 0 ? (
          <rect
            x={percent(exposure)}
            width={percent(adding)}
            height="6"
            className={cn(FILL[state], "opacity-50")}
          />
        ) : null}
        {total > limit ? (
          <rect x={percent(limit)} width="2" height="6" className="fill-ink" />
        ) : null}
      </svg>
      <p aria-hidden="true" className="figures text-xs text-muted">
        {money(total)} of {money(limit)} used
      </p>
    </div>
  );
}
