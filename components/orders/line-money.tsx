import { Money } from "@/components/ui/figures";
import type { OrderLineView } from "./types";

/** What is owed of a line, and what was ordered beside it where something is cancelled. */
export function LineMoney({
  lines,
  currency,
}: {
  lines: readonly Pick<OrderLineView, "lineTotalMinor" | "cancelledMinor">[];
  currency: string;
}) {
  const ordered = lines.reduce((sum, line) => sum + line.lineTotalMinor, 0);
  const cancelled = lines.reduce((sum, line) => sum + line.cancelledMinor, 0);
  return (
    <>
      <Money minor={ordered - cancelled} currency={currency} />
      {cancelled === 0 ? null : (
        <span className="grid text-xs whitespace-nowrap text-muted">
          <span>
            <Money minor={ordered} currency={currency} /> ordered
          </span>
          <span>
            <Money minor={cancelled} currency={currency} /> cancelled
          </span>
        </span>
      )}
    </>
  );
}
