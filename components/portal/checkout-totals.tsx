import { formatMoney } from "@/components/format";
import type { Quote } from "@/components/order-entry/mapping";
import { CreditBar } from "@/components/orders/credit-bar";
import type { CreditView } from "@/components/orders/types";
import { PromiseChip } from "@/components/signature/promise-chip";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";

export type CheckoutTotalsProps = {
  quote: Quote | null;
  credit: CreditView;
  termsName: string;
  approvers: readonly string[];
  today: string;
  isAsking: boolean;
  isPlacing: boolean;
  /** How many lines moved since they were shown: the button says what pressing it means. */
  moved: number;
};

/** What it comes to, on which terms, and the one button. */
export function CheckoutTotals(props: CheckoutTotalsProps) {
  const { quote, credit, termsName, approvers, today, isAsking, isPlacing, moved } = props;
  const faulty = quote?.lines.some((line) => line.faults.length > 0) ?? false;
  const isOverLimit = quote?.creditLeft !== null && (quote?.creditLeft ?? 0) < 0;
  return (
    <aside className="grid content-start gap-4 lg:sticky lg:top-28 lg:self-start">
      <Panel title="Total">
        <div className="grid gap-4">
          <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-2">
            <dt className="text-muted">Goods</dt>
            <dd className="figures text-right text-lg font-semibold">
              {quote ? formatMoney(quote.subtotal, quote.currency) : "…"}
            </dd>
            <dt className="text-muted">Everything arrives by</dt>
            <dd className="text-right">
              {quote ? (
                <PromiseChip
                  date={quote.promiseDate}
                  state={quote.promiseState}
                  today={today}
                  audience="customer"
                />
              ) : null}
            </dd>
            <dt className="text-muted">Terms</dt>
            <dd className="text-right">{termsName}</dd>
          </dl>
          <p className="text-xs text-muted">
            Freight and taxes are added on the invoice as agreed.
          </p>
          {quote?.needsApproval ? (
            <Callout tone="info" title="Above your spending limit">
              {approvers.length > 0
                ? `${approvers.join(" or ")} will be asked to approve it. The stock is held meanwhile.`
                : "An approver of your company will be asked. The stock is held meanwhile."}
            </Callout>
          ) : null}
          {quote?.findings
            .filter(({ reason }) => !(isOverLimit && reason.startsWith("Exposure ")))
            .map(({ type, severity, reason }) => (
              <Callout
                key={`${type} ${reason}`}
                tone="warning"
                title={severity === "block" ? "It will be looked at first" : "Please note"}
              >
                {reason}
                {severity === "block" ? ". The order is taken and held until it is cleared." : ""}
              </Callout>
            ))}
          {quote?.noticed.map(({ field, code, severity, message }) => (
            <Callout
              key={`${field} ${code}`}
              tone={severity === "corrected" ? "info" : "warning"}
              title={
                severity === undefined
                  ? "Has to be mended first"
                  : severity === "corrected"
                    ? "Corrected"
                    : "Please note"
              }
            >
              {message}
            </Callout>
          ))}
          {isOverLimit && quote?.creditLeft ? (
            <Callout tone="warning" title="Above your credit limit">
              By {formatMoney(-quote.creditLeft, quote.currency)}. The order is taken and held until
              it is cleared.
            </Callout>
          ) : null}
          <Button
            type="submit"
            variant="primary"
            size="portal"
            keys="mod+enter"
            pending={isPlacing && "Placing your order…"}
            disabledReason={
              quote === null
                ? "Prices and dates are on their way"
                : faulty
                  ? "Some lines cannot be ordered as they are"
                  : isAsking && "Prices and dates are being renewed"
            }
          >
            {label(quote?.needsApproval ?? false, moved > 0)}
          </Button>
        </div>
      </Panel>
      <Panel title="Credit">
        <CreditBar
          credit={quote?.credit ?? credit}
          currency={quote?.currency ?? "USD"}
          adding={quote?.subtotal ?? 0}
        />
      </Panel>
    </aside>
  );
}

function label(needsApproval: boolean, hasMoved: boolean): string {
  if (hasMoved) {
    return needsApproval ? "Accept and send for approval" : "Accept and place order";
  }
  return needsApproval ? "Send for approval" : "Place order";
}
