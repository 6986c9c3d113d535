import type { ReactNode } from "react";
import { cn } from "./cn";

/**
 * What may be wider than its page scrolls in here, by keyboard too. What is only for ears stands
 * outside of the flow, and would widen the page if it were not held here.
 */
export function Sideways({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      className={cn("relative overflow-x-auto", className)}
    >
      {children}
    </section>
  );
}
