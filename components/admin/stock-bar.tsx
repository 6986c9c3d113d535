import { formatQuantity } from "@/components/format";

export type StockSteps = {
  onHand: number;
  allocated: number;
  safetyStock: number;
  available: number;
};

const FILL = {
  allocated: "fill-progress-dot/45",
  safety: "fill-neutral-dot",
  available: "fill-success-dot",
} as const;

/**
 * What a node has on hand, split into what orders hold, what is kept back, and what may be promised;
 * as long as it is compared with the fullest node.
 */
export function StockBar({ position, most }: { position: StockSteps; most: number }) {
  const { onHand, allocated, safetyStock, available } = position;
  const kept = Math.max(0, onHand - allocated - available);
  const parts = [
    { id: "allocated", units: Math.min(allocated, onHand) },
    { id: "safety", units: kept },
    { id: "available", units: available },
  ] as const;
  const percent = (units: number) => `${most === 0 ? 0 : (units / most) * 100}%`;
  const startOf = (at: number) => parts.slice(0, at).reduce((sum, { units }) => sum + units, 0);
  return (
    <svg
      role="img"
      aria-label={`${formatQuantity(onHand)} on hand: ${formatQuantity(allocated)} allocated, ${formatQuantity(kept)} of ${formatQuantity(safetyStock)} safety stock, ${formatQuantity(available)} available`}
      width="100%"
      height="6"
      className="block min-w-24 overflow-hidden rounded-[1px] bg-neutral-bg"
    >
      {parts.map(({ id, units }, at) => (
        <rect
          key={id}
          x={percent(startOf(at))}
          y={0}
          width={percent(units)}
          height={6}
          className={FILL[id]}
        />
      ))}
    </svg>
  );
}

/** What the colours of the bar mean. */
export function StockLegend() {
  return (
    <span className="flex flex-wrap gap-x-3 text-xs text-muted">
      {(
        [
          ["allocated", "Allocated"],
          ["safety", "Safety stock"],
          ["available", "Available"],
        ] as const
      ).map(([id, word]) => (
        <span key={id} className="inline-flex items-center gap-1.5">
          <svg aria-hidden="true" width="8" height="6">
            <rect width="8" height="6" className={FILL[id]} />
          </svg>
          {word}
        </span>
      ))}
    </span>
  );
}
