import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type ChipProps = {
  children: ReactNode;
  /** Where the list is without this chip. */
  removeHref?: string | undefined;
  onRemove?: (() => void) | undefined;
  /** "Remove filter Status: Shipped". */
  removeLabel?: string | undefined;
  className?: string | undefined;
};

/** A condition in force, with the way to drop it. */
export function Chip({ children, removeHref, onRemove, removeLabel, className }: ChipProps) {
  const cross = <X aria-hidden="true" className="size-3.5 stroke-[1.75]" />;
  const hit =
    "-mr-1 inline-flex size-6 items-center justify-center rounded-sm text-muted hover:text-ink";
  return (
    <span
      className={cn(
        "inline-flex h-7 items-center gap-1 rounded-sm border border-line-strong bg-surface px-2 text-xs whitespace-nowrap",
        className,
      )}
    >
      {children}
      {removeHref ? (
        <Link href={removeHref} replace scroll={false} aria-label={removeLabel} className={hit}>
          {cross}
        </Link>
      ) : null}
      {onRemove ? (
        <button type="button" onClick={onRemove} aria-label={removeLabel} className={hit}>
          {cross}
        </button>
      ) : null}
    </span>
  );
}
