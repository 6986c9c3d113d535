import type { GridSnapshot } from "@/components/entry-grid/types";
import { formatCount, formatMoney } from "@/components/format";
import { DraftStatus } from "@/components/order-entry/draft-status";
import { StockHold } from "@/components/order-entry/stock-hold";
import type { WrittenOrder } from "@/components/order-entry/use-written-order";
import { PromiseChip } from "@/components/signature/promise-chip";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

export type PhoneTotalsProps = {
  draftId: string;
  companyId: string;
  order: WrittenOrder;
  zone: string;
  today: string;
  isPlacing: boolean;
  onPlace: () => void;
};

const heldLines = (snapshot: GridSnapshot | null) =>
  (snapshot?.lines ?? []).flatMap(({ product, quantity }) =>
    product === null || quantity === null ? [] : [{ sku: product.code, quantity }],
  );

/** An address that is being written says at its own fields what is missing there. */
const isDue =
  ({ header: { shipTo } }: WrittenOrder) =>
  ({ field }: { readonly field: string }): boolean =>
    !Object.entries(shipTo ?? {}).some(
      ([name, typed]) => typed === "" && field === `shipTo.${name}`,
    );

/** Always in sight: what it comes to, when all of it is there, what credit is left; and the button. */
export function PhoneTotals(props: PhoneTotalsProps) {
  const { draftId, companyId, order, zone, today, isPlacing, onPlace } = props;
  const { quote, snapshot, saving } = order;
  const creditLeft = quote?.creditLeft ?? null;
  const faulty = snapshot?.faulty.length ?? 0;
  return (
    <div className="sticky bottom-0 z-20 flex flex-wrap items-center gap-x-6 gap-y-2 rounded-md border border-line-strong bg-surface px-4 py-2.5">
      <p role="status" aria-label="Order total" className="flex flex-wrap items-center gap-x-4">
        <span className="text-muted">{formatCount(snapshot?.lines.length ?? 0, "line")}</span>
        {faulty > 0 ? (
          <Badge tone="critical" glyph="failed">
            {formatCount(faulty, "line")} to mend
          </Badge>
        ) : null}
        <span className="figures text-lg font-semibold">
          {quote ? formatMoney(quote.subtotal, quote.currency) : "—"}
        </span>
        {quote ? (
          <span className="inline-flex items-center gap-2 text-muted">
            all by
            <PromiseChip date={quote.promiseDate} state={quote.promiseState} today={today} />
          </span>
        ) : null}
        {quote && creditLeft !== null ? (
          creditLeft < 0 ? (
            <Badge tone="critical" glyph="risk">
              {formatMoney(-creditLeft, quote.currency)} over the credit limit
            </Badge>
          ) : (
            <span className="figures text-muted">
              {formatMoney(creditLeft, quote.currency)} credit left
            </span>
          )
        ) : null}
        {quote?.findings
          .filter(({ reason }) => !reason.startsWith("Exposure "))
          .map(({ type, severity, reason }) => (
            <Badge
              key={`${type} ${reason}`}
              tone="warning"
              glyph={severity === "block" ? "hold" : "risk"}
            >
              {severity === "block" ? `Will be held: ${reason}` : reason}
            </Badge>
          ))}
        {quote?.noticed.filter(isDue(order)).map(({ field, code, severity, message }) => (
          <Badge
            key={`${field} ${code}`}
            tone={severity === "corrected" ? "progress" : "warning"}
            {...(severity === "corrected" ? {} : { glyph: "risk" as const })}
          >
            {severity === "corrected" ? `Corrected: ${message}` : message}
          </Badge>
        ))}
        {quote?.needsApproval ? <Badge tone="waiting">Needs approval</Badge> : null}
      </p>
      <span className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-1">
        <StockHold
          draftId={draftId}
          channelCode="phone"
          companyId={companyId}
          lines={heldLines(snapshot)}
          zone={zone}
          size="staff"
        />
        <DraftStatus state={saving} zone={zone} />
        <Button
          variant="primary"
          keys="mod+enter"
          pending={isPlacing && "Placing the order…"}
          disabledReason={quote === null && "Type a line first"}
          onClick={onPlace}
        >
          Place order
        </Button>
      </span>
    </div>
  );
}
