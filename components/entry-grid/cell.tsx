"use client";

import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** The look of what is typed in, active or waiting; the same box, so nothing moves when it wakes. */
export function boxClass(active: boolean, faulty: boolean, className?: string): string {
  return cn(
    "block h-8 w-full truncate rounded-sm border px-2 text-left leading-[1.875rem] group-data-[size=portal]/grid:h-10 group-data-[size=portal]/grid:leading-[2.375rem]",
    active
      ? "border-control bg-surface"
      : "border-transparent group-hover/line:border-line-strong hover:bg-surface",
    faulty && "border-critical-dot group-hover/line:border-critical-dot",
    className,
  );
}

export type RestingCellProps = {
  label: string;
  onWake: () => void;
  faulty?: boolean;
  className?: string;
  children: ReactNode;
};

/** A cell that can be typed in, while another one is: a press or focus wakes it. */
export function RestingCell({
  label,
  onWake,
  faulty = false,
  className,
  children,
}: RestingCellProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      onFocus={onWake}
      className={cn(boxClass(false, faulty), "cursor-text", className)}
    >
      {children}
    </button>
  );
}
