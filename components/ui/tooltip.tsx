"use client";

import { Tooltip as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Kbd } from "./kbd";

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={350} skipDelayDuration={150}>
      {children}
    </Radix.Provider>
  );
}

export type TooltipProps = {
  /** Null: there is nothing to say at the moment. */
  label: ReactNode;
  /** The binding that does the same, in the form "mod+k" or "g o". */
  keys?: string | undefined;
  side?: "top" | "bottom" | "left" | "right";
  children: ReactNode;
};

/** A hint for one focusable element. Never the only place a fact stands. */
export function Tooltip({ label, keys, side = "top", children }: TooltipProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Radix.Root open={isOpen && label !== null} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 animate-layer items-center gap-2 rounded-sm border border-line-strong bg-surface px-2 py-1 text-xs text-ink shadow-layer"
        >
          {label}
          {keys ? <Kbd keys={keys} /> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
