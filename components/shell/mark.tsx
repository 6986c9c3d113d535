import { cn } from "@/components/ui/cn";

/** The mark is the quantity bar: done, under way, still to come. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 14"
      width="20"
      height="14"
      className={cn("shrink-0 text-accent", className)}
    >
      <rect x="0" y="0" width="20" height="3" fill="currentColor" />
      <rect x="0" y="5.5" width="13" height="3" fill="currentColor" opacity=".55" />
      <rect
        x=".5"
        y="11.25"
        width="7"
        height="2"
        fill="none"
        stroke="currentColor"
        strokeDasharray="2 1.4"
      />
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span
      className={cn("flex items-center gap-2.5 text-md font-semibold tracking-tight", className)}
    >
      <Mark />
      Ordinate
    </span>
  );
}
