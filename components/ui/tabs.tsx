"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { tabClass } from "./link-tabs";

export type TabsProps = {
  label: string;
  items: readonly { id: string; label: ReactNode; count?: number; content: ReactNode }[];
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  className?: string | undefined;
};

/** Parts of one page that are looked at one at a time. Views of a list are LinkTabs. */
export function Tabs({ label, items, defaultValue, value, onValueChange, className }: TabsProps) {
  const first = items[0]?.id;
  return (
    <Radix.Root
      className={className}
      {...(value === undefined ? { defaultValue: defaultValue ?? first ?? "" } : { value })}
      {...(onValueChange === undefined ? {} : { onValueChange })}
    >
      <Radix.List
        aria-label={label}
        className="flex gap-4 overflow-x-auto border-b border-line [scrollbar-width:none]"
      >
        {items.map((item) => (
          <Radix.Trigger
            key={item.id}
            value={item.id}
            className={cn(
              tabClass(false),
              "data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink",
            )}
          >
            {item.label}
            {item.count === undefined ? null : (
              <span className="figures text-subtle">{item.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content key={item.id} value={item.id} className="pt-4">
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
