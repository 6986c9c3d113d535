"use client";

import Link from "next/link";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";

export type MenuItem =
  | "separator"
  | { heading: ReactNode }
  | {
      label: ReactNode;
      icon?: ReactNode;
      keys?: string;
      href?: string;
      onSelect?: () => void;
      /** Destructive items come last. */
      danger?: boolean;
      checked?: boolean;
      /** The item stays, and says why it cannot be used. */
      disabledReason?: string | false | null | undefined;
    };

export type MenuProps = {
  trigger: ReactNode;
  items: readonly MenuItem[];
  align?: "start" | "end";
};

const ROW = cn(
  "flex min-h-7 w-full items-center gap-2 rounded-[3px] px-2 py-1 text-sm outline-none select-none",
  "data-highlighted:bg-selected data-disabled:text-subtle [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:stroke-[1.5]",
);

function Item({ item }: { item: Exclude<MenuItem, "separator" | { heading: ReactNode }> }) {
  const inside = (
    <>
      {item.checked === undefined ? null : (
        <span aria-hidden="true" className="w-3">
          {item.checked ? "✓" : ""}
        </span>
      )}
      {item.icon}
      <span className="min-w-0 flex-1">
        {item.label}
        {item.disabledReason ? (
          <span className="block text-xs text-subtle">{item.disabledReason}</span>
        ) : null}
      </span>
      {item.keys ? <Kbd keys={item.keys} /> : null}
    </>
  );
  const look = cn(ROW, item.danger && "text-critical-fg data-highlighted:bg-critical-bg");
  if (item.href && !item.disabledReason) {
    return (
      <Radix.Item asChild className={look}>
        <Link href={item.href}>{inside}</Link>
      </Radix.Item>
    );
  }
  return (
    <Radix.Item
      className={look}
      disabled={Boolean(item.disabledReason)}
      onSelect={() => item.onSelect?.()}
    >
      {inside}
    </Radix.Item>
  );
}

/** Actions of one thing. Keys stand beside the words they stand for. */
export function Menu({ trigger, items, align = "end" }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 animate-layer overflow-y-auto rounded-md border border-line-strong bg-surface p-1 shadow-layer"
        >
          {items.map((item, index) => {
            if (item === "separator") {
              // biome-ignore lint/suspicious/noArrayIndexKey: a menu's rows are fixed while it is open.
              return <Radix.Separator key={index} className="-mx-1 my-1 h-px bg-line" />;
            }
            if ("heading" in item) {
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a menu's rows are fixed while it is open.
                <Radix.Label key={index} className="px-2 py-1 text-2xs text-muted">
                  {item.heading}
                </Radix.Label>
              );
            }
            // biome-ignore lint/suspicious/noArrayIndexKey: a menu's rows are fixed while it is open.
            return <Item key={index} item={item} />;
          })}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
