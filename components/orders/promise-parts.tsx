import { formatDate, formatQuantity } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import type { Audience } from "@/components/status";
import { cn } from "@/components/ui/cn";
import type { PartView } from "./types";

export type PromisePartsProps = {
  parts: readonly PartView[];
  unit: string;
  today?: string | undefined;
  audience?: Audience;
  className?: string | undefined;
};

/** Which units come when and from where: one row per part, soonest first. */
export function PromiseParts({ parts, unit, today, audience, className }: PromisePartsProps) {
  const sorted = parts.toSorted((a, b) =>
    (a.deliveryDate ?? "9999").localeCompare(b.deliveryDate ?? "9999"),
  );
  return (
    <ul className={cn("grid gap-1", className)}>
      {sorted.map((part) => (
        <li key={part.id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="figures whitespace-nowrap">{formatQuantity(part.quantity, unit)}</span>
          <PromiseChip
            date={part.deliveryDate}
            state={part.state}
            today={today}
            derivation={part.derivation}
            {...(audience ? { audience } : {})}
          />
          <span className="figures text-xs text-muted">
            {part.shipDate ? leavesOn(part, formatDate(part.shipDate, today)) : null}
            {part.shipDate && part.nodeName ? " " : null}
            {part.nodeName ? `from ${part.nodeName}` : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

const leavesOn = ({ ridesAlong }: PartView, day: string): string =>
  ridesAlong ? `ships with the next shipment, at the latest ${day},` : `ships ${day}`;
