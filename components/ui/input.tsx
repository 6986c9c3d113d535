import type { ComponentProps } from "react";
import type { ButtonSize } from "./button-class";
import { cn } from "./cn";

const SIZES: Record<ButtonSize, string> = {
  dense: "h-7 px-2 text-sm",
  staff: "h-8 px-2.5 text-sm",
  portal: "h-10 px-3 text-md",
  public: "h-11 px-3 text-lg",
};

const CONTROL = cn(
  "w-full rounded-sm border border-control bg-surface text-ink",
  "hover:border-muted [&[readonly]]:bg-sunken disabled:bg-sunken disabled:text-subtle",
  "aria-invalid:border-critical-dot aria-invalid:outline-critical-dot",
);

/** Looks shared by every control that text is typed or chosen in. */
export function controlClass(size: ButtonSize = "staff", className?: string): string {
  return cn(CONTROL, SIZES[size], className);
}

export type InputProps = Omit<ComponentProps<"input">, "size"> & {
  size?: ButtonSize;
  /** For identifiers: order numbers, SKUs, tracking numbers. */
  ident?: boolean;
};

export function Input({ size, ident, className, ...rest }: InputProps) {
  return <input {...rest} className={controlClass(size, cn(ident && "ident", className))} />;
}

export type TextareaProps = ComponentProps<"textarea"> & { size?: ButtonSize };

export function Textarea({ size, className, rows = 3, ...rest }: TextareaProps) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={controlClass(size, cn("h-auto py-1.5", className))}
    />
  );
}
