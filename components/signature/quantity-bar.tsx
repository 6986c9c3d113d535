import { formatQuantity } from "@/components/format";
import type { Audience } from "@/components/status";
import { cn } from "@/components/ui/cn";
import { Tooltip } from "@/components/ui/tooltip";
import { type QuantityBuckets, quantitySegments, quantitySentence } from "./quantity-segments";

const FILL: Record<string, string> = {
  delivered: "fill-success-dot",
  shipped: "fill-progress-fg",
  released: "fill-progress-dot",
  allocated: "fill-progress-dot/45",
  backordered: "fill-surface stroke-waiting-dot",
  unplaced: "fill-neutral-bg",
};

export type QuantityBarProps = {
  buckets: QuantityBuckets;
  unit?: string | undefined;
  /** numbers: figures beneath, the non-zero ones. bar: only the bar, where a column says the rest. */
  show?: "numbers" | "bar";
  audience?: Audience | undefined;
  className?: string | undefined;
};

type Segment = ReturnType<typeof quantitySegments>[number];

function Swatch({ id, className }: { id: string; className?: string }) {
  return (
    <svg aria-hidden="true" width="8" height="6" className={cn("inline-block shrink-0", className)}>
      {id === "cancelled" ? <Ticks from={0} to={8} /> : <Bar id={id} x={0} width={8} />}
    </svg>
  );
}

function Bar({ id, x, width }: { id: string; x: number | string; width: number | string }) {
  return (
    <rect
      data-segment={id}
      x={x}
      y={id === "backordered" ? 0.5 : 0}
      width={width}
      height={id === "backordered" ? 5 : 6}
      strokeDasharray={id === "backordered" ? "3 2" : undefined}
      className={FILL[id] ?? "fill-neutral-dot"}
    />
  );
}

/** Cancelled is struck out: thin ticks, no fill. */
function Ticks({ from, to }: { from: number | string; to: number | string }) {
  return (
    <line
      data-segment="cancelled"
      x1={from}
      x2={to}
      y1="3"
      y2="3"
      strokeWidth="6"
      strokeDasharray="1 3"
      className="stroke-neutral-dot"
    />
  );
}

function Legend({ segments, unit }: { segments: readonly Segment[]; unit: string | undefined }) {
  return (
    <span className="grid grid-cols-[auto_1fr_auto] items-center gap-x-2 gap-y-0.5 py-0.5">
      {segments.map((segment) => (
        <span key={segment.id} className="contents">
          <Swatch id={segment.id} />
          <span>{segment.label}</span>
          <span className="figures text-right">{formatQuantity(segment.quantity, unit)}</span>
        </span>
      ))}
    </span>
  );
}

/**
 * Where the ordered units are: one 6 px bar whose segments add up to what was ordered. The words are
 * its label; the figures stand beneath; hovering shows the legend.
 */
export function QuantityBar(props: QuantityBarProps) {
  const { buckets, unit, show = "numbers", audience, className } = props;
  const segments = quantitySegments(buckets, audience);
  const total = segments.reduce((sum, segment) => sum + segment.quantity, 0);
  const percent = (quantity: number) => `${total === 0 ? 0 : (quantity / total) * 100}%`;
  const placed = segments.map((segment, index) => {
    const before = segments.slice(0, index).reduce((sum, other) => sum + other.quantity, 0);
    return {
      ...segment,
      x: percent(before),
      width: percent(segment.quantity),
      end: percent(before + segment.quantity),
    };
  });
  return (
    <Tooltip label={<Legend segments={segments} unit={unit} />}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the legend must also open on focus. */}
      <div tabIndex={0} className={cn("block w-full min-w-24 rounded-sm", className)}>
        <svg
          role="img"
          aria-label={quantitySentence(buckets, unit, audience)}
          width="100%"
          height="6"
          className="block overflow-hidden rounded-[1px] bg-neutral-bg"
        >
          {placed.map((segment) =>
            segment.id === "cancelled" ? (
              <Ticks key={segment.id} from={segment.x} to={segment.end} />
            ) : (
              <Bar key={segment.id} id={segment.id} x={segment.x} width={segment.width} />
            ),
          )}
          {placed.slice(1).map((segment) => (
            <rect key={segment.id} x={segment.x} width="1" height="6" className="fill-surface" />
          ))}
        </svg>
        {show === "numbers" ? (
          <span
            aria-hidden="true"
            className="figures mt-1 flex flex-wrap gap-x-2.5 text-2xs font-normal text-muted"
          >
            {segments.map((segment) => (
              <span key={segment.id} className="whitespace-nowrap">
                <span className="text-ink">{formatQuantity(segment.quantity)}</span> {segment.short}
              </span>
            ))}
          </span>
        ) : null}
      </div>
    </Tooltip>
  );
}
