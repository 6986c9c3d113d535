import { formatDate, formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";

/** A quantity before and after; one that stays is told once. */
export function Change({ before, after }: { before: number; after: number }) {
  if (before === after) {
    return <span className="text-muted">{formatQuantity(after)}</span>;
  }
  return (
    <span className={cn("figures", after < before ? "text-critical-fg" : "text-success-fg")}>
      <span className="text-muted">{formatQuantity(before)} → </span>
      {formatQuantity(after)}
    </span>
  );
}

type Days = { before: string | null; after: string | null; today: string };

/** A day before and after. */
export function DayChange({ before, after, today }: Days) {
  const words = (day: string | null) => (day === null ? "no date" : formatDate(day, today));
  if (before === after) {
    return <span className="text-muted whitespace-nowrap">{words(after)}</span>;
  }
  const isLater = before !== null && after !== null && after > before;
  return (
    <span className={cn("whitespace-nowrap", isLater ? "text-critical-fg" : "text-success-fg")}>
      <span className="text-muted">{words(before)} → </span>
      {words(after)}
    </span>
  );
}
