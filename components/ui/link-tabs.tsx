import Link from "next/link";
import type { ReactNode } from "react";
import { formatQuantity } from "@/components/format";
import { cn } from "./cn";

/** One tab, of links or of panels. */
export function tabClass(current: boolean): string {
  return cn(
    "-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 text-sm whitespace-nowrap",
    "-outline-offset-2",
    current
      ? "border-accent font-medium text-ink"
      : "border-transparent text-muted hover:border-line-strong hover:text-ink",
  );
}

export type LinkTab = {
  id: string;
  label: ReactNode;
  href: string;
  /** `null` when the source failed: shown as unknown, never as 0. */
  count?: number | null | undefined;
};

export type LinkTabsProps = {
  label: string;
  items: readonly LinkTab[];
  current: string;
  className?: string | undefined;
};

/** Views with addresses of their own: each tab is a link. */
export function LinkTabs({ label, items, current, className }: LinkTabsProps) {
  return (
    <nav
      aria-label={label}
      className={cn(
        "flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none]",
        className,
      )}
    >
      {items.map((item) => (
        <Link
          key={item.id}
          href={item.href}
          aria-current={item.id === current ? "page" : undefined}
          className={tabClass(item.id === current)}
        >
          {item.label}
          {item.count === undefined ? null : (
            <span className="figures text-xs font-normal text-subtle">
              {item.count === null ? "—" : formatQuantity(item.count)}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
