import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const TONES = {
  error: { icon: CircleAlert, box: "border-critical-dot/50 bg-critical-bg text-critical-fg" },
  warning: { icon: TriangleAlert, box: "border-warning-dot/60 bg-warning-bg text-warning-fg" },
  info: { icon: Info, box: "border-progress-dot/50 bg-progress-bg text-progress-fg" },
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
  const { icon: Icon, box } = TONES[tone];
  return (
    <div className={cn("flex gap-2 rounded-md border px-3 py-2", box, className)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 stroke-[1.75]" />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={cn(title && "mt-0.5")}>{children}</div> : null}
      </div>
      {action ? <div className="shrink-0 self-center">{action}</div> : null}
    </div>
  );
}
