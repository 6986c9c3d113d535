"use client";

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import Link from "next/link";
import { formatQuantity, UNKNOWN } from "@/components/format";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Tooltip } from "@/components/ui/tooltip";
import { Mark, Wordmark } from "./mark";
import type { NavGroup, NavItem } from "./nav";

type RailLinkProps = {
  item: NavItem;
  active: boolean;
  collapsed: boolean;
  onGo?: (() => void) | undefined;
};

function RailLink({ item, active, collapsed, onGo }: RailLinkProps) {
  const link = (
    <Link
      href={item.href}
      aria-current={active ? "page" : undefined}
      aria-label={collapsed ? item.label : undefined}
      onClick={() => onGo?.()}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-sm px-2.5 text-muted -outline-offset-2 hover:bg-neutral-bg hover:text-ink",
        "[&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:stroke-[1.5]",
        active &&
          "bg-surface font-medium text-ink shadow-[inset_2px_0_0_var(--accent),0_0_0_1px_var(--line)] hover:bg-surface",
        collapsed && "justify-center px-0",
      )}
    >
      {item.icon}
      {collapsed ? null : (
        <>
          <span className="min-w-0 flex-1 truncate">{item.label}</span>
          {item.count === undefined || item.count === 0 ? null : (
            <span className="figures text-xs text-subtle">
              {item.count === null ? UNKNOWN : formatQuantity(item.count)}
            </span>
          )}
        </>
      )}
    </Link>
  );
  return collapsed || item.keys ? (
    <Tooltip label={item.label} keys={item.keys} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

export type RailProps = {
  groups: readonly NavGroup[];
  /** Settings and help, at the foot. */
  foot?: readonly NavItem[] | undefined;
  active: NavItem | undefined;
  collapsed: boolean;
  onToggle?: (() => void) | undefined;
  onGo?: (() => void) | undefined;
};

/** The left rail's inside; the same in the phone's sheet. */
export function Rail({ groups, foot = [], active, collapsed, onToggle, onGo }: RailProps) {
  const Icon = collapsed ? PanelLeftOpen : PanelLeftClose;
  const links = (items: readonly NavItem[]) =>
    items.map((item) => (
      <li key={item.href}>
        <RailLink item={item} active={item === active} collapsed={collapsed} onGo={onGo} />
      </li>
    ));
  return (
    <div className="flex h-full flex-col">
      <div
        className={cn("flex h-11 shrink-0 items-center px-4", collapsed && "justify-center px-0")}
      >
        {collapsed ? <Mark /> : <Wordmark />}
      </div>
      <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            <div key={group.label} className="mt-3 first:mt-1">
              {collapsed ? (
                <div className="mx-2 mb-2 border-t border-line" />
              ) : (
                <p className="px-2.5 pb-1 text-2xs text-subtle">{group.label}</p>
              )}
              <ul className="grid gap-px">{links(group.items)}</ul>
            </div>
          ))}
      </nav>
      <div className="shrink-0 border-t border-line p-2">
        {foot.length > 0 ? <ul className="mb-1 grid gap-px">{links(foot)}</ul> : null}
        {onToggle ? (
          <Button
            variant="ghost"
            square
            aria-label={collapsed ? "Widen the rail" : "Narrow the rail"}
            keys="["
            onClick={onToggle}
            className="text-muted"
          >
            <Icon aria-hidden="true" />
          </Button>
        ) : null}
      </div>
    </div>
  );
}
