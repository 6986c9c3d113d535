import { formatDuration, formatInstantExact } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";

export type SlaClockProps = {
  dueAt: Date;
  isBreached: boolean;
  /** Null while it is open. */
  closedAt: Date | null;
  snoozedUntil: Date | null;
  now: Date;
  zone: string;
};

/** How long an exception may still take, or by how much it took too long. */
export function SlaClock({ dueAt, isBreached, closedAt, snoozedUntil, now, zone }: SlaClockProps) {
  if (snoozedUntil !== null) {
    return (
      <time
        dateTime={snoozedUntil.toISOString()}
        title={`Due ${formatInstantExact(dueAt, zone)}`}
        className="figures whitespace-nowrap text-muted"
      >
        back in {formatDuration(snoozedUntil.getTime() - now.getTime())}
      </time>
    );
  }
  const end = closedAt ?? now;
  const left = dueAt.getTime() - end.getTime();
  const isOver = left < 0;
  const span = formatDuration(Math.abs(left));
  return (
    <time
      dateTime={dueAt.toISOString()}
      title={`Due ${formatInstantExact(dueAt, zone)}`}
      className={cn(
        "figures inline-flex items-center gap-1.5 whitespace-nowrap",
        isBreached ? "font-medium text-critical-fg" : "text-muted",
      )}
    >
      {isBreached ? <Glyph name="risk" tone="critical" /> : null}
      {closedAt === null
        ? isOver
          ? `${span} over`
          : `in ${span}`
        : isOver
          ? `${span} late`
          : "in time"}
    </time>
  );
}
