import { formatQuantity } from "@/components/format";
import type { DayLoad } from "@/server/oms/network/decide-capacity";

/** What is planned to leave on a day against what the node can do, by the measure that is fullest. */
export function CapacityBar({ load: { measure, used, max } }: { load: DayLoad }) {
  if (max === null) {
    return (
      <span className="figures">
        {formatQuantity(used)} <span className="text-muted">{measure}, no limit</span>
      </span>
    );
  }
  const percent = max === 0 ? 100 : Math.min(100, (used / max) * 100);
  const isFull = used >= max;
  return (
    <span className="grid gap-1">
      <svg
        role="img"
        aria-label={`${formatQuantity(used)} of ${formatQuantity(max)} ${measure}`}
        width="100%"
        height="6"
        className="block min-w-24 rounded-[1px] bg-neutral-bg"
      >
        <rect
          width={`${percent}%`}
          height="6"
          className={isFull ? "fill-warning-dot" : "fill-progress-dot"}
        />
      </svg>
      <span className="figures text-2xs font-normal text-muted">
        <span className="text-ink">{formatQuantity(used)}</span> of {formatQuantity(max)} {measure}
      </span>
    </span>
  );
}
