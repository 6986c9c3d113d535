import type { ReactNode } from "react";
import { cn } from "./cn";
import { Glyph } from "./glyph";

export type EmptyStateProps = {
  /**
   * never: nothing has ever existed here. filtered: something exists, but not under these filters.
   * done: a queue that has been worked off. The three are never mixed up.
   */
  kind: "never" | "filtered" | "done";
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  secondary?: ReactNode;
  className?: string | undefined;
};

export function EmptyState({
  kind,
  title,
  children,
  action,
  secondary,
  className,
}: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-start gap-3 px-4 py-10 sm:px-6", className)}>
      <div className="flex items-start gap-3">
        <Glyph
          name={kind === "done" ? "full" : "empty"}
          tone={kind === "done" ? "success" : "neutral"}
          className="mt-1"
        />
        <div>
          <p className="text-md font-medium">{title}</p>
          {children ? <div className="mt-0.5 max-w-prose text-muted">{children}</div> : null}
        </div>
      </div>
      {action || secondary ? (
        <div className="flex flex-wrap gap-2 pl-6">
          {action}
          {secondary}
        </div>
      ) : null}
    </div>
  );
}
