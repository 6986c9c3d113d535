import { formatDate, formatDayDelta } from "@/components/format";
import { DateText } from "@/components/ui/figures";
import { Glyph } from "@/components/ui/glyph";

type Supply = { eta: string; originalEta: string; isOverdue: boolean };

/** When a supply is expected, whether that day is over, and how far it moved since it was ordered. */
export function SupplyDate({ supply, today }: { supply: Supply; today: string }) {
  const { eta, originalEta, isOverdue } = supply;
  const slip = formatDayDelta(originalEta, eta);
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {isOverdue && (
        <>
          <Glyph name="risk" tone="critical" />
          <span className="sr-only">Overdue: </span>
        </>
      )}
      <DateText
        date={eta}
        today={today}
        {...(isOverdue ? { className: "text-critical-fg" } : {})}
      />
      {slip && (
        <span
          className="figures text-xs text-muted"
          title={`First expected ${formatDate(originalEta, today)}`}
        >
          {slip}
        </span>
      )}
    </span>
  );
}
