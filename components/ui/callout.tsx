import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const TONES = {
  error: { icon: CircleAlert, bar: "border-l-critical-dot", ink: "text-critical-fg" },
  warning: { icon: TriangleAlert, bar: "border-l-warning-dot", ink: "text-warning-fg" },
  info: { icon: Info, bar: "border-l-progress-dot", ink: "text-progress-fg" },
} as const;

export type CalloutProps = {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  children?: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
  className?: string | undefined;
};

/** What is wrong, which, how many, and the way out. Stands where it matters, until it no longer does. */
export function Callout({ tone = "info", title, children, action, className }: CalloutProps) {
  const { icon: Icon, bar, ink } = TONES[tone];
  return (
    <div
      className={cn(
        "flex gap-2.5 rounded-sm border border-l-3 border-line bg-surface px-3 py-2",
        bar,
        className,
      )}
    >
      <Icon aria-hidden="true" className={cn("mt-0.5 size-4 shrink-0 stroke-[1.75]", ink)} />
      <div className="min-w-0 flex-1">
        {title ? <p className={cn("font-medium", ink)}>{title}</p> : null}
        {children ? <div className={cn(title && "mt-0.5")}>{children}</div> : null}
      </div>
      {action ? <div className="shrink-0 self-center">{action}</div> : null}
    </div>
  );
}
