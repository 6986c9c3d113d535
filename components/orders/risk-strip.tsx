import { withDays } from "@/components/admin/words";
import { formatCount } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import type { LineRisk } from "@/server/oms/exceptions/decide-risk";

const MINUTES_PER_HOUR = 60;

type Risk = Pick<LineRisk, "left" | "isOver" | "cause">;

/** How long there still is: `2 days left`, `1 h 20 min to the cut-off`, `3 days over`. */
export function timeLeft({ left: { unit, count }, isOver }: Pick<Risk, "left" | "isOver">): string {
  const size = Math.abs(count);
  if (unit === "days") {
    return count === 0
      ? "promised for today"
      : `${formatCount(size, "day")} ${isOver || count < 0 ? "over" : "left"}`;
  }
  const hours = Math.floor(size / MINUTES_PER_HOUR);
  const clock = hours === 0 ? `${size} min` : `${hours} h ${size % MINUTES_PER_HOUR} min`;
  return isOver ? `cut-off ${clock} ago` : `${clock} to the cut-off`;
}

/** Under a promise that is in danger: how long there still is, and what threatens it. */
export function RiskStrip({ risk, today }: { risk: Risk; today: string }) {
  const tone = risk.isOver ? "critical" : "warning";
  return (
    <p
      className={cn(
        "mt-2 flex max-w-96 items-start gap-1.5 rounded-sm border-l-2 px-2 py-1 text-xs",
        risk.isOver
          ? "border-critical-dot bg-critical-bg text-critical-fg"
          : "border-warning-dot bg-warning-bg text-warning-fg",
      )}
    >
      <Glyph
        name={risk.isOver ? "failed" : "risk"}
        tone={tone}
        className="mt-0.5 size-2.5 shrink-0"
      />
      <span>
        <span className="sr-only">{risk.isOver ? "Promise missed: " : "Promise at risk: "}</span>
        <span className="figures font-medium">{timeLeft(risk)}</span>, {withDays(risk.cause, today)}
      </span>
    </p>
  );
}

/** Of an order on a list: how long there still is for the line in the most danger, and what threatens it. */
export function RiskMarker({ risks, today }: { risks: readonly Risk[]; today: string }) {
  const [first] = risks;
  if (first === undefined) {
    return null;
  }
  const more = risks.length - 1;
  const cause = withDays(first.cause, today);
  const others = more > 0 ? `; ${formatCount(more, "more line")}` : "";
  return (
    <span
      title={`${timeLeft(first)}, ${cause}${others}`}
      className={cn(
        "mt-0.5 line-clamp-2 max-w-40 text-2xs",
        first.isOver ? "text-critical-fg" : "text-warning-fg",
      )}
    >
      <span className="figures font-medium">{timeLeft(first)}</span>
      {`, ${cause}${others}`}
    </span>
  );
}
