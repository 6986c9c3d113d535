import { cn } from "./cn";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
/** dense 28 px, staff 32, portal 40, public 44. */
export type ButtonSize = "dense" | "staff" | "portal" | "public";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "border-accent bg-accent text-on-accent hover:border-accent-hover hover:bg-accent-hover",
  secondary: "border-control/60 bg-surface text-ink hover:bg-hover hover:border-control",
  ghost: "border-transparent bg-transparent text-ink hover:bg-neutral-bg",
  danger: "border-critical-dot/60 bg-surface text-critical-fg hover:bg-critical-bg",
};

const SIZES: Record<ButtonSize, string> = {
  dense: "h-7 px-2 gap-1.5 text-sm",
  staff: "h-8 px-3 gap-2 text-sm",
  portal: "h-10 px-4 gap-2 text-md",
  public: "h-11 px-5 gap-2 text-lg",
};

const SQUARE: Record<ButtonSize, string> = {
  dense: "w-7 px-0",
  staff: "w-8 px-0",
  portal: "w-10 px-0",
  public: "w-11 px-0",
};

/** Looks of a button, for buttons and for links that act as one. */
export function buttonClass(options: {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  square?: boolean | undefined;
  className?: string | undefined;
}): string {
  const size = options.size ?? "staff";
  return cn(
    "inline-flex shrink-0 items-center justify-center rounded-sm border font-medium whitespace-nowrap select-none",
    "aria-disabled:cursor-not-allowed aria-disabled:border-line-strong aria-disabled:bg-sunken aria-disabled:text-subtle",
    "[&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:stroke-[1.5]",
    VARIANTS[options.variant ?? "secondary"],
    SIZES[size],
    options.square && SQUARE[size],
    options.className,
  );
}
