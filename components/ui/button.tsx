"use client";

import { LoaderCircle } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";
import { Tooltip } from "./tooltip";

export type ButtonProps = Omit<ComponentProps<"button">, "disabled"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Only an icon inside; then `aria-label` is required. */
  square?: boolean;
  /** Locks the button while the work runs; a text says what is being waited for. */
  pending?: boolean | string | undefined;
  /** Locks the button and says why, on hover and focus. A button is never silently dead. */
  disabledReason?: string | false | null | undefined;
  /** Shown in the tooltip; the binding itself is made with useHotkeys. */
  keys?: string | undefined;
  tooltip?: string | undefined;
};

/** A verb with its object. Stays focusable when locked, so that its reason can be read. */
export function Button({
  variant,
  size,
  square,
  pending,
  disabledReason,
  keys,
  tooltip,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const locked = Boolean(pending) || Boolean(disabledReason);
  const hint = disabledReason || (typeof pending === "string" ? pending : tooltip);
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (locked) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    onClick?.(event);
  };
  const button = (
    <button
      {...rest}
      type={type}
      aria-disabled={locked || undefined}
      aria-busy={Boolean(pending) || undefined}
      className={buttonClass({ variant, size, square, className })}
      onClick={press}
    >
      {pending ? <LoaderCircle aria-hidden="true" className="animate-spin" /> : null}
      {pending && square ? null : children}
    </button>
  );
  // Where a hint may come and go the button stays the same element: it keeps its focus, and a press
  // that began before the change ends on it.
  const mayHint = [pending, disabledReason, keys, tooltip].some((each) => each !== undefined);
  if (!mayHint) {
    return button;
  }
  return (
    <Tooltip label={hint || (keys ? (rest["aria-label"] ?? children) : null)} keys={keys}>
      {button}
    </Tooltip>
  );
}
