import { cn } from "./cn";

/** Holds the place of a text; appears only after 150 ms. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return (
    <span
      aria-hidden="true"
      className={cn("block h-3.5 animate-late rounded-sm bg-neutral-bg", className)}
    />
  );
}

const WIDTHS = ["w-1/2", "w-3/4", "w-2/3", "w-1/3", "w-4/5"];

export type SkeletonRowsProps = { rows?: number; columns: number; label?: string };

/** Table rows of the real height, for loading.tsx and Suspense. */
export function SkeletonRows({ rows = 8, columns, label = "Loading" }: SkeletonRowsProps) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike.
        <div key={row} className="flex h-10 items-center gap-6 border-b border-line px-3">
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike.
            <span key={column} className="flex-1">
              <Skeleton className={WIDTHS[(row + column * 2) % WIDTHS.length]} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
