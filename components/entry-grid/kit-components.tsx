import { ChevronRight } from "lucide-react";
import { formatCount, formatQuantity } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import type { Audience } from "@/components/status";
import { cn } from "@/components/ui/cn";
import { Ident } from "@/components/ui/figures";
import type { KitComponentView } from "./types";

/** Folded under a kit: what it takes of each component, what there is, and when that comes. */
export function KitComponents({
  components,
  today,
  audience,
}: {
  components: readonly KitComponentView[];
  today: string;
  audience?: Audience;
}) {
  return components.length === 0 ? null : (
    <details className="group/kit text-xs">
      <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 text-muted hover:text-ink">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 transition-transform group-open/kit:rotate-90"
        />
        Kit of {formatCount(components.length, "component")}, leaving together
      </summary>
      <ul className="grid gap-1 border-l-2 border-line py-1 pl-3">
        {components.map((part) => (
          <li key={part.code} className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
            <span>
              <span className="figures">{formatQuantity(part.quantity, part.baseUnit)}</span>{" "}
              <Ident>{part.code}</Ident> {part.name}
            </span>
            <span
              className={cn(
                "figures",
                part.availableNow < part.quantity ? "text-warning-fg" : "text-muted",
              )}
            >
              {formatQuantity(part.availableNow)} available
            </span>
            <PromiseChip
              date={part.promiseDate}
              state={part.promiseState}
              today={today}
              {...(audience ? { audience } : {})}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
