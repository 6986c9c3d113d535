import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

export type WhyLineProps = {
  /** The one generated sentence: "Reno ships all 40: Dallas lacked 14 after its web buffer." */
  sentence: ReactNode;
  /** The trace behind it: candidates, rules, runner-up. */
  children?: ReactNode;
  open?: boolean;
  className?: string | undefined;
};

/** Why the system decided so, under every automatic decision. Opens without script. */
export function WhyLine({ sentence, children, open, className }: WhyLineProps) {
  const text = (
    <>
      <span className="mr-1.5 text-2xs text-accent">Why</span>
      {sentence}
    </>
  );
  const rail = "border-l-2 border-accent/40 pl-2.5 text-sm text-muted";
  if (!children) {
    return <p className={cn(rail, className)}>{text}</p>;
  }
  return (
    <details open={open} className={cn("group", className)}>
      <summary
        className={cn(rail, "flex list-none items-start gap-1.5 rounded-r-sm hover:text-ink")}
      >
        <span className="min-w-0 flex-1">{text}</span>
        <ChevronRight
          aria-hidden="true"
          className="mt-0.5 size-4 shrink-0 stroke-[1.5] group-open:rotate-90"
        />
      </summary>
      <div className={cn(rail, "pt-2 text-ink")}>{children}</div>
    </details>
  );
}
