import { formatQuantity } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";
import { needsQuote } from "./grid-state";
import type { EntryLine } from "./types";

/** What of the line ships now, what later, and when: known before anyone submits. */
export function Availability({ line, today }: { line: EntryLine; today: string }) {
  const { quote } = line;
  if (!quote) {
    return needsQuote(line) ? <Skeleton className="my-2 w-40" /> : null;
  }
  return (
    <div
      className={cn(
        "flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 py-1",
        needsQuote(line) && "opacity-60",
      )}
    >
      {quote.preorder ? <span className="text-waiting-fg">{quote.preorder}</span> : null}
      {quote.availableNow > 0 ? (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <span>
            <span className="figures font-medium">{formatQuantity(quote.availableNow)}</span> now
          </span>
          {quote.promise ? <PromiseChip today={today} {...quote.promise} /> : null}
        </span>
      ) : null}
      {quote.later.map((part) => (
        <span
          key={`${part.promise.date} ${part.promise.state}`}
          className="inline-flex items-center gap-1.5 whitespace-nowrap"
        >
          <span>
            <span className="figures font-medium">{formatQuantity(part.quantity)}</span> later
          </span>
          <PromiseChip today={today} {...part.promise} />
        </span>
      ))}
      {quote.cancelled ? (
        <span className="text-warning-fg">
          <span className="figures font-medium">{formatQuantity(quote.cancelled.quantity)}</span>{" "}
          will be cancelled: {quote.cancelled.because}
        </span>
      ) : null}
    </div>
  );
}
