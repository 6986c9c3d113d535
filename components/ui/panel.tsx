import type { ReactNode } from "react";
import { cn } from "./cn";

export type PanelProps = {
  title?: ReactNode;
  /** A count or a unit, beside the title. */
  meta?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Tables and lists bring their own inner edges. */
  flush?: boolean;
  id?: string;
  className?: string | undefined;
};

/** A sheet of paper on the canvas: hairline around, title inside, no shadow. */
export function Panel({ title, meta, actions, children, flush, id, className }: PanelProps) {
  return (
    <section id={id} className={cn("min-w-0 rounded-md border border-line bg-surface", className)}>
      {title ? (
        <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
          <h2 className="text-md font-semibold">{title}</h2>
          {meta ? <span className="figures text-xs text-muted">{meta}</span> : null}
          {actions ? <div className="ml-auto flex items-center gap-2">{actions}</div> : null}
        </div>
      ) : null}
      <div className={cn(!flush && "p-4")}>{children}</div>
    </section>
  );
}
