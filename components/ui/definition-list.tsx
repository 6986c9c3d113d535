import type { ReactNode } from "react";
import { UNKNOWN } from "@/components/format";
import { cn } from "./cn";

export type DefinitionListProps = {
  /** An empty description is unknown; leave out what does not apply. */
  items: readonly { term: ReactNode; description: ReactNode }[];
  /** rows: term left, description right. stacked: term above, in as many columns as fit. */
  layout?: "rows" | "stacked";
  className?: string | undefined;
};

export function DefinitionList({ items, layout = "rows", className }: DefinitionListProps) {
  if (layout === "stacked") {
    return (
      <dl
        className={cn(
          "grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-x-6 gap-y-3",
          className,
        )}
      >
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of facts.
          <div key={index} className="min-w-0">
            <dt className="text-2xs text-muted">{item.term}</dt>
            <dd className="mt-0.5">{item.description || UNKNOWN}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <dl className={cn("grid", className)}>
      {items.map((item, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of facts.
          key={index}
          className="grid grid-cols-[minmax(6.5rem,2fr)_3fr] gap-3 border-b border-line py-1.5 last:border-b-0"
        >
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0 break-words">{item.description || UNKNOWN}</dd>
        </div>
      ))}
    </dl>
  );
}
