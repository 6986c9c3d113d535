"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

export type CheckboxProps = Omit<ComponentProps<"input">, "type" | "size"> & {
  label?: ReactNode;
  help?: ReactNode;
  /** Neither on nor off: some of the rows below are chosen. */
  indeterminate?: boolean;
  /** Radio buttons look and read the same way. */
  kind?: "checkbox" | "radio";
};

/** A native checkbox or radio with its label to the right; the whole label is the target. */
export function Checkbox({
  label,
  help,
  indeterminate = false,
  kind = "checkbox",
  className,
  ...rest
}: CheckboxProps) {
  const box = (
    <input
      {...rest}
      type={kind}
      ref={(element) => {
        if (element) {
          element.indeterminate = indeterminate;
        }
      }}
      className={cn("size-4 shrink-0 accent-accent disabled:opacity-50", !label && className)}
    />
  );
  if (!label) {
    return box;
  }
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the element rendered inside.
    <label className={cn("flex min-h-6 cursor-pointer items-start gap-2 py-0.5", className)}>
      <span className="flex h-5 items-center">{box}</span>
      <span>
        {label}
        {help ? <span className="block text-xs text-muted">{help}</span> : null}
      </span>
    </label>
  );
}
